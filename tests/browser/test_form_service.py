"""A service that takes any form's post: what its replies mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from endpoint import Step, break_off, reply
from playwright.sync_api import expect

if TYPE_CHECKING:
    from endpoint import Endpoint
    from playwright.sync_api import Locator
    from reading import Reader

BAIT = "<img src=x onerror=document.title='caught'>"
UNCONFIRMED: dict[str, Step] = {
    "ok": reply(200, {"ok": True}),
    "success": reply(200, {"success": "true", "message": "Thank you"}),
    "no errors": reply(200, {"ok": True, "errors": []}),
    "created": reply(201, {"id": 17}),
    "empty": reply(204, ""),
    "a page of thanks": reply(200, "<h1>Thank you</h1>", "text/html"),
}
NOT_STORED: dict[str, tuple[Step, str]] = {
    "success is false": (reply(200, {"success": "false", "message": BAIT}), BAIT),
    "ok is false": (reply(200, {"ok": False, "error": "Form not found"}), "Form not found"),
    "error": (reply(200, {"error": "Quota used up"}), "Quota used up"),
    "result is error": (reply(200, {"result": "error", "message": "No sheet"}), "No sheet"),
    "errors": (reply(422, {"errors": [{"message": "Not an address"}]}), "Not an address"),
    "gone": (reply(404, "Not here", "text/plain"), ""),
}
UNKNOWN: dict[str, Step] = {
    "reset": break_off,
    "reply that no page may read": reply(200, {"ok": True}, readable=False),
    "500": reply(500, "Oops", "text/plain"),
}


@pytest.fixture
def reader(all_fields_reader: Reader) -> Reader:
    """A reader who has answered every question that must be."""
    form = _open(all_fields_reader)
    form.get_by_label("One line").fill("Quite long enough")
    form.get_by_label("Your email address").fill("name@host.example")
    form.get_by_role("radio", name="Second").check()
    form.get_by_label("One from a list").select_option("Lower")
    form.get_by_role("checkbox", name="East").check()
    form.get_by_role("checkbox", name="West").check()
    form.get_by_role("group", name="Your rating").get_by_role("radio", name="4").check()
    return all_fields_reader


def _open(reader: Reader) -> Locator:
    reader.open("index.html")
    return reader.form


@pytest.mark.parametrize("step", UNCONFIRMED.values(), ids=UNCONFIRMED)
def test_a_2xx_of_a_service_that_names_no_evidence_confirms_nothing(
    reader: Reader, endpoint: Endpoint, step: Step
) -> None:
    """The reader learns so and gets a copy; nothing is sent again, no reference is mentioned."""
    endpoint.plan.append(step)
    reader.send()
    expect(reader.sent).to_have_attribute("data-outcome", "handed_over")
    expect(reader.sent.get_by_role("heading")).to_be_focused()
    expect(reader.sent.get_by_role("heading")).to_contain_text(
        "sent to a form service, which does not confirm that it was stored"
    )
    expect(reader.sent.get_by_role("link", name="Save a copy")).to_be_visible()
    expect(reader.sent).not_to_contain_text(re.compile("reference|Thank you|received"))
    (post,) = endpoint.posts
    assert post["many"] == ["East", "West"]
    assert (post["one"], post["rating"], post["listed"]) == (["Second"], ["4"], ["Lower"])


@pytest.mark.parametrize(("step", "reason"), NOT_STORED.values(), ids=NOT_STORED)
def test_a_reply_that_reports_a_failure_is_believed(
    reader: Reader, endpoint: Endpoint, step: Step, reason: str
) -> None:
    """A status of 200 does not make it a success; the service's reason is shown as text."""
    endpoint.plan.append(step)
    before = reader.values()
    reader.send()
    expect(reader.failed).to_contain_text("Your feedback is not stored yet")
    expect(reader.failed.locator(".feedback-reason")).to_have_text(reason)
    expect(reader.section.locator("img")).to_have_count(0)
    assert reader.values() == before


@pytest.mark.parametrize("step", UNKNOWN.values(), ids=UNKNOWN)
def test_where_nobody_knows_the_reader_is_told_of_counting_twice(
    reader: Reader, endpoint: Endpoint, step: Step
) -> None:
    """Such a service does not recognise a repeated submission."""
    endpoint.plan.append(step)
    before = reader.values()
    reader.send()
    expect(reader.failed).to_contain_text("We do not know whether your feedback arrived")
    expect(reader.failed).to_contain_text("If both arrive, the team sees both.")
    expect(reader.sent).to_have_count(0)
    assert reader.values() == before


def test_a_form_that_is_only_shown_sends_nothing(
    all_fields_reader: Reader, endpoint: Endpoint
) -> None:
    """It says so, and neither its button nor Enter posts anything."""
    section = all_fields_reader.open("preview.html")
    expect(section).to_contain_text("This is a preview. You can try this form")
    all_fields_reader.send()
    all_fields_reader.form.get_by_label("One line").press("Enter")
    assert all_fields_reader.page.url.endswith("preview.html")
    assert endpoint.posts == []
