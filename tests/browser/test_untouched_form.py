"""A form that nobody has answered yet (quality bars A1)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from reading import MAIN_FORM, PAGE_FORM, Reader

FORMS = pytest.mark.parametrize("path", [PAGE_FORM, MAIN_FORM])
TEXTS = "select, textarea, input:is([type=text], [type=email])"


def test_nothing_is_checked_before_it_is_sent(reader: Reader) -> None:
    """A reader who is still writing is not told off, neither by us nor by the browser."""
    reader.open()
    for control in reader.form.locator(".feedback-control").all():
        control.focus()
        control.press("Tab")
    expect(reader.section.locator(".feedback-error, .feedback-errors")).to_have_count(0)
    assert reader.form.evaluate("form => form.noValidate") is True


@FORMS
def test_nothing_is_answered_beforehand(reader: Reader, path: str) -> None:
    """No option is selected and no box ticked; every text is empty."""
    reader.open(path)
    assert not any(checked for _value, checked in reader.values().values())
    assert {control.input_value() for control in reader.form.locator(TEXTS).all()} == {""}


@FORMS
def test_the_form_has_none_of_the_known_bad_ideas(reader: Reader, path: str) -> None:
    """No asterisk, placeholder, limit that truncates, disabled button or second main button."""
    section = reader.open(path)
    assert "*" not in section.inner_text()
    expect(section.locator("[placeholder], [maxlength], [disabled]")).to_have_count(0)
    expect(section.locator(".feedback-button")).to_have_count(1)


@FORMS
def test_what_may_stay_empty_says_so(reader: Reader, path: str) -> None:
    """In the question, whatever its type."""
    reader.open(path)
    questions = reader.form.locator("> .feedback-field")
    for question in questions.all():
        is_required = question.locator("[required]").count() > 0
        said = question.locator("> :is(label, legend)").inner_text().endswith("(optional)")
        assert said is not is_required
    assert questions.count() >= 6
