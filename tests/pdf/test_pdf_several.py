"""Each of several documents has an accessible PDF of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest
from pdf_tools import SITE, Project, flat_text, project

if TYPE_CHECKING:
    from pathlib import Path

CONF = r"""
latex_documents = [
    ("index", "book.tex", "Test", "Some Body", "manual"),
    ("part/index", "guide.tex", r"A \& B", r"Some Body \and Another", "howto", True),
]
latex_appendices = ["annex"]
numfig = True
feedback_pdf_cover = {"title": "The cover", "subtitle": "Below it"}
"""
PAGES = {
    "index.md": "# Test\n\nAll.\n\n```{toctree}\n:numbered:\none\npart/index\n```\n",
    "one.md": "# One\n\nWords of one.\n\n```{figure} a.png\n:name: field\n:alt: A field\n\nIts caption\n```\n",
    "annex.md": "---\norphan: true\n---\n# Annex\n\nWords of the annex.\n",
    "part/index.md": "# Part\n\nWords of the part.\n\n```{toctree}\ntwo\n```\n",
    "part/two.md": (
        "# Two\n\nSee [one](../one.md) and {numref}`field`.\n\n"
        "```{figure} ../a.png\n:alt: Another field\n\nA second\n```\n"
    ),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A site of a book and a guide."""
    site = project(tmp_path_factory.mktemp("several"), PAGES, CONF, images="a.png")
    site.sphinx("feedback-pdf")
    return site


def test_each_has_its_title_its_author_and_its_pages(made: Project) -> None:
    folder = made.root / "feedback-pdf"
    facts = {}
    for name in ("book", "guide"):
        with pikepdf.open(folder / f"{name}-accessible.pdf") as pdf:
            facts[name] = (str(pdf.docinfo["/Title"]), str(pdf.docinfo["/Author"]))
    assert facts == {
        "book": ("The cover", "Some Body"),
        "guide": ("A & B", "Some Body, Another"),
    }
    book, guide = (flat_text(folder / f"{name}-accessible.pdf") for name in ("book", "guide"))
    for words in ("Below it", "Words of one.", "Words of the part.", "Words of the annex."):
        assert words in book
        assert words not in guide
    assert "A second" in guide
    assert "Fig. 2.1 A second" in book
    assert "Fig. 2.1 A second" in guide


def test_links_to_pages_of_the_other_lead_to_the_site(made: Project) -> None:
    path: Path = made.root / "feedback-pdf/guide-accessible.pdf"
    with pikepdf.open(path) as pdf:
        notes = [note for page in pdf.pages for note in page.get("/Annots", [])]
        addresses = {str(note.A.URI) for note in notes if "/A" in note}
    assert {f"{SITE}one.html", f"{SITE}one.html#field"} <= addresses
