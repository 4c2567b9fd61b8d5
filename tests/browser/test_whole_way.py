"""From the reader's words to the row in the database, with and without script."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from reading import DETAILS, MAIN_FORM, SUMMARY, Reader
from receiving import RealReceiver

if TYPE_CHECKING:
    from pathlib import Path

    from endpoint import Endpoint
    from reading import NewContext
    from receiving import Rows
    from serving import Site

ANSWERS = {"nature": "unsure", "summary": SUMMARY, "details": DETAILS, "role": "la_data"}


def test_what_is_sent_is_stored_and_confirmed(
    reader: Reader, rows: Rows, endpoint: Endpoint
) -> None:
    """The reference that the reader sees is the row's; it took one post and no preflight."""
    reader.open()
    reader.answer()
    reader.send()
    reference = reader.reference()
    (row,) = rows()
    assert row["answers"] == ANSWERS
    assert (row["reference"], row["form"], row["page"]) == (reference, "page", "report/status")
    assert row["page_url"] == reader.page.url
    assert "spam" not in row["flags"]
    assert row["elapsed_ms"] > 0
    assert (len(endpoint.posts), endpoint.preflights) == (1, 0)


def test_the_main_form_is_stored(reader: Reader, rows: Rows) -> None:
    """Scores and ticks arrive as numbers and lists; what was left alone is absent."""
    reader.open(MAIN_FORM)
    reader.answer_main()
    reader.send()
    assert reader.reference() == rows()[0]["reference"]
    assert rows()[0]["answers"] == {
        "ideas__expect_challenge__importance": 4,
        "activities": ["statutory_returns"],
        "missed": DETAILS,
        "role": "cg_data",
    }


def test_query_and_fragment_of_the_address_are_not_sent(
    reader: Reader, endpoint: Endpoint
) -> None:
    """What an address carries may be about the reader."""
    reader.open("report/status.html?from=newsletter&id=17#about")
    reader.answer()
    reader.send()
    reader.reference()
    assert endpoint.posts[0]["page_url"] == [f"{reader.url}report/status.html"]
    assert not any("newsletter" in str(value) for value in endpoint.posts[0].values())


def test_without_javascript_the_form_posts_and_thanks(plain_reader: Reader, rows: Rows) -> None:
    """The browser posts by itself and lands on the site's page of thanks."""
    plain_reader.open()
    plain_reader.answer()
    plain_reader.send()
    (row,) = rows()
    expected = f"{plain_reader.url}feedback-thanks.html?reference={row['reference']}"
    expect(plain_reader.page).to_have_url(f"{expected}#form-page")
    expect(plain_reader.page.locator("h1")).to_contain_text("Thank you for your feedback")
    assert row["answers"] == ANSWERS


def test_without_javascript_a_mistake_is_corrected_where_it_is_shown(
    plain_reader: Reader, rows: Rows
) -> None:
    """The receiver shows what is wrong and gives every word back; sent again, it is one row."""
    page, form = plain_reader.page, plain_reader.form
    plain_reader.open()
    plain_reader.answer()
    form.get_by_label("Your organisation").fill("o" * 201)
    form.get_by_label("Your email address").fill("name@host")  # right for HTML, wrong for us
    plain_reader.send()
    expect(page).to_have_title("Error: Page feedback")
    links = plain_reader.errors.get_by_role("link")
    expect(links).to_have_text([
        "Your organisation must be 200 characters or less",
        "Enter an email address in the correct format, like name@example.com",
    ])  # fmt: skip
    links.first.click()
    expect(form.get_by_label("Your organisation")).to_be_focused()
    expect(form.get_by_label("Brief summary")).to_have_value(SUMMARY)
    expect(form.get_by_label("Details")).to_have_value(DETAILS)
    expect(form.get_by_label("Your role")).to_have_value("la_data")
    assert rows() == []
    form.get_by_label("Your organisation").fill("Example Council")
    form.get_by_label("Your email address").fill("name@host.example")
    plain_reader.send()
    expect(page.locator("h1")).to_contain_text("Thank you for your feedback")
    (row,) = rows()
    assert row["answers"] == {
        **ANSWERS, "org": "Example Council", "email": "name@host.example",
    }  # fmt: skip


def test_without_javascript_the_browser_holds_back_an_empty_form(
    plain_reader: Reader, endpoint: Endpoint
) -> None:
    """A service that is no receiver of ours might take an empty form as an answer."""
    plain_reader.open()
    plain_reader.send()
    expect(plain_reader.form.get_by_label("Brief summary")).to_be_focused()
    assert endpoint.posts == []


@pytest.mark.parametrize("script", ["page-feedback.js", "page-feedback-send.js"])
def test_a_script_that_does_not_load_changes_nothing(
    reader: Reader, site: Site, rows: Rows, script: str
) -> None:
    """The form is then the one of a browser without JavaScript."""
    site.missing.add(script)
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.page.locator("h1")).to_contain_text("Thank you for your feedback")
    assert len(rows()) == 1


def test_a_page_opened_from_disk_sends_if_the_receiver_allows_it(
    new_context: NewContext, site: Site, endpoint: Endpoint, tmp_path: Path
) -> None:
    """``--origin null`` is needed; no folder of the reader's machine is told to anybody."""
    reader = Reader(page=new_context().new_page(), url=f"file://{site.root}/")
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed).to_be_visible()
    with closing(RealReceiver(site.root, tmp_path / "disk.sqlite3", "null")) as receiver:
        endpoint.upstream = receiver.port
        reader.send()
        assert reader.reference() == receiver.rows()[0]["reference"]
    sent = str(endpoint.posts)
    assert "file:" not in sent
    assert str(site.root) not in sent
