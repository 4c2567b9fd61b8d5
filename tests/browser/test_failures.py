"""Whatever goes wrong on the way: no word is lost, nothing is called sent, a retry is one row."""

from __future__ import annotations

import re
from threading import Event
from typing import TYPE_CHECKING

import pytest
from endpoint import Step, break_off, pass_on_when, reply
from playwright.sync_api import expect

if TYPE_CHECKING:
    from _pytest.mark.structures import ParameterSet
    from endpoint import Endpoint
    from reading import Reader
    from receiving import Rows

ANOTHER_ID = "00000000-0000-4000-8000-000000000000"
PORTAL = "<!doctype html><title>Welcome to the station’s wireless network</title>"
UNKNOWN: dict[str, Step] = {
    "reset": break_off,
    "500": reply(500, {"title": "Internal error"}),
    "500 that no page may read": reply(500, "", readable=False),
    "503": reply(503, {"title": "Not stored", "detail": "Nothing was stored."}),
    "an id used before": reply(
        422, {"type": "urn:sphinx-page-feedback:key-reused", "detail": "Nothing was stored."}
    ),
    "captive portal": reply(200, PORTAL, "text/html"),
    "another submission's id": reply(201, {"submission_id": ANOTHER_ID, "reference": "7KQ2M-9XTRA"}),
    "no reference": reply(201, {"submission_id": ANOTHER_ID}),
    "half a reply": reply(201, '{"submission_id": "0000'),
    "nothing": reply(204, ""),
    "null": reply(200, "null"),
}  # fmt: skip
NOT_STORED: dict[str, Step] = {
    "422": reply(422, {"title": "Not stored", "detail": "Nobody knows this form."}),
    "403": reply(403, {"detail": "This form closed on 3 May 2027."}),
    "403 in HTML": reply(403, "<p>Forbidden</p>", "text/html"),
    "404": reply(404, {"title": "Not found"}),
    "413": reply(413, {"detail": "What was sent is longer than 64 KiB."}),
    "503 of our receiver": reply(
        503, {"type": "urn:sphinx-page-feedback:not-stored", "detail": "The disk is full."}
    ),
    "429 of a proxy": reply(429, "<h1>429 Too Many Requests</h1>", "text/html"),
    "200 that says false": reply(200, {"success": False, "message": "No such form"}),
}
UNKNOWN_TITLE = "We do not know whether your feedback arrived"
NOT_STORED_TITLE = "Your feedback is not stored yet"
TECHNICAL = r"\b\d{3}\b|bad request|technical difficult|internal error|https?:"


def check_that_nothing_is_lost(reader: Reader, before: dict[str, object], title: str) -> None:
    """What holds after every failure.

    Args:
        reader: The reader, who has pressed the button.
        before: What stood in the form before.
        title: What the reader must be told.
    """
    expect(reader.failed.get_by_role("heading")).to_have_text(title)
    expect(reader.failed).to_be_focused()
    expect(reader.failed).to_contain_text("Nothing that you wrote is lost")
    expect(reader.failed.get_by_role("link", name="feedback@example.org")).to_be_visible()
    expect(reader.failed.get_by_role("link", name="Save a copy")).to_have_attribute(
        "href", re.compile("^blob:")
    )
    expect(reader.sent).to_have_count(0)
    expect(reader.form).to_be_visible()
    expect(reader.button).not_to_have_attribute("aria-disabled", "true")
    expect(reader.form.get_by_role("status")).to_be_empty()
    assert reader.values() == before


QUICK = {"reset", "captive portal", "413", "503 of our receiver", "200 that says false"}
"""One of each way to fail; tests/script has every reply, without a browser."""


def param(name: str, step: Step, title: str) -> ParameterSet:
    """Return one reply, slow unless it stands for its kind."""
    marks = [] if name in QUICK else [pytest.mark.slow]
    return pytest.param(step, title, id=name, marks=marks)


@pytest.mark.parametrize(
    ("step", "title"),
    [
        *(param(name, step, UNKNOWN_TITLE) for name, step in UNKNOWN.items()),
        *(param(name, step, NOT_STORED_TITLE) for name, step in NOT_STORED.items()),
    ],
)
def test_after_a_bad_reply_sending_again_makes_one_row(
    reader: Reader, rows: Rows, endpoint: Endpoint, step: Step, title: str
) -> None:
    """The reader is told which of the two it is, in words without jargon, and can retry."""
    endpoint.plan.append(step)
    reader.open()
    reader.answer()
    before = reader.values()
    reader.send()
    check_that_nothing_is_lost(reader, before, title)
    if title == UNKNOWN_TITLE:
        expect(reader.failed).to_contain_text("It will be counted once.")
        expect(reader.failed).not_to_contain_text("Nothing was stored")
        assert not re.search(TECHNICAL, reader.failed.inner_text(), re.IGNORECASE)
    reader.send()
    reference = reader.reference()
    assert [row["reference"] for row in rows()] == [reference]
    expect(reader.failed).to_have_count(0)


def test_a_receiver_that_is_down_loses_nothing(
    reader: Reader, rows: Rows, endpoint: Endpoint
) -> None:
    """Connections are refused; when it is back, the same press works."""
    reader.open()
    reader.answer()
    before = reader.values()
    with endpoint.down():
        reader.send()
        check_that_nothing_is_lost(reader, before, UNKNOWN_TITLE)
    reader.send()
    reader.reference()
    assert len(rows()) == 1


def test_no_reply_at_all_ends_after_a_while(
    reader: Reader, endpoint: Endpoint, rows: Rows
) -> None:
    """Until then it says that it is sending; afterwards the same id is sent again."""
    never = Event()
    endpoint.plan.append(pass_on_when(never))
    section = reader.open()
    section.evaluate(
        "section => { section.dataset.feedbackTimeout = 3000 }"
    )  # ms, to see the state
    reader.answer()
    before = reader.values()
    reader.send()
    expect(reader.form.get_by_role("status")).to_have_text("Sending…")
    check_that_nothing_is_lost(reader, before, UNKNOWN_TITLE)
    section.evaluate("section => { delete section.dataset.feedbackTimeout }")
    never.set()
    reader.send()
    reader.reference()
    assert len({post["submission_id"][0] for post in endpoint.posts}) == 1
    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("status", "told"),
    [(413, "longer than what can be taken here"), (429, "Too many answers arrive")],
)
def test_a_proxys_own_refusal_is_put_into_words(
    reader: Reader, endpoint: Endpoint, status: int, told: str
) -> None:
    """Its page in HTML says nothing that a reader can use."""
    endpoint.plan.append(reply(status, f"<h1>{status} Nope</h1>", "text/html"))
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed.locator(".feedback-reason")).to_contain_text(told)
    expect(reader.failed).not_to_contain_text("Nope")


@pytest.mark.parametrize(
    ("status", "after", "told"),
    [
        (429, "7", "wait 7 seconds"),
        (429, "60", "about 1 minute"),
        (503, "600", "about 10 minutes"),
    ],
)
def test_a_reply_that_says_when_to_come_again_is_passed_on(
    reader: Reader, endpoint: Endpoint, status: int, after: str, told: str
) -> None:
    endpoint.plan.append(reply(status, "", headers={"Retry-After": after}))
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed.locator(".feedback-wait")).to_contain_text(told)


def test_the_copy_after_a_failure_is_of_what_stands_in_the_form(
    reader: Reader, endpoint: Endpoint
) -> None:
    endpoint.plan.append(break_off)
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed).to_be_visible()
    reader.form.get_by_label("Details").fill("Added after the failure")
    with reader.page.expect_download() as download:
        reader.failed.get_by_role("link", name="Save a copy").click()
    assert "Added after the failure" in download.value.path().read_text(encoding="utf-8")


def test_mistakes_that_only_the_receiver_finds_are_shown_at_their_fields(
    reader: Reader, rows: Rows, endpoint: Endpoint
) -> None:
    """As if the page had found them; the words stay."""
    error = {"field": "details", "code": "long", "message": "Details must be shorter"}
    endpoint.plan.append(reply(422, {"title": "Wrong", "errors": [error]}))
    reader.open()
    reader.answer()
    before = reader.values()
    reader.send()
    expect(reader.errors).to_be_focused()
    expect(reader.errors).to_have_attribute("data-outcome", "refused")
    expect(reader.errors.get_by_role("link")).to_have_text(["Details must be shorter"])
    expect(reader.form.get_by_label("Details")).to_have_accessible_description(
        re.compile("Error: Details must be shorter$")
    )
    assert reader.values() == before
    reader.send()
    reader.reference()
    assert len(rows()) == 1


def test_a_mistake_in_a_field_that_the_page_has_not_is_told_all_the_same(
    reader: Reader, endpoint: Endpoint
) -> None:
    """A page older than the receiver's form must not swallow the reason."""
    error = {"field": "added_later", "code": "missing", "message": "Select a region"}
    endpoint.plan.append(reply(422, {"errors": [error]}))
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed).to_contain_text("Select a region")


def test_a_reason_is_shown_as_text(reader: Reader, endpoint: Endpoint) -> None:
    """Whatever a reply says, no page of it comes to life."""
    bait = "<img src=x onerror=document.title='caught'> & <b>bold</b>"
    error = {"field": "summary", "code": "short", "message": bait}
    endpoint.plan.extend([reply(403, {"detail": bait}), reply(422, {"errors": [error]})])
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed.locator(".feedback-reason")).to_have_text(bait)
    reader.send()
    expect(reader.errors.get_by_role("link")).to_have_text([bait])
    expect(reader.section.locator("img, b")).to_have_count(0)
    assert reader.page.title() != "caught"
