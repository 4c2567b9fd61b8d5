"""This project's own site, in every format that Sphinx writes."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import DOCNAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from building import BuildDocs

ROOT = Path(__file__).parents[1]
OPTED_OUT = [
    name
    for name in DOCNAMES
    if re.match(r"---\n(.*\n)*?feedback: false\n", (ROOT / f"docs/{name}.md").read_text())
]
FURO = ""
ALABASTER = 'html_theme = "alabaster"\nhtml_theme_options = {}'
IN_BOTH_THEMES = pytest.mark.parametrize(
    "theme", [FURO, pytest.param(ALABASTER, marks=pytest.mark.slow)], ids=["furo", "alabaster"]
)
CONTROLS = r"<\s*(form|input|select|textarea|button|fieldset|script|style)\b"


class Page(HTMLParser):
    """How often each id, and each class of a form, is on a page."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        super().__init__()
        self.ids: Counter[str | None] = Counter()
        self.forms: Counter[str] = Counter()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count what an element is called."""
        named = dict(attrs)
        if "id" in named:
            self.ids[named["id"]] += 1
        if tag == "form":
            self.forms.update((named.get("class") or "").split())


def pages(out: Path, builder: str) -> Iterator[tuple[str, Page]]:
    """Give each page of ``docs/`` as it was built."""
    for name in DOCNAMES:
        folder = "" if name == "index" else f"{name.removesuffix('/index')}/"
        path = f"{folder}index.html" if builder == "dirhtml" else f"{name}.html"
        yield name, Page((out / path).read_text())


@pytest.mark.parametrize(
    ("builder", "theme"),
    [
        ("html", FURO),
        ("dirhtml", ALABASTER),
        pytest.param("html", ALABASTER, marks=pytest.mark.slow),
        pytest.param("dirhtml", FURO, marks=pytest.mark.slow),
    ],
    ids=["html-furo", "dirhtml-alabaster", "html-alabaster", "dirhtml-furo"],
)
def test_every_page_ends_with_one_form(
    build_docs: BuildDocs, tmp_path: Path, builder: str, theme: str
) -> None:
    """In each theme, a page has exactly one form, unless it opted out."""
    build_docs(tmp_path, conf=theme, builder=builder)
    found = {name: page.forms["feedback-form"] for name, page in pages(tmp_path, builder)}
    assert found == {name: int(name not in OPTED_OUT) for name in DOCNAMES}
    assert len(found) > len(OPTED_OUT)


@IN_BOTH_THEMES
def test_one_long_page_has_every_form_and_no_id_twice(
    build_docs: BuildDocs, tmp_path: Path, theme: str
) -> None:
    """``singlehtml`` puts all pages into one, where labels must still find their fields."""
    build_docs(tmp_path, conf=theme, builder="singlehtml")
    page = Page((tmp_path / "index.html").read_text())
    assert page.forms["feedback-form"] == len(DOCNAMES) - len(OPTED_OUT)
    assert {name: count for name, count in page.ids.items() if count > 1} == {}


@pytest.mark.parametrize("builder", ["latex", "text", "man", "texinfo"])
def test_formats_without_forms_say_where_to_answer(
    build_docs: BuildDocs, tmp_path: Path, builder: str
) -> None:
    """Where nothing can be sent from, no control is left: only the address of the form."""
    build_docs(tmp_path, builder=builder)
    kinds = {".tex", ".txt", ".1", ".texi"}
    written = [path.read_text() for path in tmp_path.rglob("*") if path.suffix in kinds]
    words = "\n".join(written)
    assert written
    assert not re.search(CONTROLS, words, re.IGNORECASE)
    assert "Give feedback on this page" in words
    assert "feedback_form" in words.replace("\\_", "_")


@IN_BOTH_THEMES
def test_epub_has_no_form_script_or_style(
    build_docs: BuildDocs, tmp_path: Path, theme: str
) -> None:
    """E-readers cannot send a form: their pages get a link, and no file of ours."""
    build_docs(tmp_path, conf=theme, builder="epub")
    (book,) = tmp_path.glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        chapters = [name for name in archive.namelist() if name.endswith(".xhtml")]
        text = "\n".join(archive.read(name).decode() for name in chapters)
        assets = [name for name in archive.namelist() if re.search(r"page-feedback\.", name)]
    assert assets == []
    assert not re.search(CONTROLS, text, re.IGNORECASE)
    assert len(re.findall(r'href="[^"]*#feedback_form"', text)) == len(DOCNAMES) - len(
        OPTED_OUT
    )


@pytest.mark.slow
@pytest.mark.parametrize("builder", ["gettext", "xml", "dummy"])
def test_other_builders_take_a_form_in_their_stride(
    build_docs: BuildDocs, tmp_path: Path, builder: str
) -> None:
    """A form on each page never makes a builder warn or fail."""
    build_docs(tmp_path, builder=builder)
