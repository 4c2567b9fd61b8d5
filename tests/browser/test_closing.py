"""A form outside its dates by the device's clock: told, never taken away; the receiver decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from endpoint import Endpoint
    from playwright.sync_api import Page
    from reading import NewContext, Reader
    from serving import Site

OPEN, CLOSED = "2099-12-31T12:00:00Z", "2100-02-02T12:00:00Z"
NOTICE = (
    "By the clock of this device, this form closed at the end of 31 December 2099. "
    "You can still try to send."
)


def test_after_the_last_day_the_form_stays_and_says_so(
    all_fields_reader: Reader, endpoint: Endpoint
) -> None:
    """The clock may be wrong: whoever takes the answers knows."""
    reader = all_fields_reader
    reader.page.clock.set_fixed_time(CLOSED)
    expect(reader.open("index.html")).to_contain_text(NOTICE)
    form = reader.form
    form.get_by_label("One line").fill("Quite long enough")
    form.get_by_label("Your email address").fill("name@host.example")
    form.get_by_role("radio", name="Second").check()
    form.get_by_label("One from a list").select_option("Lower")
    form.get_by_role("checkbox", name="East").check()
    form.get_by_role("group", name="Your rating").get_by_role("radio", name="4").check()
    reader.send()
    expect(reader.failed.or_(reader.sent)).to_be_visible()
    assert len(endpoint.posts) == 1


def test_on_the_last_day_nothing_is_said(all_fields_reader: Reader) -> None:
    all_fields_reader.page.clock.set_fixed_time(OPEN)
    section = all_fields_reader.open("index.html")
    expect(section).not_to_contain_text("By the clock")
    expect(section).to_contain_text("You can answer until the end of 31 December 2099.")


@pytest.mark.parametrize(
    ("zone", "is_over"), [("Pacific/Kiritimati", True), ("Pacific/Pago_Pago", False)]
)
def test_the_day_is_that_of_the_devices_time_zone(
    new_context: NewContext, all_fields: Site, zone: str, *, is_over: bool
) -> None:
    page: Page = new_context(timezone_id=zone).new_page()
    page.clock.set_fixed_time("2099-12-31T23:00:00Z")
    page.goto(f"{all_fields.url}index.html")
    expect(page.locator(".feedback [data-state=closed]")).to_have_count(int(is_over))
