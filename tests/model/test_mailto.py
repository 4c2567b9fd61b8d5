"""The link that begins an e-mail: any title and any words survive it (RFC 6068)."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_page_feedback.model import mailto_link
from sphinx_page_feedback.titles import page_title

if TYPE_CHECKING:
    from project import Build

CONTACT = "feedback+report@example.org"
TITLES = [
    "Costs & benefits?",
    "50 % of #1 = a + b",
    "Tŷ a gŵr: “llŷn”",
    "It’s <b>bold</b>; 'quoted'",
]


def read(link: str) -> dict[str, str]:
    """Take a link apart as an e-mail program does: a plus is a plus."""
    address = urlsplit(link)
    pairs = (pair.partition("=") for pair in address.query.split("&"))
    return {"to": unquote(address.path)} | {name: unquote(text) for name, _, text in pairs}


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(title=words, url=words, typed=words)
def test_every_character_survives(title: str, url: str, typed: str) -> None:
    link = mailto_link(CONTACT, title, url, typed)
    assert re.fullmatch(r"mailto:[!-~]+", link)
    assert "+" not in link.partition("?")[2]
    said = read(link)
    assert (said["to"], said["subject"]) == (CONTACT, " ".join(title.split()))
    parts = "\r\n\r\n".join(filter(None, [url, typed])).replace("\r\n", "\n")
    assert said["body"] == parts.replace("\n", "\r\n")
    assert not re.search(r"%0A(?<!%0D%0A)", link)


def test_what_does_not_fit_is_left_out_from_the_end() -> None:
    """2,000 characters; the address of the page always stays."""
    short = mailto_link(CONTACT, "T", "https://example.org/", "w" * 1_000)
    assert "w" * 1_000 in short
    link = mailto_link(CONTACT, "T", "https://example.org/", "ŵ" * 400)
    assert link == mailto_link(CONTACT, "T", "https://example.org/")


@pytest.mark.parametrize("title", TITLES)
def test_each_page_has_a_link_with_its_title_and_address(build: Build, title: str) -> None:
    """Made at build time, so that it needs no script."""
    page = f"---\norphan: true\n---\n# {title}\n"
    conf = f'feedback_contact = "{CONTACT}"\nhtml_baseurl = "https://example.org/docs/"\n'
    built = build({"a b.md": page.replace("<b>", r"\<b>")}, conf)
    html = built.text("a b.html").partition("<template")[0]
    (link,) = re.findall(r'class="feedback-mail" href="([^"]*)"', html)
    said = read(unescape(link))
    expected = page_title(built.app.env, "a b")
    assert said == {
        "to": CONTACT, "subject": expected, "body": "https://example.org/docs/a%20b.html",
    }  # fmt: skip


def test_without_an_address_of_the_site_the_body_is_empty(build: Build) -> None:
    html = build({}, f'feedback_contact = "{CONTACT}"\n').text("index.html")
    assert f'href="mailto:{CONTACT}?subject=Start&amp;body="' in html


def test_the_address_of_a_page_is_linked_as_it_is(build: Build) -> None:
    url = "https://example.org/help?a=1&b=@"
    html = build({}, f'feedback_contact = "{url}"\n').text("index.html")
    assert f'<a href="{url.replace("&", "&amp;")}">' in html
    assert "feedback-mail" not in html
    assert "mailto:" not in html


def test_nothing_is_offered_where_nobody_said_whom_to_write_to(build: Build) -> None:
    html = build({}).text("index.html")
    assert "You can also write to" not in html
    assert 'class="feedback-long"' not in html


def test_a_closed_form_offers_it_too(build: Build) -> None:
    form = (
        'title = "T"\ncloses = 2001-02-03\n[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n'
    )
    html = build({"_feedback/page.toml": form}, f'feedback_contact = "{CONTACT}"\n').text(
        "index.html"
    )
    assert f'href="mailto:{CONTACT}?subject=Start&amp;body="' in html
