"""One press or twenty, one row; and what a reader sees while sending and after it."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from endpoint import break_off, lose_reply, pass_on_when, reply
from playwright.sync_api import expect
from reading import DETAILS, SUMMARY, Reader

if TYPE_CHECKING:
    from endpoint import Endpoint
    from playwright.sync_api import Browser
    from receiving import Rows
    from serving import Site


def test_twenty_presses_in_a_second_make_one_row(
    reader: Reader, rows: Rows, endpoint: Endpoint
) -> None:
    """Clicks and Enter, while the receiver takes its time."""
    may_answer = Event()
    endpoint.plan.append(pass_on_when(may_answer))
    reader.open()
    reader.answer()
    for _ in range(10):
        reader.button.evaluate("button => button.click()")
        reader.form.get_by_label("Brief summary").press("Enter")
    may_answer.set()
    reader.reference()
    assert (len(endpoint.posts), len(rows())) == (1, 1)


def test_while_sending_the_button_says_so_and_stays_a_button(
    reader: Reader, endpoint: Endpoint
) -> None:
    """It is marked for assistive technology, but never disabled: that would lose the focus."""
    may_answer = Event()
    endpoint.plan.append(pass_on_when(may_answer))
    reader.open()
    status = reader.form.get_by_role("status")
    expect(status).to_be_empty()
    reader.answer()
    reader.send()
    expect(status).to_have_text("Sending…")
    expect(reader.button).to_have_attribute("aria-disabled", "true")
    expect(reader.button).to_be_focused()
    assert reader.button.evaluate("button => button.disabled") is False
    may_answer.set()
    reader.reference()


def test_the_confirmation_takes_the_focus_and_the_place_of_the_form(
    reader: Reader, rows: Rows
) -> None:
    """It says what happens next, whom to write to, and the reference; the form is gone."""
    reader.open()
    reader.answer()
    reader.send()
    reference = reader.reference()
    heading = reader.sent.get_by_role(
        "heading", name="Thank you. We have received your feedback."
    )
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport(ratio=1)
    expect(reader.form).to_be_hidden()
    expect(reader.sent).to_contain_text("The team reads every answer.")
    expect(reader.sent.get_by_role("link", name="feedback@example.org")).to_be_visible()
    assert rows()[0]["reference"] == reference


def test_a_copy_of_what_was_sent_can_be_saved(reader: Reader) -> None:
    """A text file with the questions and the answers, as the reader saw them."""
    reader.open()
    reader.answer()
    reader.send()
    reader.reference()
    with reader.page.expect_download() as download:
        reader.sent.get_by_role("link", name="Save a copy of what you sent").click()
    assert download.value.suggested_filename == "feedback.txt"
    assert Path(download.value.path()).read_text() == "\n\n".join([
        "Reflection on our thinking from this page (optional)\nI’m unsure about this",
        f"Brief summary\n{SUMMARY}",
        f"Details (optional)\n{DETAILS}",
        "Your role\nLocal authority data professional",
    ])  # fmt: skip


def test_more_feedback_starts_anew(reader: Reader, rows: Rows, endpoint: Endpoint) -> None:
    """An empty form, a focus in its first field, and another id for what is sent next."""
    reader.open()
    untouched = reader.values()
    for summary in ("The first thing", "The second thing"):
        reader.answer(summary)
        reader.send()
        reader.reference()
        reader.sent.get_by_role("button", name="Send more feedback").click()
        expect(reader.sent).to_have_count(0)
        expect(reader.form.get_by_label("Reflection")).to_be_focused()
        assert reader.values() == untouched
    ids = [post["submission_id"][0] for post in endpoint.posts]
    assert ids == [row["submission_id"] for row in rows()]
    assert len(set(ids)) == 2


def test_what_is_typed_while_sending_is_kept_and_said_to_be_not_sent(
    reader: Reader, rows: Rows, endpoint: Endpoint
) -> None:
    """The echo and the copy are those of the attempt; the rest can be sent as another one."""
    may_answer = Event()
    endpoint.plan.append(pass_on_when(may_answer))
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.button).to_have_attribute("aria-disabled", "true")
    reader.form.get_by_label("Details").fill("An afterthought")
    may_answer.set()
    reader.reference()
    expect(reader.sent).to_contain_text("What you changed since then was not sent.")
    echo = reader.sent.locator(".feedback-echo")
    expect(echo).to_contain_text(SUMMARY)
    expect(echo).not_to_contain_text("afterthought")
    with reader.page.expect_download() as download:
        reader.sent.get_by_role("link", name="Save a copy").click()
    assert "afterthought" not in Path(download.value.path()).read_text()
    expect(reader.form.get_by_label("Details")).to_have_value("An afterthought")
    reader.send()
    expect(reader.sent.locator(".feedback-unsent")).to_have_count(0)
    expect(reader.form).to_be_hidden()
    assert [row["answers"]["details"] for row in rows()] == [DETAILS, "An afterthought"]
    assert [row["replaced_by"] for row in rows()] == ["", ""]


def test_after_it_is_stored_a_reload_shows_an_empty_form(reader: Reader, rows: Rows) -> None:
    """Nothing is left in it that Send could make a second row of."""
    reader.open()
    empty = reader.values()
    reader.answer()
    reader.send()
    reader.reference()
    assert reader.values() == empty
    reader.page.reload()
    expect(reader.form).to_be_visible()
    assert reader.values() == empty
    assert len(rows()) == 1


def test_an_edited_retry_stands_in_the_place_of_all_that_may_have_arrived(
    reader: Reader, rows: Rows, endpoint: Endpoint
) -> None:
    """Of three attempts the first was stored, the second lost on its way: one row counts."""
    endpoint.plan.extend([lose_reply, break_off])
    reader.open()
    for details in ("First", "Second", "Third"):
        reader.answer()
        reader.form.get_by_label("Details").fill(details)
        reader.send()
        expect(reader.failed.or_(reader.sent)).to_be_visible()
    reader.reference()
    first, second, third = endpoint.posts
    assert "replaces" not in first
    assert second["replaces"] == first["submission_id"]
    assert third["replaces"] == [*first["submission_id"], *second["submission_id"]]
    counted = [row["answers"]["details"] for row in rows() if not row["replaced_by"]]
    assert counted == ["Third"]


def test_a_slow_answer_is_said_to_be_slow(reader: Reader, endpoint: Endpoint) -> None:
    may_answer = Event()
    endpoint.plan.append(pass_on_when(may_answer))
    section = reader.open()
    section.evaluate("section => { section.dataset.feedbackSlow = 10 }")  # milliseconds
    reader.answer()
    reader.send()
    expect(reader.form.get_by_role("status")).to_contain_text("Still sending.")
    expect(section).to_have_attribute("data-feedback-state", "slow")
    may_answer.set()
    reader.reference()


@pytest.mark.parametrize(
    ("lack", "scripted"),
    [("delete AbortSignal.timeout", True), ("delete Array.prototype.findLast", False)],
)
def test_an_older_browser_sends_all_the_same(
    reader: Reader, rows: Rows, lack: str, *, scripted: bool
) -> None:
    """With our script where that can run, else with the form as it is in HTML."""
    reader.page.add_init_script(lack)
    reader.open()
    reader.answer()
    reader.send()
    if scripted:
        reader.reference()
    else:
        expect(reader.page.locator("h1")).to_contain_text("Thank you for your feedback")
    assert len(rows()) == 1


def test_a_form_that_comes_later_is_sent_by_the_script(reader: Reader, rows: Rows) -> None:
    """As on a site that changes its pages without loading them anew."""
    reader.open()
    reader.section.evaluate("""section => {
        const later = section.cloneNode(true);
        section.replaceWith(document.createElement("p"));
        document.querySelector("article").append(later);
    }""")
    reader.answer()
    reader.send()
    reader.reference()
    assert len(rows()) == 1


def test_the_same_words_twice_on_purpose_are_two_submissions(
    reader: Reader, rows: Rows
) -> None:
    """The id is one of a submission, not of its words."""
    reader.open()
    for _ in range(2):
        reader.answer()
        reader.send()
        reader.reference()
        reader.sent.get_by_role("button", name="Send more feedback").click()
    assert len(rows()) == 2


def test_two_tabs_of_one_page_are_two_submissions(reader: Reader, rows: Rows) -> None:
    """Neither takes the other's words."""
    other = Reader(page=reader.page.context.new_page(), url=reader.url)
    for tab, words in ((reader, "From the first tab"), (other, "From the second tab")):
        tab.open()
        tab.answer(words)
    for tab in (other, reader):
        tab.send()
        tab.reference()
    assert [row["answers"]["summary"] for row in rows()] == [
        "From the second tab", "From the first tab",
    ]  # fmt: skip


def test_a_retry_has_the_same_id_and_an_edit_a_new_one(
    reader: Reader, rows: Rows, endpoint: Endpoint
) -> None:
    """So a reply that was lost on its way makes no second row, and no edit is swallowed."""
    endpoint.plan.extend([lose_reply, break_off])
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed).to_contain_text("We do not know whether your feedback arrived")
    assert len(rows()) == 1
    reader.send()
    expect(reader.button).not_to_have_attribute("aria-disabled", "true")
    reader.form.get_by_label("Details").fill("Something else")
    reader.send()
    reader.reference()
    first, retry, edited = (post["submission_id"] for post in endpoint.posts)
    assert first == retry != edited
    assert [row["answers"]["details"] for row in rows()] == [DETAILS, "Something else"]


def test_a_reply_lost_on_its_way_is_made_good_by_sending_again(
    reader: Reader, rows: Rows, endpoint: Endpoint
) -> None:
    """It was stored; the reader is told the reference of that one row."""
    endpoint.plan.append(lose_reply)
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed).to_be_visible()
    reader.send()
    reference = reader.reference()
    assert [row["reference"] for row in rows()] == [reference]


def test_going_back_never_sends_again(reader: Reader, rows: Rows, endpoint: Endpoint) -> None:
    """Neither with a confirmation on the page that is left, nor on the one of thanks."""
    reader.open()
    reader.answer()
    reader.send()
    reader.reference()
    reader.page.goto(f"{reader.url}index.html")
    reader.page.evaluate("setTimeout(() => history.back())")  # once this has returned
    reader.page.wait_for_url("**/status.html")
    expect(reader.section).to_be_visible()
    assert (len(endpoint.posts), len(rows())) == (1, 1)


@pytest.mark.slow
def test_back_on_a_page_that_was_sending_it_says_what_became_of_it(
    keeping_chromium: Browser, site: Site, rows: Rows, endpoint: Endpoint
) -> None:
    """A browser may keep the page as it was left; it must not say "Sending" for ever."""
    may_answer = Event()
    endpoint.plan.append(pass_on_when(may_answer))
    reader = Reader(page=keeping_chromium.new_page(), url=site.url)
    reader.open()
    reader.page.evaluate("addEventListener('pageshow', (event) => { kept = event.persisted })")
    reader.answer()
    reader.send()
    expect(reader.button).to_have_attribute("aria-disabled", "true")
    reader.page.goto(f"{reader.url}index.html")
    reader.page.evaluate("setTimeout(() => history.back())")  # once this has returned
    expect(reader.form.get_by_label("Details")).to_have_value(DETAILS)
    assert reader.page.evaluate("kept") is True
    may_answer.set()
    expect(reader.sent.or_(reader.failed)).to_be_visible()
    expect(reader.section.get_by_text("Sending…")).to_have_count(0)
    if reader.failed.is_visible():
        reader.send()
    assert [row["reference"] for row in rows()] == [reader.reference()]


def test_what_was_erased_is_said_to_be_removed_and_may_be_sent_as_new(
    reader: Reader, rows: Rows, endpoint: Endpoint
) -> None:
    """The words stay in the form; the same id is never asked for again."""
    title = "This was removed and is not stored again"
    problem = {"type": "urn:sphinx-page-feedback:erased", "title": title, "detail": title}
    endpoint.plan.append(reply(410, problem))
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed).to_contain_text(title)
    expect(reader.form.get_by_label("Details")).to_have_value(DETAILS)
    reader.send()
    reader.reference()
    first, second = (post["submission_id"] for post in endpoint.posts)
    assert first != second
    assert [row["answers"]["details"] for row in rows()] == [DETAILS]
