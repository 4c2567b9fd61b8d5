"""What eyes need: outlines, a focus that is seen, high contrast, no movement (A3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from endpoint import break_off
from measuring import edge_contrast, measure, picture
from playwright.sync_api import expect

if TYPE_CHECKING:
    from endpoint import Endpoint
    from playwright.sync_api import Locator
    from reading import Reader

Scheme = Literal["light", "dark"]
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
BOTH_SITES = pytest.mark.parametrize(
    "who", ["reader", pytest.param("all_fields_reader", marks=pytest.mark.slow)]
)
LEAST = 3.0
"""Contrast of what shows where a control is (WCAG 2.2, 1.4.11)."""
FIRSTS = (
    "input[type=text]:not([name=hp_field])", "textarea", "select", "input[type=radio]",
    "input[type=checkbox]", "button:not([hidden])",
)  # fmt: skip


def one_of_each(reader: Reader) -> list[Locator]:
    """Return the first control of each kind on the form."""
    found = [reader.form.locator(kind).first for kind in FIRSTS]
    return [control for control in found if control.count()]


def open_form(who: str, request: pytest.FixtureRequest) -> Reader:
    """Open the long form of either site."""
    reader: Reader = request.getfixturevalue(who)
    reader.open("feedback.html" if who == "reader" else "index.html")
    return reader


@SCHEMES
@BOTH_SITES
def test_controls_have_an_outline(
    who: str, scheme: Scheme, request: pytest.FixtureRequest
) -> None:
    """In both themes and in either scheme, when right and when wrong."""
    reader = open_form(who, request)
    reader.page.emulate_media(color_scheme=scheme)
    for control in one_of_each(reader):
        assert edge_contrast(control) >= LEAST, control
    reader.send()
    expect(reader.errors).to_be_visible()
    wrong = reader.form.locator(".feedback-wrong .feedback-control").first
    assert edge_contrast(wrong) >= LEAST


@SCHEMES
@BOTH_SITES
def test_the_focus_is_seen(who: str, scheme: Scheme, request: pytest.FixtureRequest) -> None:
    """A control looks different with the focus, and its ring has contrast of its own."""
    reader = open_form(who, request)
    reader.page.emulate_media(color_scheme=scheme)
    for control in one_of_each(reader):
        control.evaluate("control => control.blur()")
        before = picture(control)
        control.evaluate("control => control.focus({ focusVisible: true })")
        assert picture(control) != before, control
        assert edge_contrast(control) >= LEAST, control


def test_the_focus_is_never_covered(reader: Reader) -> None:
    """Tab through the page's form: no header or bar of the theme lies on the control."""
    page = reader.page
    page.emulate_media(reduced_motion="reduce")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 500})
        reader.open()
        reader.section.evaluate("""section => {
            section.tabIndex = -1;
            section.focus();
        }""")
        for _ in range(9):
            page.keyboard.press("Tab")
            measure(page, "animations()")
            assert page.evaluate("measure.isCovered(document.activeElement)") is False


@BOTH_SITES
def test_in_forced_colours_every_control_has_an_outline(
    who: str, request: pytest.FixtureRequest
) -> None:
    """The reader's own colours take away every background; the button must stay a button."""
    reader = open_form(who, request)
    reader.page.emulate_media(forced_colors="active")
    for control in one_of_each(reader):
        assert edge_contrast(control) >= LEAST, control
    reader.send()
    expect(reader.errors).to_be_visible()
    assert edge_contrast(reader.errors) >= LEAST
    wrong = reader.form.locator(".feedback-wrong").first
    width = wrong.evaluate("field => parseFloat(getComputedStyle(field).borderLeftWidth)")
    assert width >= 4


def test_nothing_moves_for_who_wants_no_movement(reader: Reader) -> None:
    """From the first mistake to the confirmation, no part of the form is animated."""
    page = reader.page
    page.emulate_media(reduced_motion="reduce")
    reader.open()
    reader.send()
    expect(reader.errors).to_be_visible()
    assert measure(page, "animations()") == 0
    reader.answer()
    reader.send()
    expect(reader.sent).to_be_visible()
    assert measure(page, "animations()") == 0
    scrolling = "getComputedStyle(document.documentElement).scrollBehavior"
    assert page.evaluate(scrolling) == "auto"


def test_what_is_printed(reader: Reader) -> None:
    """No form that a pen could not send: where it is, then the confirmation with its reference."""
    reader.open()
    reader.page.emulate_media(media="print")
    assert reader.section.inner_text().split() == [
        "Page", "feedback", "Give", "feedback", "on", "this", "page:",
        f"{reader.url}report/status.html",
    ]  # fmt: skip
    reader.page.emulate_media(media="screen")
    reader.answer()
    reader.send()
    reference = reader.reference()
    reader.page.emulate_media(media="print")
    expect(reader.sent).to_contain_text(reference)
    expect(reader.sent).to_be_visible()
    expect(reader.form).to_be_hidden()
    expect(reader.section.locator("button:visible")).to_have_count(0)


def test_after_a_failure_the_words_are_printed(reader: Reader, endpoint: Endpoint) -> None:
    """As they stand in the form when the reader prints, below the message; never on the screen."""
    endpoint.plan.append(break_off)
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed).to_be_visible()
    reader.form.get_by_label("Details").fill("The last words.")
    reader.page.pdf()
    words = reader.failed.locator(".feedback-echo")
    expect(words).to_be_hidden()
    reader.page.emulate_media(media="print")
    expect(reader.failed.get_by_role("heading")).to_be_visible()
    expect(words).to_contain_text("The last words.")
    expect(words).to_be_visible()
    expect(reader.form).to_be_hidden()
    expect(reader.section.locator("button:visible")).to_have_count(0)
