"""The form on small screens, in large text, with more space and under a finger (A3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from measuring import measure
from playwright.sync_api import expect
from reading import MAIN_FORM, PAGE_FORM, Reader

if TYPE_CHECKING:
    from playwright.sync_api import Page

FORMS = pytest.mark.parametrize("path", [PAGE_FORM, MAIN_FORM])
FULL_WIDTH = "document.documentElement.scrollWidth"
TEXT_SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }
"""
"""The values of WCAG 2.2, 1.4.12."""


def make_mistakes(reader: Reader, path: str) -> Page:
    """Open a page and send its empty form, so that everything there may be is on it."""
    reader.open(path)
    reader.send()
    expect(reader.errors).to_be_visible()
    return reader.page


@FORMS
def test_at_320_pixels_nothing_needs_sideways_scrolling(reader: Reader, path: str) -> None:
    """As on a screen of 1280 pixels at 400 % zoom (WCAG 2.2, 1.4.10)."""
    reader.page.set_viewport_size({"width": 320, "height": 256})
    page = make_mistakes(reader, path)
    assert page.evaluate(FULL_WIDTH) <= 320
    assert measure(page, "clipped()") == []
    assert measure(page, "overlaps()") == []


def test_the_long_form_is_no_longer_than_seven_screens_of_a_phone(reader: Reader) -> None:
    """6,000 pixels at a width of 390: ideas are opened one by one."""
    reader.page.set_viewport_size({"width": 390, "height": 844})
    reader.open(MAIN_FORM)
    assert reader.page.evaluate("document.documentElement.scrollHeight") < 6_000


@FORMS
@pytest.mark.parametrize("width", [320, 1280])
def test_text_of_twice_the_size_fits(reader: Reader, path: str, width: int) -> None:
    """Nothing is cut off, and nothing lies on anything else (WCAG 2.2, 1.4.4)."""
    reader.page.set_viewport_size({"width": width, "height": 800})
    page = make_mistakes(reader, path)
    page.add_style_tag(content="html { font-size: 200% !important; }")
    assert measure(page, "clipped()") == []
    assert measure(page, "overlaps()") == []


@FORMS
@pytest.mark.parametrize("width", [320, 1280])
def test_readers_may_space_the_text_out(reader: Reader, path: str, width: int) -> None:
    """Their own lines, letters and words as far apart as WCAG 2.2, 1.4.12 allows for."""
    reader.page.set_viewport_size({"width": width, "height": 800})
    page = make_mistakes(reader, path)
    page.add_style_tag(content=TEXT_SPACING)
    assert page.evaluate(FULL_WIDTH) <= width
    assert measure(page, "clipped()") == []
    assert measure(page, "overlaps()") == []


@pytest.mark.parametrize("width", [320, 1280])
@FORMS
def test_every_target_is_large_enough(reader: Reader, path: str, width: int) -> None:
    """44 CSS pixels with its label, where WCAG 2.2, 2.5.8 asks for 24."""
    reader.page.set_viewport_size({"width": width, "height": 800})
    reader.open(path)
    assert measure(reader.page, "smallTargets(44)") == []


def test_every_type_of_field_fits_in_a_theme_without_our_colours(
    all_fields_reader: Reader,
) -> None:
    """Alabaster, at both widths and with everything wrong that can be."""
    for width in (320, 1280):
        all_fields_reader.page.set_viewport_size({"width": width, "height": 800})
        page = make_mistakes(all_fields_reader, "index.html")
        assert measure(page, "clipped()") == []
        assert measure(page, "overlaps()") == []
        assert measure(page, "smallTargets(44)") == []


def test_a_word_wider_than_the_screen_is_broken(all_fields_reader: Reader) -> None:
    """Wherever a team's own words stand, in a theme that would let the page grow."""
    all_fields_reader.page.set_viewport_size({"width": 320, "height": 800})
    page = make_mistakes(all_fields_reader, "index.html")
    page.locator(".feedback :is(h2, label, legend, p, a)").evaluate_all(
        "all => all.forEach((words) => words.append('Beamtengesellschaft'.repeat(5)))"
    )
    assert page.evaluate(FULL_WIDTH) <= 320


def test_a_form_is_mirrored_where_lines_begin_on_the_right(all_fields_reader: Reader) -> None:
    """As in Arabic: no gap or mark stays behind on the other side."""
    page = make_mistakes(all_fields_reader, "index.html")
    usual = measure(page, "starts()")
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert measure(page, "starts()") == usual


def test_a_theme_cannot_make_one_question_larger_than_another(
    all_fields_reader: Reader,
) -> None:
    """Read the Docs' theme has legends of the size of headings, and small labels."""
    reader = all_fields_reader
    reader.open("index.html")
    reader.page.add_style_tag(
        content="legend { font-size: 150%; margin-bottom: 24px } label { font-size: 90% }"
    )
    sizes = reader.form.locator(".feedback-field :is(label, legend)").evaluate_all(
        "all => all.map((words) => getComputedStyle(words).fontSize)"
    )
    assert len(set(sizes)) == 1


def test_a_theme_of_small_letters_makes_no_small_targets(all_fields_reader: Reader) -> None:
    """Three of Sphinx's own have them."""
    all_fields_reader.open("index.html")
    all_fields_reader.page.add_style_tag(content=".body { font-size: 0.8rem !important }")
    assert measure(all_fields_reader.page, "smallTargets(44)") == []


def test_a_link_that_looks_like_a_button_is_as_high_as_one(reader: Reader) -> None:
    """With its words in the middle: a form service may be one to go on to."""
    reader.open()
    reader.button.evaluate("""button => {
        const link = Object.assign(document.createElement("a"), { href: "#", id: "link" });
        link.className = button.className;
        link.textContent = button.textContent;
        button.after(link);
    }""")
    link, button = reader.form.locator("#link").bounding_box(), reader.button.bounding_box()
    assert link
    assert button
    assert (link["height"], link["width"]) == (button["height"], button["width"])


def test_what_comes_first_is_read_first(reader: Reader) -> None:
    """Each question stands below the one before it, as in the source (WCAG 2.2, 1.3.2)."""
    reader.open()
    tops = [field.bounding_box() for field in reader.form.locator(".feedback-field").all()]
    below = [box["y"] for box in tops if box]
    assert below == sorted(below)
    assert len(below) == 6
