"""Role and organisation, given once, are offered again in the same tab (WCAG 2.2, 3.3.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from reading import MAIN_FORM, SUMMARY, Reader
from test_keeping import kept, wait_until_kept

if TYPE_CHECKING:
    from receiving import Rows

OTHER_PAGE = "report/value.html"
NOTES = "Object.entries(sessionStorage).flat().join()"


def send(reader: Reader) -> None:
    """Send a page's form with every question about the reader answered."""
    reader.open()
    reader.answer()
    reader.form.get_by_label("Your organisation").fill("Example Council")
    reader.form.get_by_label("Your email address").fill("name@host.example")
    reader.send()
    reader.reference()


def expect_offered(reader: Reader, role: str, organisation: str) -> None:
    """Expect what stands in the two fields, and nothing in any other."""
    expect(reader.form.get_by_label("Your role")).to_have_value(role)
    expect(reader.form.get_by_label("Your organisation")).to_have_value(organisation)
    expect(reader.form.get_by_label("Your email address")).to_have_value("")


@pytest.mark.parametrize("path", [OTHER_PAGE, MAIN_FORM])
def test_what_was_sent_is_offered_in_the_next_form(reader: Reader, path: str) -> None:
    """Of either form, never the address; nothing of it is a draft, or fails a check."""
    send(reader)
    assert "name@host.example" not in reader.page.evaluate(NOTES)
    reader.open(path)
    expect_offered(reader, "la_data", "Example Council")
    expect(reader.form.locator("textarea").first).to_have_value("")
    assert kept(reader.page) == []
    reader.page.goto(f"{reader.url}index.html")
    reader.open(path)
    expect_offered(reader, "la_data", "Example Council")
    expect(reader.section.locator(".feedback-restored")).to_have_count(0)


@pytest.mark.slow
def test_it_can_be_changed_and_is_sent_like_any_answer(reader: Reader, rows: Rows) -> None:
    """The next form has what was sent last."""
    send(reader)
    reader.open(OTHER_PAGE)
    expect_offered(reader, "la_data", "Example Council")
    reader.form.get_by_label("Brief summary").fill(SUMMARY)
    reader.form.get_by_label("Your organisation").fill("Another Council")
    reader.send()
    reader.reference()
    assert [row["answers"]["org"] for row in rows()] == ["Example Council", "Another Council"]
    reader.open()
    expect_offered(reader, "la_data", "Another Council")


def test_nothing_is_offered_where_it_was_sent(reader: Reader) -> None:
    """A press of the button too many would make a second row of the long form."""
    send(reader)
    reader.sent.get_by_role("button", name="Send more feedback").click()
    expect_offered(reader, "", "")
    reader.open()
    reader.page.wait_for_function(
        "Boolean(globalThis.pageFeedback?.showLink)"
    )  # the last script is there
    expect_offered(reader, "", "")


def test_nothing_is_offered_before_a_form_was_sent_or_in_another_tab(reader: Reader) -> None:
    """What was typed and not sent is a draft of its page alone."""
    reader.open()
    reader.answer()
    wait_until_kept(reader.page, 1)
    reader.open(OTHER_PAGE)
    expect_offered(reader, "", "")
    send(reader)
    other = Reader(page=reader.page.context.new_page(), url=reader.url)
    other.open(OTHER_PAGE)
    other.form.get_by_label("Details").focus()
    other.page.wait_for_function("Boolean(globalThis.pageFeedback?.allSenders)")
    expect_offered(other, "", "")


@pytest.mark.slow
def test_a_draft_goes_before_what_is_offered(reader: Reader) -> None:
    """With the role that the reader chose there."""
    reader.open(OTHER_PAGE)
    reader.form.get_by_label("Your role").select_option("supplier")
    wait_until_kept(reader.page, 1)
    send(reader)
    reader.open(OTHER_PAGE)
    expect(reader.section.locator(".feedback-restored")).to_be_visible()
    expect_offered(reader, "supplier", "")


@pytest.mark.slow
def test_on_a_shared_computer_nothing_is_offered(reader: Reader) -> None:
    """Not what is sent from then on, and no more what was sent before."""
    send(reader)
    reader.open(OTHER_PAGE)
    expect_offered(reader, "la_data", "Example Council")
    reader.section.get_by_label("I am on a shared computer").check()
    assert "Example Council" not in reader.page.evaluate(NOTES)
    send(reader)
    assert "Example Council" not in reader.page.evaluate(NOTES)
    reader.open(OTHER_PAGE)
    expect_offered(reader, "", "")
