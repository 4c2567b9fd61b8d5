"""The look of the book: every character, facts about the file, notes, images, the same each time."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pikepdf
import pytest
from books import EPOCH, MORE, STYLE, library
from pdf_tools import EACH_ENGINE, ENGINES, content_of, flat_text, page_texts, project

if TYPE_CHECKING:
    from pathlib import Path

    from books import Books


@pytest.mark.pdf
@pytest.mark.parametrize("engine", EACH_ENGINE)
def test_book_has_every_character_fact_and_part(books: Books, engine: str) -> None:
    """With no gap, nothing beyond the margins, and no link to nowhere: the command checks it."""
    pdf, more = books(engine).pdf, MORE[engine]
    text = flat_text(pdf)
    # what is drawn from parts, or by a font for pictures, is not found as text
    plain = "“curly” ‘quotes’ – — … £ Ελληνικά кириллица" if more else "“curly” ‘quotes’ – —"
    assert [word for word in plain.split() if word not in text] == []
    for words in (
        "The title & all",
        "Of 100%",
        "A card",
        "Inside two.",
        "Hidden words.",
        "badge",
    ):
        assert words in text
    with pikepdf.open(pdf) as book:
        _check_facts(book)
        drawn = b"".join(content_of(page) for page in book.pages)
    assert len(re.findall(rb"/Alt\s*\(", drawn)) >= 3


def _check_facts(book: pikepdf.Pdf) -> None:
    info = {key: str(value) for key, value in book.docinfo.items()}
    assert (info["/Title"], info["/Author"]) == ("The title & all", "Some Body")
    assert info["/Subject"] == "Of 100%"
    assert str(book.Root.Lang) == "en-GB"
    assert bool(book.Root.ViewerPreferences.DisplayDocTitle)
    with book.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert [title.lstrip("0123456789 ") for title in titles][:2] == ["Test", "Words"]
    assert [page.label for page in book.pages[:3]] == ["A", "i", "1"]
    assert tuple(round(float(side)) for side in book.pages[0].mediabox[2:]) == (595, 842)


@pytest.mark.pdf
@pytest.mark.parametrize(
    "engine",
    ["pdflatex", *(pytest.param(name, marks=pytest.mark.slow) for name in ENGINES[:2])],
)
def test_two_builds_are_the_same_to_the_byte(books: Books, tmp_path: Path, engine: str) -> None:
    """In another folder, with another number of processes, at another time."""
    first, second = books(engine), library(tmp_path / "again", engine)
    second.book(engine, "-j", "2", SOURCE_DATE_EPOCH=EPOCH)
    assert first.tex == second.tex
    assert first.pdf.read_bytes() == second.pdf.read_bytes()


@pytest.mark.pdf
def test_notes_are_at_the_foot_of_their_sheet_in_one_series(books: Books) -> None:
    """An address in a note is printed beside it: no note has a note."""
    texts = page_texts(books("pdflatex").pdf)
    (sheet,) = [
        re.sub(r"\s+", "", text) for text in texts if "One" in text and "First." in text
    ]
    (number,) = re.findall(r"(\d)First\.", sheet)
    notes = [
        f"{number}First.",
        f"{int(number) + 1}https://example.net/x",
        f"{int(number) + 2}Second",
    ]
    places = [sheet.index(note) for note in notes]
    assert places == sorted(places)
    assert "there(https://example.net/y)" in sheet


@pytest.mark.pdf
def test_tables_align_figures_and_name_no_number_that_they_lack(books: Books) -> None:
    made = books("pdflatex")
    assert r"\begin{tabulary}{\linewidth}[t]{LR}" in made.tex
    text = flat_text(made.pdf)
    assert "continued from previous page" in text
    assert not re.search(r"Table \d+ – continued", text)


def test_pages_follow_the_page_that_they_are_below(tmp_path: Path) -> None:
    """Wherever its table of contents stands, a page below is a section and not less."""
    toctree = "## Part\n\n```{{toctree}}\n{0}\n```\n\n## After\n\nOwn.\n"
    pages = {
        "index.md": "# Test\n\nFirst words.\n\n" + toctree.format("a/index"),
        "a/index.md": "# Above\n\nWords.\n\n" + toctree.format("page"),
        "a/page.md": "# Below\n\nWords.\n",
    }
    made = project(tmp_path, pages, STYLE)
    made.sphinx("latex")
    headings = re.findall(r"\\(chapter|section|subsection)\{(.*?)\}", made.tex)
    assert headings == [
        ("chapter", "Test"), ("section", "Part"), ("section", "After"),
        ("chapter", "Above"), ("section", "Part"), ("section", "After"), ("section", "Below"),
    ]  # fmt: skip


def test_first_page_without_words_gets_no_chapter_and_no_box(tmp_path: Path) -> None:
    index = "# Test\n\n```{toctree}\na\n```\n"
    made = project(tmp_path, {"index.md": index, "a.md": "# A\n\nWords.\n"}, STYLE)
    made.sphinx("latex")
    assert re.findall(r"\\feedbackpage\{(.*?)\}", made.tex) == ["A"]
    assert "\\chapter{Test}" not in made.tex


def test_project_may_overrule_the_style(tmp_path: Path) -> None:
    own = 'latex_elements = {"papersize": "letterpaper", "preamble": "% mine"}\n'
    made = project(tmp_path, {"a.md": "# A\n\nWords.\n"}, STYLE + own)
    made.sphinx("latex")
    assert "letterpaper" in made.tex
    assert "a4paper" not in made.tex
    assert made.tex.index("\\feedbackcover{The title") < made.tex.index("% mine")


@pytest.mark.parametrize(
    ("cover", "cause"),
    [
        ('{"colour": "#ffee00"}', "hard to read"),
        ('{"color": "#000000"}', '"color"'),
        ('{"logo": "missing.png"}', 'no file "missing.png"'),
    ],
)
def test_wrong_cover_stops_the_build_and_says_why(
    tmp_path: Path, cover: str, cause: str
) -> None:
    conf = f"feedback_pdf_style = True\nfeedback_pdf_cover = {cover}\n"
    made = project(tmp_path, {"a.md": "# A\n"}, conf)
    with pytest.raises(AssertionError, match=re.escape(cause)):
        made.sphinx("latex")


def test_style_is_used_only_where_it_is_asked_for(tmp_path: Path) -> None:
    made = project(tmp_path, {"a.md": "# A\n\nWords.\n"})
    out = made.sphinx("latex")
    assert (out / "page-feedback.sty").exists()
    assert not (out / "page-feedback-book.sty").exists()
    shutil.rmtree(out)


LONG_TITLE = (
    "A report on how people who live here were asked what they think of what was said " * 5
)


@pytest.mark.pdf
@pytest.mark.slow
def test_each_document_has_its_own_title_and_class(tmp_path: Path) -> None:
    """However long it is; the cover of ``feedback_pdf_cover`` is that of the first document."""
    documents = f"""latex_documents = [
        ("index", "book.tex", "Test", "Some Body", "manual"),
        ("a", "short.tex", {LONG_TITLE[:390]!r}, "Some Body", "howto"),
    ]
    """
    made = project(tmp_path, {"a.md": "# A\n\nWords.\n"}, STYLE + documents)
    made.book("pdflatex")
    with pikepdf.open(made.pdf) as book, pikepdf.open(made.pdf.with_name("short.pdf")) as short:
        assert str(book.docinfo["/Title"]) == "The title & all"
        assert str(short.docinfo["/Title"]) == LONG_TITLE[:390].strip()
        assert [page.label for page in short.pages][1:] == ["1"]
    cover, *sheets = page_texts(made.pdf.with_name("short.pdf"))
    assert re.sub(r"\s+", " ", cover).strip().startswith(LONG_TITLE[:390].strip())
    assert not any("A report" in sheet for sheet in sheets)
