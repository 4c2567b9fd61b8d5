"""The accessible PDF is read in order, and what goes on over sheets is one element."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from books import make_once
from pdf_tools import project
from pikepdf import Dictionary, Name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILL = "A sentence of a report that is neither short nor long, with some stress. "
PAGES = {
    "words.md": (
        f"# Words\n\n{(FILL * 12 + chr(10) * 2) * 3}{FILL * 30}Marked.[^a] Last.\n\n"
        "[^a]: A **note** with [a link](https://example.org/x).\n"
    ),
    "lists.md": (
        "# Lists\n\n"
        + (FILL * 12 + "\n\n") * 3
        + "".join(f"{number}. item {FILL * 2}\n" for number in range(1, 15))
        + "\n- bullet\n\n  - nested\n\n- last\n\nTerm\n: Meaning[^b]\n\n[^b]: Second.\n"
    ),
    "tables.md": (
        "# Tables\n\n```{list-table} Rows\n:header-rows: 1\n:class: longtable\n\n* - Head\n  - Value\n"
        + "".join(f"* - row\n  - {number}\n" for number in range(60))
        + "```\n\n![A teal field](a.png)\n"
    ),
}


@pytest.fixture(scope="session")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose paragraph, list and table each take more than one sheet."""

    def make(folder: Path) -> None:
        project(folder, PAGES, images="a.png").sphinx("feedback-pdf")

    return make_once(tmp_path_factory, "structure", make) / "feedback-pdf/book-accessible.pdf"


def children(element: Any) -> list[Any]:
    """Return the elements directly in an element."""
    inner = element.get("/K", [])
    return [one for one in inner if isinstance(one, Dictionary) and "/S" in one]


def walk(element: Any) -> Iterator[Any]:
    """Yield an element and those in it, in the order in which they are read."""
    yield element
    for child in children(element):
        yield from walk(child)


def sheets_of(element: Any) -> int:
    """Return on how many sheets the words of an element are."""
    return len({one.Pg.objgen for one in walk(element) if not children(one)})


@pytest.fixture
def tree(pdf: Path) -> Iterator[list[Any]]:
    """All elements, in the order in which they are read."""
    with pikepdf.open(pdf) as book:
        (document,) = book.Root.StructTreeRoot.K
        yield list(walk(document))


def of_kind(tree: list[Any], kind: str) -> list[Any]:
    """Return the elements of a kind."""
    return [one for one in tree if Name(f"/{kind}") == one.S]


def test_a_paragraph_a_list_and_a_table_over_sheets_are_one_each(tree: list[Any]) -> None:
    assert [sheets_of(one) for one in of_kind(tree, "P") if sheets_of(one) > 1] == [2]
    (numbered,) = [one for one in of_kind(tree, "L") if len(children(one)) >= len("14 items")]
    assert len(children(numbered)) == 14
    assert sheets_of(numbered) == 2
    (table,) = of_kind(tree, "Table")
    assert sheets_of(table) > 1
    assert [str(one.S) for one in children(table)] == ["/Caption", "/THead", "/TBody"]
    assert len(of_kind(tree, "TR")) == 61
    assert len(of_kind(tree, "Part")) == 1


def test_every_element_names_the_one_it_is_in(tree: list[Any]) -> None:
    wrong = [
        (str(one.S), str(child.S))
        for one in tree
        for child in children(one)
        if child.P.objgen != one.objgen
    ]
    assert wrong == []


def test_lists_say_how_they_are_numbered(tree: list[Any]) -> None:
    """The first two are the table of contents, which has no labels."""
    kinds = [str(one.A.ListNumbering) for one in of_kind(tree, "L")]
    assert [kind for kind in kinds if kind != "/None"] == ["/Decimal", "/Disc", "/Circle"]
    labelled = [one for one in of_kind(tree, "L") if one.A.ListNumbering != Name("/None")]
    for one in labelled:
        items = [item for item in children(one) if item.S == Name.LI]
        assert all(
            [str(part.S) for part in children(item)] == ["/Lbl", "/LBody"] for item in items
        )


def test_a_footnote_is_read_after_its_mark(tree: list[Any]) -> None:
    kinds = [str(one.S) for one in tree]
    marks = [place for place, kind in enumerate(kinds) if kind == "/Reference"]
    notes = of_kind(tree, "Note")
    assert len(marks) == len(notes) == 2
    assert len({str(note.ID) for note in notes}) == 2
    for mark, note in zip(marks, notes, strict=True):
        siblings = children(tree[mark].P)
        at = [one.objgen for one in siblings].index(tree[mark].objgen)
        assert siblings[at + 1].objgen == note.objgen
        assert Name.Lbl == children(note)[0].S


def test_pictures_say_where_they_are_on_the_sheet(tree: list[Any]) -> None:
    figures = of_kind(tree, "Figure")
    for figure in figures:
        left, bottom, right, top = map(float, figure.A.BBox)
        _, _, width, height = map(float, figure.Pg.MediaBox)
        assert 0 <= left < right <= width
        assert 0 <= bottom < top <= height
    alts = [str(figure.Alt) for figure in figures]
    assert len(alts) == len(set(alts)) == 5


def test_second_checker_of_pdf_ua_finds_no_error(pdf: Path) -> None:
    """It has 16 of the 106 rules of the Matterhorn protocol."""
    command = [sys.executable, "-m", "pdfua", "check", "--min-severity", "error", str(pdf)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
