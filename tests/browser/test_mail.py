"""The last resort: a link that begins an e-mail with the page and with all that was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from endpoint import break_off
from playwright.sync_api import expect
from reading import DETAILS, SUMMARY, Reader

if TYPE_CHECKING:
    from endpoint import Endpoint
    from playwright.sync_api import Locator

CONTACT = "feedback@example.org"
TYPED = "\r\n".join([
    "Reflection on our thinking from this page (optional)",
    "I’m unsure about this",
    "",
    "Brief summary",
    SUMMARY,
    "",
    "Details (optional)",
    *DETAILS.split("\n"),
    "",
    "Your role",
    "Local authority data professional",
])  # fmt: skip


def written(link: Locator) -> tuple[str, str, str]:
    """Return whom a link writes to, the subject and the body."""
    address = urlsplit(link.get_attribute("href") or "")
    said = parse_qs(address.query, strict_parsing=True)
    assert "+" not in address.query
    return address.path, said["subject"][0], said["body"][0]


def mail_of(place: Locator) -> Locator:
    """Return the link in a part of the page."""
    return place.get_by_role("link", name=CONTACT)


def test_below_the_form_it_has_page_and_address_without_javascript(
    plain_reader: Reader,
) -> None:
    plain_reader.open()
    address = f"{plain_reader.url}report/status.html"
    assert written(mail_of(plain_reader.form)) == (CONTACT, "Status", address)


def test_a_click_adds_what_was_typed(reader: Reader) -> None:
    """And a second one what was typed since, not the same once more."""
    reader.open()
    address = f"{reader.url}report/status.html"
    link = mail_of(reader.form)
    link.click()
    assert written(link)[2].rstrip() == address
    for summary in ("Another", SUMMARY):
        reader.answer(summary)
        link.click()
    assert written(link) == (CONTACT, "Status", f"{address}\r\n\r\n{TYPED}")


def test_a_failure_offers_it_with_what_was_typed(reader: Reader, endpoint: Endpoint) -> None:
    """The moment that it is for."""
    endpoint.plan.append(break_off)
    reader.open()
    reader.answer()
    reader.send()
    link = mail_of(reader.failed)
    link.click()
    address = f"{reader.url}report/status.html"
    assert written(link) == (CONTACT, "Status", f"{address}\r\n\r\n{TYPED}")


def test_what_is_too_long_for_a_link_can_be_saved(reader: Reader) -> None:
    """2,000 characters at most: the reader is told, and gets a file to attach."""
    reader.open()
    reader.answer()
    reader.form.get_by_label("Details").fill("ŵ" * 400)  # six characters each in a link
    link = mail_of(reader.form)
    link.click()
    link.click()
    assert written(link)[2] == f"{reader.url}report/status.html"
    told = reader.section.locator(".feedback-long")
    expect(told).to_have_count(1)
    expect(told).to_contain_text("too long for a link")
    with reader.page.expect_download() as download:
        told.get_by_role("link", name="Save a copy").click()
    assert "ŵ" * 400 in download.value.path().read_text(encoding="utf-8")
    reader.form.get_by_label("Details").fill("Short")
    link.click()
    expect(told).to_have_count(0)
    assert "Short" in written(link)[2]


def test_it_is_about_the_page_that_the_form_is_about(reader: Reader) -> None:
    """The long form, opened from another page."""
    reader.open("feedback.html?page=report/status")
    expect(reader.form.locator(".feedback-about")).to_be_visible()
    address = f"{reader.url}report/status.html"
    assert written(mail_of(reader.form)) == (CONTACT, "Status", address)


def test_the_receivers_page_of_mistakes_offers_it_too(plain_reader: Reader) -> None:
    """With what was typed: the page knows it, though no script runs."""
    plain_reader.open()
    plain_reader.answer()
    plain_reader.form.get_by_label("Your organisation").fill("o" * 201)
    plain_reader.send()
    expect(plain_reader.page).to_have_title("Error: Page feedback")
    to, subject, body = written(mail_of(plain_reader.form))
    assert (to, subject) == (CONTACT, "Status")
    assert body.startswith(f"{plain_reader.url}report/status.html\r\n\r\n")
    assert f"Brief summary\r\n{SUMMARY}" in body
