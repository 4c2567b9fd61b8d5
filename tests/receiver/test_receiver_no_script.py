"""A browser without script is led on: to the site's thanks, or back to the form with its words."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from receiver_kit import SITE, answers, make_form, make_manifest, start

from sphinx_page_feedback.model import reference_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from receiver_kit import Server

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
SCRIPT = "<script>alert(1)</script>"


class Form(HTMLParser):
    """Reads what a form on a page would send: its named inputs and their values."""

    def __init__(self, html: str) -> None:
        """Read a page."""
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.tags: list[str] = []
        self._area = ""
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an input would send."""
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        self.tags.append(tag)
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.sent[self._select] = [value]
        elif tag == "textarea":
            self._area = name
        elif tag == "input" and name:
            unchecked = given.get("type") in {"radio", "checkbox"} and "checked" not in given
            if not unchecked:
                self.sent.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        """Note what a text area holds."""
        if self._area:
            self.sent[self._area] = [data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        """Leave the text area."""
        if tag == "textarea":
            self._area = ""


def post(receiver: Server, data: Any, **options: Any) -> Any:
    return receiver.post(data, accept=BROWSER, **options)


@pytest.mark.parametrize(
    ("page_url", "root"),
    [
        (f"{SITE}/report/status.html?x=1#y", f"{SITE}/"),
        (f"{SITE}/en/v1.2/report/status.html", f"{SITE}/en/v1.2/"),
        (f"{SITE}/a%20b/report/status.html", f"{SITE}/a%20b/"),
        (f"{SITE}/somewhere/else.html", f"{SITE}/"),
        ("https://evil.example/report/status.html", f"{SITE}/"),
        (f"{SITE}@evil.example/report/status.html", f"{SITE}/"),
        (f"{SITE}//evil.example/report/status.html", f"{SITE}//evil.example/"),
        ("javascript:alert(1)//report/status.html", f"{SITE}/"),
        ("", f"{SITE}/"),
    ],
)
def test_thanks_are_on_the_site_that_was_read(
    receiver: Server, page_url: str, root: str
) -> None:
    """A4.1, D1.9: 303 to an address of an allowed origin, whatever was posted."""
    sent = answers(page_url=page_url)
    reply = post(receiver, sent)
    reference = reference_of(UUID(str(sent["submission_id"])))
    assert reply.status_code == 303
    assert reply.headers["Location"] == (
        f"{root}feedback-thanks.html?reference={reference}#form-page"
    )


@pytest.mark.parametrize(
    ("page", "url", "page_url", "root"),
    [
        ("index", "", f"{SITE}/docs/", f"{SITE}/docs/"),
        ("a/b", "a/b/", f"{SITE}/docs/a/b/", f"{SITE}/docs/"),
        ("index", "index.html", f"{SITE}/docs/", f"{SITE}/docs/"),
        ("index", "index.html", f"{SITE}/docs/index.html", f"{SITE}/docs/"),
        ("ä", "%C3%A4.html", f"{SITE}/docs/%C3%A4.html", f"{SITE}/docs/"),
        ("b", "b.html", f"{SITE}/docs/ab.html", f"{SITE}/home/"),
    ],
)
def test_the_root_follows_from_the_pages_address(
    tmp_path: Path, page: str, url: str, page_url: str, root: str
) -> None:
    """Both builders, html and dirhtml, and a server that shows index.html for a folder."""
    pages = {page: {"title": "A page", "url": url, "form": "page"}}
    manifest = make_manifest(tmp_path / "m.json", f"{SITE}/home", pages=pages)
    with start(manifest, f"sqlite:///{tmp_path}/f.sqlite3") as receiver:
        reply = post(receiver, answers(page=page, page_url=page_url))
    assert reply.headers["Location"].startswith(f"{root}feedback-thanks.html?")


def test_thanks_are_where_the_builder_of_the_site_puts_them(
    manifest: Path, serve: Callable[..., Server]
) -> None:
    """``dirhtml`` has no page whose address ends in ``.html``."""
    make_manifest(manifest, thanks="feedback-thanks/")
    location = post(serve(), answers()).headers["Location"]
    assert location.startswith(f"{SITE}/feedback-thanks/?reference=")


def test_without_a_site_the_receiver_says_thanks_itself(tmp_path: Path) -> None:
    manifest = make_manifest(tmp_path / "m.json", "")
    with start(manifest, f"sqlite:///{tmp_path}/f.sqlite3", "--origin=null") as receiver:
        reply = post(receiver, answers(), headers={"Origin": "null"}, allow_redirects=True)
        assert reply.history[0].status_code == 303
        assert re.search(r"<strong>[0-9A-Z]{5}-[0-9A-Z]{5}</strong>", reply.text)
        assert receiver.get("/feedback/thanks?reference=<b>").status_code == 404


def test_a_mistake_gives_the_form_back_with_every_word(receiver: Server) -> None:
    """A1.5: what was right and what was wrong both stay; mended and sent, it is stored once."""
    sent = answers(
        summary='a"b',
        details=f"\n{SCRIPT}\nsecond – line",
        activities=["b"],
        email="jo",
        page_url=f"{SITE}/report/status.html",
        section="costs",
    )
    reply = post(receiver, sent)
    assert reply.status_code == 422
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<title>Error: Page feedback</title>" in reply.text
    assert '<html lang="en-GB">' in reply.text
    assert SCRIPT not in reply.text
    assert "There is a problem" in reply.text
    assert '<a href="#feedback_summary">' in reply.text
    assert f'<a href="{SITE}/report/status.html">' in reply.text
    form = Form(reply.text)
    assert "script" not in form.tags
    expected = {name: [v] if isinstance(v, str) else v for name, v in sent.items()}
    assert form.sent == {**expected, "hp_field": [""]}
    mended = {**form.sent, "summary": ["A word of praise"], "email": ["jo@example.org"]}
    again = post(receiver, mended, headers={"Origin": receiver.address})
    assert again.status_code == 303
    (row,) = [r for r in receiver.rows() if r["submission_id"] == sent["submission_id"]]
    assert row["answers"]["details"] == sent["details"]
    assert row["section"] == "costs"


@pytest.mark.parametrize("wrong", [{"summary": ""}, {"form": "gone"}])
def test_whom_else_to_write_to_is_on_every_page_that_refuses(
    receiver: Server, wrong: dict[str, str]
) -> None:
    """The link begins an e-mail with the page and the words, which are lost otherwise."""
    text = post(receiver, answers(details='a&b "c"', **wrong)).text
    (link,) = set(re.findall(r'class="feedback-mail" href="([^"]*)"', text))
    address, _, said = link.replace("&amp;", "&").partition("?")
    assert address == "mailto:team@example.org"
    (body,) = parse_qs(said)["body"]
    assert body.startswith(f"{SITE}/report/status.html\r\n\r\n")
    assert 'a&b "c"' in body


def test_the_made_up_id_stays_the_same(receiver: Server) -> None:
    """A form without script gets an id with the first error, so that a resend counts once."""
    sent = answers(submission_id="", summary="")
    made = Form(post(receiver, sent).text).sent["submission_id"]
    again = Form(post(receiver, {**sent, "submission_id": made}).text).sent["submission_id"]
    assert made == again


def test_changed_answers_can_be_sent_as_well(receiver: Server) -> None:
    """Back after sending, other words, Send: the page explains, and the next press stores."""
    sent = answers()
    post(receiver, sent)
    reply = post(receiver, {**sent, "summary": "Something else"})
    assert reply.status_code == 422
    form = Form(reply.text)
    assert form.sent["submission_id"] != [sent["submission_id"]]
    assert form.sent["summary"] == ["Something else"]
    assert post(receiver, form.sent).status_code == 303


def test_the_error_page_may_do_only_what_it_needs(receiver: Server) -> None:
    policy = post(receiver, answers(summary="")).headers["Content-Security-Policy"]
    assert policy == (
        f"default-src 'none'; style-src 'self'; form-action 'self' {SITE}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    style = receiver.get("/feedback.css")
    assert style.headers["Content-Type"].startswith("text/css")
    assert ".feedback" in style.text


@pytest.mark.parametrize(
    ("sent", "headers", "status"),
    [
        (answers(form="over", details=SCRIPT), {}, 403),
        (answers(details=SCRIPT, **{f"a{n}": "b" for n in range(51)}), {}, 422),
        (answers(form="gone", details=SCRIPT), {}, 422),
        (answers(submission_id="1", details=SCRIPT), {}, 400),
        (answers(details=SCRIPT), {"Origin": "https://evil.example"}, 403),
    ],
)
def test_words_come_back_even_when_they_cannot_be_taken(
    receiver: Server, sent: Any, headers: dict[str, str], status: int
) -> None:
    """Whatever could be read is shown, as text; the page says that nothing was stored."""
    reply = post(receiver, sent, headers=headers)
    assert reply.status_code == status
    assert "A word of praise" in reply.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in reply.text
    assert SCRIPT not in reply.text
    assert "Nothing was stored." in reply.text
    assert "<title>Error: " in reply.text


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        (answers(details="x" * 300_000), {}, 413),
        (b"x", {"Content-Type": "text/plain"}, 415),
        (b"\xff", {"Content-Type": "application/x-www-form-urlencoded"}, 400),
    ],
)
def test_what_cannot_be_read_is_explained(
    receiver: Server, data: Any, headers: dict[str, str], status: int
) -> None:
    reply = post(receiver, data, headers=headers)
    assert reply.status_code == status
    assert reply.headers["Content-Type"].startswith("text/html")
    assert "Back button" in reply.text


def test_the_privacy_notice_is_linked(tmp_path: Path) -> None:
    form = make_form("page", privacy="privacy")
    manifest = make_manifest(tmp_path / "m.json", forms={"page": form})
    with start(manifest, f"sqlite:///{tmp_path}/f.sqlite3") as receiver:
        reply = post(receiver, answers(summary=""))
    assert f'<a href="{SITE}/privacy.html">' in reply.text


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        (BROWSER, 303),
        ("text/html", 303),
        ("text/*", 303),
        ("text/html;q=0.5, application/json", 201),
        ("*/*", 201),
        ("application/json", 201),
        ("", 201),
        ("text/html;q=0", 201),
        ("nonsense;;q=,", 201),
    ],
)
def test_who_asks_decides_what_comes(receiver: Server, accept: str, status: int) -> None:
    assert receiver.post(answers(), accept=accept).status_code == status


def test_pages_and_problems_are_in_the_documents_language(tmp_path: Path) -> None:
    """By the sentences of the manifest; what stays English is marked so."""
    sentences = {
        "There is a problem": "Mae problem",
        "This form takes no answers today": "Nid yw'n derbyn atebion",
        "Nothing was stored.": "",
    }
    form = make_form("page", closes="2020-01-31")
    changes = {"forms": {"page": form}, "language": "cy", "sentences": sentences}
    manifest = make_manifest(tmp_path / "m.json", **changes)
    with start(manifest, f"sqlite:///{tmp_path}/f.sqlite3") as receiver:
        page = post(receiver, answers()).text
        problem = receiver.post(answers()).json()
    assert '<html lang="cy">' in page
    assert "<h1>Nid yw&#39;n derbyn atebion</h1>" in page
    assert '<span lang="en" dir="ltr">Nothing was stored.</span>' in page
    assert re.search(r'<span lang="en" dir="ltr">[^<]*2020', page)  # a detail with a day
    assert problem["title"] == "Nid yw'n derbyn atebion"
