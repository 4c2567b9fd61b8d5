"""What a reader is told of a mistake, where, and what stays as it was (quality bars A1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from endpoint import reply
from playwright.sync_api import expect
from reading import DETAILS, MAIN_FORM, Reader

if TYPE_CHECKING:
    from endpoint import Endpoint

MISSING = ["Enter a brief summary", "Select your role"]
WORDING = {
    "Brief summary": [
        ("", "Enter a brief summary"),
        ("   ", "Enter a brief summary"),
        ("Four", "Brief summary must be 5 characters or more"),
        ("s" * 501, "Brief summary must be 500 characters or less"),
    ],
    "Details": [("d" * 5_001, "Details must be 5000 characters or less")],
    "Your organisation": [("o" * 201, "Your organisation must be 200 characters or less")],
    "Your email address": [
        ("name@host", "Enter an email address in the correct format, like name@example.com"),
        ("a@b..c", "Enter an email address in the correct format, like name@example.com"),
        ("name@example.com.", "Enter an email address in the correct format, like name@example.com"),
        ("name host.example", "Enter an email address in the correct format, like name@example.com"),
        ("n" * 250 + "@a.example", "Your email address must be 254 characters or less"),
    ],
}  # fmt: skip
BANNED = r"\b(please|sorry|valid|invalid|oops|forgot|forgotten|required)\b"


def test_the_summary_takes_the_focus_and_names_each_mistake(
    reader: Reader, endpoint: Endpoint
) -> None:
    """One summary, headed "There is a problem", in the order of the form; nothing is sent."""
    reader.open()
    reader.send()
    expect(reader.errors).to_be_focused()
    expect(reader.errors.get_by_role("heading")).to_have_text("There is a problem")
    expect(reader.errors.get_by_role("link")).to_have_text(MISSING)
    assert endpoint.posts == []


def test_the_summary_is_an_alert_inside_an_unnamed_group(reader: Reader) -> None:
    """Anything more makes a screen reader say it twice (govuk-frontend, pull request 2677)."""
    reader.open()
    reader.send()
    expect(reader.errors.get_by_role("alert")).to_have_count(1)
    expect(reader.errors).not_to_have_attribute("role", re.compile(".*"))
    expect(reader.errors).not_to_have_attribute("aria-labelledby", re.compile(".*"))


def test_each_link_leads_to_its_field(reader: Reader) -> None:
    """The field gets the focus, with its label in sight."""
    reader.page.set_viewport_size({"width": 320, "height": 480})
    reader.open()
    reader.send()
    for message, label in zip(MISSING, ["Brief summary", "Your role"], strict=True):
        reader.errors.get_by_role("link", name=message).click()
        expect(reader.form.get_by_label(label)).to_be_focused()
        expect(reader.form.locator("label", has_text=label)).to_be_in_viewport(ratio=1)


def test_inline_words_are_the_words_of_the_summary(reader: Reader) -> None:
    """Byte for byte, after the label and the hint, with a prefix that only ears get."""
    reader.open()
    reader.send()
    expect(reader.errors).to_be_visible()
    inline = reader.form.locator(".feedback-error")
    said = reader.errors.get_by_role("link").all_text_contents()
    assert [text.removeprefix("Error: ") for text in inline.all_text_contents()] == said
    assert all(text.startswith("Error: ") for text in inline.all_text_contents())
    before = inline.evaluate_all(
        "all => all.map((error) => error.previousElementSibling.className)"
    )
    assert before == ["feedback-hint", "feedback-label"]


def test_fields_and_title_say_that_they_are_wrong_until_they_are_right(reader: Reader) -> None:
    """``aria-invalid`` and ``aria-describedby`` come with the mistake and go with it."""
    reader.open()
    title = reader.page.title()
    summary = reader.form.get_by_label("Brief summary")
    hint = summary.get_attribute("aria-describedby")
    reader.send()
    expect(reader.page).to_have_title(f"Error: {title}")
    expect(summary).to_have_attribute("aria-invalid", "true")
    expect(summary).to_have_accessible_description(
        "One sentence is enough Error: Enter a brief summary"
    )
    summary.fill("Long enough")
    reader.send()
    expect(reader.errors.get_by_role("link")).to_have_text(["Select your role"])
    expect(summary).not_to_have_attribute("aria-invalid", re.compile(".*"))
    expect(summary).to_have_attribute("aria-describedby", str(hint))
    reader.form.get_by_label("Your role").select_option("supplier")
    reader.send()
    reader.reference()
    expect(reader.page).to_have_title(title)


def test_two_mistakes_at_one_field_have_an_id_each(reader: Reader, endpoint: Endpoint) -> None:
    """A receiver may find more than one; both are shown in order, and both describe the field."""
    words = ["Details must be shorter", "Details must not be shouted"]
    errors = [{"field": "details", "code": "long", "message": message} for message in words]
    endpoint.plan.append(reply(422, {"title": "Wrong", "errors": errors}))
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.errors.get_by_role("link")).to_have_text(words)
    inline = reader.form.locator(".feedback-error")
    assert inline.all_text_contents() == [f"Error: {message}" for message in words]
    assert len(set(inline.evaluate_all("all => all.map((error) => error.id)"))) == 2
    expect(reader.form.get_by_label("Details")).to_have_accessible_description(
        re.compile("Error: Details must be shorter Error: Details must not be shouted$")
    )
    reader.send()
    expect(inline).to_have_count(0)


def test_a_wrong_group_is_described_too(all_fields_reader: Reader) -> None:
    """Radios and tick-boxes: the group carries the message, the link leads to its first."""
    form, errors = all_fields_reader.form, all_fields_reader.errors
    all_fields_reader.open("index.html")
    all_fields_reader.send()
    expect(errors.get_by_role("link")).to_have_text([
        "Enter one line",
        "Enter your email address",
        "Select one of three",
        "Select one from a list",
        "Select at least one answer to “As many as you like”",
        "Select your rating",
    ])  # fmt: skip
    group = form.get_by_role("group", name="One of three", exact=True)
    expect(group).to_have_accessible_description(
        "Select the closest Error: Select one of three"
    )
    errors.get_by_role("link", name="Select your rating").click()
    expect(
        form.get_by_role("group", name="Your rating").get_by_role("radio").first
    ).to_be_focused()


def test_a_mistake_in_a_collapsed_idea_opens_it(reader: Reader, endpoint: Endpoint) -> None:
    """The link of the summary leads to it, also after the reader has collapsed it again."""
    key, message = "ideas__ask_why__feasibility", "Select a score from 1 to 5"
    errors = [{"field": key, "code": "choice", "message": message}]
    endpoint.plan.append(reply(422, {"title": "Wrong", "errors": errors}))
    reader.open(MAIN_FORM)
    reader.answer_main()
    reader.send()
    idea = reader.form.locator(".feedback-row", has_text="Look for the reasons")
    expect(idea.locator(".feedback-error")).to_be_visible()
    idea.locator("summary").click()
    expect(idea.locator(".feedback-error")).to_be_hidden()
    reader.errors.get_by_role("link", name=message).click()
    expect(idea.locator(f"[name={key}]").first).to_be_focused()


@pytest.mark.parametrize(
    ("label", "given", "message"),
    [(label, given, message) for label, cases in WORDING.items() for given, message in cases],
    ids=[f"{label}-{len(given)}" for label, cases in WORDING.items() for given, _ in cases],
)
def test_the_wording_of_each_mistake(
    reader: Reader, label: str, given: str, message: str
) -> None:
    """Every message says what to do, in the words of the design system."""
    reader.open()
    reader.answer()
    reader.form.get_by_label(label).fill(given)
    reader.send()
    expect(reader.errors.get_by_role("link")).to_have_text([message])
    assert not re.search(BANNED, message, re.IGNORECASE)


def test_no_field_is_cleared_by_a_mistake(reader: Reader) -> None:
    """What is right and what is wrong both stay."""
    reader.open()
    reader.answer()
    reader.form.get_by_label("Brief summary").fill("abc")
    reader.form.get_by_label("Your email address").fill("not an address")
    before = reader.values()
    reader.send()
    expect(reader.errors).to_be_visible()
    assert reader.values() == before


def test_a_paste_beyond_the_limit_keeps_every_character(reader: Reader) -> None:
    """The limit is told when the form is sent; nothing is cut off."""
    words = (DETAILS * 100)[:5_500]
    reader.open()
    reader.answer()
    details = reader.form.get_by_label("Details")
    details.fill("")
    details.focus()
    reader.page.keyboard.insert_text(words)
    reader.send()
    expect(reader.errors.get_by_role("link")).to_have_text(
        ["Details must be 5000 characters or less"]
    )
    expect(details).to_have_value(words)
