"""A title is what a reader reads, wherever it goes: no markup, and never nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st

from sphinx_page_feedback.titles import readable_text

if TYPE_CHECKING:
    from project import Build

TITLES = {
    "co2": ("# CO<sub>2</sub> & more", "CO2 & more"),
    "colour": ('# <span style="color: teal">Our *big* plan</span>', "Our big plan"),
    "broken": ("# One<br>two <!-- hidden --> three", "One two three"),
    "script": ("# Plain<script>let hidden = 1</script> words", "Plain words"),
    "entity": ("# Caf&eacute; &lt;b&gt; 1 < 2", "Café <b> 1 < 2"),
    "code": ("# Use `<b>`", "Use <b>"),
    "maths": ("# Of $x^2$ and more", "Of x^2 and more"),
    "image": ('# <img src="a.png" alt="A field"> in teal', "A field in teal"),
    "note": ("# Words[^a]\n\n[^a]: Of a note.", "Words"),
    "only-an-image": ("# ![](a.png)", "Only an image"),
    "no_heading/index": ("Only words.", "No heading"),
    "no_heading/annex-b": ("Only words.", "Annex b"),
}
CONF = """
html_baseurl = "https://example.org/"
myst_enable_extensions = ["dollarmath"]
suppress_warnings = ["image.not_readable", "toc.not_included"]
smartquotes = False
"""
SECTION = '\n\n## H<sub>2</sub>O <span class="x">here</span>\n\nWords.\n'


def test_every_use_of_a_title_has_its_text(build: Build) -> None:
    """The manifest and the field that is sent."""
    pages = {
        f"{name}.md": heading + (SECTION if heading.startswith("#") else "")
        for name, (heading, _) in TITLES.items()
    }
    built = build(pages, CONF)
    for name, (_, title) in TITLES.items():
        page = built.manifest["pages"][name]
        assert (name, page["title"]) == (name, title)
        assert "heading" in name or "H2O here" in [one["title"] for one in page["sections"]]
        html = built.text(f"{name}.html")
        (sent,) = re.findall(r'name="page_title" value="(.*?)"', html)
        assert unescape(sent) == title


def test_box_of_the_book_has_the_text_of_the_title(build: Build) -> None:
    heading, title = TITLES["colour"]
    index = "# Start\n\n```{toctree}\ncolour\n```\n"
    built = build({"index.md": index, "colour.md": heading}, CONF, "latex")
    assert f"\\feedbackpage{{{title}}}" in built.text("test.tex")


@given(st.text())
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    title = nodes.title("", text)
    assert readable_text(title) == " ".join(title.astext().split())


@pytest.mark.parametrize("text", ["<b", "a <b> c", "&amp;", "<!-- x", "</script>"])
def test_text_that_looks_like_markup_is_no_markup(text: str) -> None:
    assert readable_text(nodes.title("", text)) == text
