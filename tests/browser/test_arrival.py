"""What an address tells a form: a page, a section and ``from=pdf``; and nothing that is made up."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from reading import Reader
from serving import Site
from sites import ALL_FIELDS, build
from test_policy import WATCH, policy, violations

if TYPE_CHECKING:
    from pathlib import Path

    from endpoint import Endpoint
    from playwright.sync_api import Page
    from reading import NewContext
    from receiving import Rows

FORM = "feedback.html"
SECTION = "what-status-decides"
HOSTILE = [
    "?page=__proto__",
    "?page=constructor&section=x",
    "?page=%3Cscript%3Ealert(1)%3C/script%3E",
    "?page=report/status.html",
    "?page=../report/status",
    "?page=",
    "?page=nowhere&section=what-status-decides",
    "?section=__proto__",
    "?section=%3Cimg%20src=x%20onerror=alert(1)%3E",
    "?from=newsletter",
    "?from=PDF",
    "?from=__proto__",
    "?%E0%A4%A",
]


def open_and_wait(reader: Reader, address: str) -> None:
    """Open an address, and wait until the form knows all that it will."""
    with reader.page.expect_response(lambda reply: reply.url.endswith("/feedback.json")):
        reader.open(address)
    reader.page.wait_for_load_state("networkidle")


def test_the_form_says_what_it_is_about_and_sends_it(reader: Reader, rows: Rows) -> None:
    """The form is the long one; page, title, address and section are those of the link."""
    reader.open(f"{FORM}?page=report/status&section={SECTION}")
    about = reader.form.locator(".feedback-about")
    expect(about).to_have_text("About the section “What status decides” of the page “Status”.")
    reader.answer_main()
    reader.send()
    reader.reference()
    (row,) = rows()
    assert {name: row[name] for name in ("form", "page", "page_title", "page_url", "section")} == {
        "form": "main",
        "page": "report/status",
        "page_title": "Status",
        "page_url": f"{reader.url}report/status.html",
        "section": SECTION,
    }  # fmt: skip


def test_a_link_on_the_site_leads_to_a_form_about_its_page(reader: Reader) -> None:
    """The line stands above the questions; the link leads to the form, not to the page's top."""
    reader.open()
    reader.page.get_by_role("link", name="with this page in mind").click()
    about = reader.form.locator(".feedback-about")
    expect(about).to_have_text("About the page “Status”.")
    expect(reader.page.locator("#feedback_form")).to_be_in_viewport()
    first = reader.form.locator("[data-feedback-field]").first
    assert about.bounding_box()["y"] < first.bounding_box()["y"]  # type: ignore[index]


def test_a_section_of_the_forms_own_page(reader: Reader, rows: Rows) -> None:
    reader.open(f"report/status.html?section={SECTION}&from=pdf")
    expect(reader.form.locator(".feedback-about")).to_contain_text("What status decides")
    reader.answer()
    reader.send()
    reader.reference()
    (row,) = rows()
    assert (row["page"], row["section"], row["came_from"]) == ("report/status", SECTION, "pdf")
    assert row["page_url"] == f"{reader.url}report/status.html"


def test_who_comes_from_the_pdf_is_counted_as_such(reader: Reader, rows: Rows) -> None:
    """As the printed codes have it; without a page or section nothing more is fetched."""
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.open("report/status.html?from=pdf#feedback_form")
    reader.page.wait_for_load_state("networkidle")
    assert sent_by(reader)["came_from"] == "pdf"
    expect(reader.form.locator(".feedback-about")).to_have_count(0)
    assert not [url for url in asked if url.endswith("feedback.json")]
    reader.answer()
    reader.send()
    reader.reference()
    assert (rows()[0]["came_from"], rows()[0]["section"]) == ("pdf", "")


def test_what_nobody_knows_is_ignored_and_never_shown(reader: Reader) -> None:
    """Anybody can send such a link: it changes nothing of what is shown or sent."""
    alerts: list[str] = []
    reader.page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    reader.open("report/status.html")
    usual = sent_by(reader)
    for query in HOSTILE:
        if "page" in query or "section" in query:
            open_and_wait(reader, f"report/status.html{query}")
        else:
            reader.open(f"report/status.html{query}")
            reader.page.wait_for_load_state("networkidle")
        reader.page.wait_for_timeout(100)  # milliseconds in which a script would have run
        expect(reader.form.locator(".feedback-about")).to_have_count(0)
        assert sent_by(reader) == usual, query
    assert alerts == []


def sent_by(reader: Reader) -> dict[str, str]:
    """Return what the form would send and is not empty."""
    pairs: dict[str, str] = reader.form.evaluate(
        """form => Object.fromEntries([...new FormData(form)].filter(([, value]) => value))"""
    )
    return pairs


def test_going_back_to_a_form_about_a_section_gives_the_words_back(
    reader: Reader, site: Site
) -> None:
    """A browser forgets the answers of a form whose controls a script has changed."""
    address = f"report/status.html?section={SECTION}&from=pdf"
    open_and_wait(reader, address)
    controls = reader.form.locator("input, select, textarea").count()
    reader.answer()
    before = reader.values()
    reader.page.goto(f"{site.url}index.html")
    reader.page.evaluate("setTimeout(() => history.back())")  # once this has returned
    reader.page.wait_for_url("**/status.html?*")
    expect(reader.form.locator(".feedback-about")).to_be_visible()
    assert reader.values() == before
    assert reader.form.locator("input, select, textarea").count() == controls


def test_without_the_manifest_the_form_is_about_its_own_page(
    reader: Reader, site: Site, rows: Rows
) -> None:
    """It may be late or missing; the reader is not kept waiting."""
    site.missing.add("feedback.json")
    reader.open(f"{FORM}?page=report/status")
    reader.answer_main()
    reader.send()
    reader.reference()
    assert rows()[0]["page"] == "feedback"


def test_without_javascript_the_form_is_about_its_own_page(
    plain_reader: Reader, rows: Rows
) -> None:
    plain_reader.open(f"{FORM}?page=report/status")
    plain_reader.answer_main()
    plain_reader.send()
    expect(plain_reader.page.locator("h1")).to_contain_text("Thank you for your feedback")
    assert rows()[0]["page"] == "feedback"


def test_an_address_without_a_query_loads_nothing_more(reader: Reader) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.open()
    reader.page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "arrival" in url or url.endswith("feedback.json")]


def test_it_works_under_a_strict_policy(
    page: Page, all_fields: Site, endpoint: Endpoint
) -> None:
    """``default-src 'self'``: the script adds a script, and nothing inline."""
    all_fields.headers.update(policy(endpoint))
    page.add_init_script(WATCH)
    reader = Reader(page=page, url=all_fields.url)
    open_and_wait(reader, "index.html?page=preview&from=pdf")
    expect(reader.form.locator(".feedback-about")).to_be_visible()
    assert sent_by(reader)["came_from"] == "pdf"
    assert violations(page) == []


@pytest.mark.parametrize("root", ["", "data-content_root"])
def test_a_service_may_rename_what_is_sent(
    new_context: NewContext, endpoint: Endpoint, tmp_path: Path, root: str
) -> None:
    """And leave some of it out; a theme that does not say where the root is, is no hindrance."""
    source = tmp_path / "source"
    shutil.copytree(ALL_FIELDS, source)
    names = {"page": "Seite", "page_title": "Titel", "section": "", "came_from": "Woher[]"}
    service = {"name": "form", "endpoint": endpoint.url, "names": names}
    with (source / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"feedback_service = {service!r}\n")
    with closing(Site(tmp_path / "out")) as site:
        site.root.mkdir()
        build(site.root, source)
        page = new_context().new_page()
        reader = Reader(page=page, url=site.url)
        if root:
            without = (site.root / "index.html").read_text().replace(root, "data-other")
            (site.root / "index.html").write_text(without)
        open_and_wait(reader, "index.html?page=preview&section=x&from=pdf")
        expect(reader.form.locator(".feedback-about")).to_be_visible()
        sent = page.evaluate(
            """() => Object.fromEntries(
                [...new FormData(document.querySelector(".feedback form"))])"""
        )
    assert (sent["Seite"], sent["Titel"], sent["Woher[]"]) == ("preview", "Preview", "pdf")
    assert sent["page_url"] == f"{site.url}preview.html"
    assert {"page", "page_title", "section", "came_from"}.isdisjoint(sent)
