"""The accessible PDF holds what a screen reader needs, and says what the site says."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from pdf_tools import SITE, Project, decoded, page_texts, project
from pikepdf import Dictionary, Name

if TYPE_CHECKING:
    from collections.abc import Iterator

COVER = (
    'feedback_pdf_cover = {"title": "The title", "subtitle": "And more", "logo": "a b.png", '
    '"logo_alt": "A logo"}\n'
)
PAGES = {
    "one.md": (
        "# One\n\nFirst words.[^n] Then [two *words*](two.md) and `code`.\n\n## Deeper\n\n- a\n- b\n\n"
        "![A teal field](<a b.png>)\n\n[^n]: The note.\n"
    ),
    "two.md": (
        "# Two\n\n```{list-table} Its caption\n:header-rows: 1\n:stub-columns: 1\n\n* - Kind\n  - Value\n"
        "* - Row\n  - Cell\n```\n\n## Deeper\n\nSee [one](one.md#deeper).\n"
    ),
}
SLUGS = "myst_heading_anchors = 2\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The PDF of a small site."""
    root = tmp_path_factory.mktemp("accessible")
    book = project(root, PAGES, COVER + SLUGS, images="a b.png")
    book.sphinx("feedback-pdf")
    return book


@pytest.fixture
def pdf(made: Project) -> Path:
    """Its file."""
    return made.root / "feedback-pdf/book-accessible.pdf"


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Give each element of the structure, in the order in which it is read."""

    def walk(element: Any) -> Iterator[Any]:
        yield element
        for child in element.get("/K", []):
            if isinstance(child, Dictionary) and "/S" in child:
                yield from walk(child)

    for child in pdf.Root.StructTreeRoot.K:
        yield from walk(child)


def test_checker_of_pdf_ua_finds_no_error(pdf: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    outloud = Path(sys.executable).with_name("outloud")
    command = [str(outloud), str(pdf), "--json", str(report)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(report.read_text(encoding="utf-8"))


def test_file_says_what_it_is(pdf: Path) -> None:
    with pikepdf.open(pdf) as book:
        assert str(book.Root.Lang) == "en-GB"
        assert bool(book.Root.MarkInfo.Marked)
        assert bool(book.Root.ViewerPreferences.DisplayDocTitle)
        assert str(book.docinfo["/Title"]) == "The title"
        assert str(book.docinfo["/Author"]) == "Some Body"
        assert b'pdfuaid:part="1"' in book.Root.Metadata.read_bytes()
        with book.open_outline() as outline:
            assert [item.title for item in outline.root] == ["The title"]


def test_structure_has_headings_tables_and_described_images(pdf: Path) -> None:
    """Heading levels do not skip; header cells say what they are about; each link has words."""
    with pikepdf.open(pdf) as book:
        tree = list(elements(book))
        kinds = [str(element.S) for element in tree]
        levels = [int(kind[2]) for kind in kinds if re.fullmatch("/H[1-6]", kind)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        scopes = [str(one.A.Scope) for one in tree if one.S == Name.TH]
        assert scopes == ["/Column", "/Column", "/Row"]
        alts = [str(one.get("/Alt", "")) for one in tree if Name.Figure == one.S]
        assert alts.count("A teal field") == 1
        codes = [alt for alt in alts if alt.startswith("QR code")]
        assert [alt.partition("form of ")[2] for alt in codes] == ["“Test”", "“One”", "“Two”"]
        assert "" not in alts
        notes = [one for page in book.pages for one in page.get("/Annots", [])]
        assert all(str(one.get("/Contents", "")) for one in notes)


def test_words_are_in_the_order_of_the_site(pdf: Path) -> None:
    """With the note on the sheet that refers to it."""
    sheets = [re.sub(r"\s+", " ", sheet) for sheet in page_texts(pdf)]
    (one,) = [sheet for sheet in sheets if "First words." in sheet]
    (two,) = [sheet for sheet in sheets if "Its caption" in sheet]
    assert sheets.index(one) < sheets.index(two)
    for sheet, words in (
        (one, ["One", "First words.", "Deeper", "•b", "Give feedback", "1 The note."]),
        (two, ["Two", "Its caption", "Kind", "Row", "Deeper", "See one.", "Give feedback"]),
    ):
        places = [sheet.index(word) for word in words]
        assert places == sorted(places)


@pytest.mark.pdf
def test_no_box_breaks(tmp_path: Path) -> None:
    """Wherever a page ends, its box is in one piece, and with words of its page before it."""
    pages = {
        f"p{height}.md": f'# P{height}\n\n<div style="height: {height}mm"></div>\n\nLast words.\n'
        for height in range(150, 205, 3)
    }
    book = project(tmp_path, pages)
    book.sphinx("feedback-pdf")
    (file,) = (tmp_path / "feedback-pdf").glob("*.pdf")
    told = page_texts(file)
    boxes = [text for text in told if "Give feedback on this page" in text]
    assert sum(text.count("Give feedback on this page") for text in told) >= len(pages)
    for text in boxes:
        assert text.count("Give feedback on this page") == text.count("Scan the code")
        assert "Last words." in text or "index.html" in text
    blank = re.compile(r"\s*P\d+\s+Test\s+\d+\s*")  # head and foot
    assert not any(blank.fullmatch(text) for text in told)


def test_codes_lead_to_the_forms(pdf: Path, tmp_path: Path) -> None:
    found = decoded(pdf, tmp_path / "pictures")
    names = ("index", "one", "two")
    assert found == {f"{SITE}{name}.html?from=pdf#feedback_form" for name in names}


def test_links_between_pages_find_the_right_page(pdf: Path) -> None:
    """Two pages have a heading of the same name."""
    with pikepdf.open(pdf) as book:
        targets = {
            str(one.Dest)
            for page in book.pages
            for one in page.get("/Annots", [])
            if "/Dest" in one
        }
    assert {"one--deeper", "document-two"} <= targets


def test_two_builds_are_the_same_to_the_byte(made: Project, pdf: Path, tmp_path: Path) -> None:
    other = project(tmp_path, PAGES, COVER + SLUGS, images="a b.png")
    other.sphinx("feedback-pdf")
    assert (tmp_path / "feedback-pdf/book-accessible.pdf").read_bytes() == pdf.read_bytes()
    assert made.root != other.root
