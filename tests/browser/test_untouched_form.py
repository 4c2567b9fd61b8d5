"""A form that nobody has answered yet (quality bars A1)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from reading import MAIN_FORM, PAGE_FORM, Reader

from sphinx_page_feedback.model import Form

if TYPE_CHECKING:
    from serving import Site

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
    """No asterisk, placeholder, limit that truncates, disabled button in sight, second main button.

    Nothing to drag, no list to hold a key for, no table of radios.
    """
    section = reader.open(path)
    assert "*" not in section.inner_text()
    expect(section.locator("[placeholder], [maxlength]")).to_have_count(0)
    expect(section.locator("[disabled]:not([hidden])")).to_have_count(0)
    expect(section.locator("[type=range], [draggable], [multiple], table")).to_have_count(0)
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


def test_long_lists_are_in_groups_with_a_heading(reader: Reader) -> None:
    """Ten boxes or fewer each, and the reader is told that more than one may be ticked."""
    reader.open(MAIN_FORM)
    question = reader.form.get_by_role("group", name="Which activities", exact=False)
    expect(question).to_have_accessible_description("Select all that apply")
    groups = question.locator("fieldset")
    for group in groups.all():
        expect(group).to_have_accessible_name(re.compile(r"\w{4,}"))
        assert 1 < group.get_by_role("checkbox").count() <= 10
    boxes = reader.form.get_by_role("checkbox").count()
    assert boxes == groups.get_by_role("checkbox").count() == 17


@FORMS
def test_what_the_browser_knows_already_need_not_be_typed(reader: Reader, path: str) -> None:
    """A field for an address takes one of any length, and is wide enough to see one."""
    reader.open(path)
    email = reader.form.get_by_label("Your email address")
    for name in ("type", "autocomplete"):
        expect(email).to_have_attribute(name, "email")
    expect(email).to_have_attribute("spellcheck", "false")
    characters = (
        "field => field.clientWidth / (parseFloat(getComputedStyle(field).fontSize) / 2)"
    )
    assert email.evaluate(characters) >= 30
    expect(email).to_have_accessible_description(re.compile("^We will only use it to"))
    organisation = reader.form.get_by_label("Your organisation")
    expect(organisation).to_have_attribute("autocomplete", "organization")


@FORMS
def test_the_form_asks_what_the_receiver_stores(reader: Reader, site: Site, path: str) -> None:
    """Every control has the name of a column, and every column a control."""
    reader.open(path)
    names = reader.form.locator(".feedback-field [name]").evaluate_all(
        "controls => controls.map(({ name }) => name)"
    )
    manifest = json.loads((site.root / "feedback.json").read_text(encoding="utf-8"))
    known = manifest["pages"][path.removesuffix(".html")]["form"]
    fields = Form.from_manifest(known, manifest["forms"][known]).fields
    assert list(dict.fromkeys(names)) == [key for field in fields for key in field.keys]
