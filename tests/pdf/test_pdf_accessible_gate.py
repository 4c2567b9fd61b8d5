"""What the site shows, the accessible PDF shows: numbers, formulas, appendices, long lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf
import pytest
from books import make_once
from pdf_tools import Project, flat_text, page_texts, project

from sphinx_page_feedback.pdf.numbers import appendix_letter

if TYPE_CHECKING:
    from pathlib import Path

CONF = r"""
numfig = True
latex_appendices = ["annex"]
math_number_all = True
"""
LINE = f"begin={'long_name+' * 20}the_end"
PAGES = {
    "index.md": "# Test\n\nAll.\n\n```{toctree}\n:numbered:\none\ntwo\n```\n",
    "one.md": (
        "# One\n\nSee {numref}`field` and {numref}`rows`, and $x^2 + \\frac{1}{2}$.\n\n"
        "```{figure} a.png\n:name: field\n:alt: A field\n\nIts caption\n```\n\n## Deeper\n\n"
        "```{math}\n:label: sum\n\na &= b \\\\\nc &= \\sum_{i=1}^n d_i\n```\n\nSee {eq}`sum`.\n"
    ),
    "two.md": (
        "# Two and $y_i$\n\n```{list-table} Rows\n:name: rows\n:header-rows: 1\n\n* - A\n* - b\n```\n\n"
        f"```python\n{LINE}\n```\n\n```{{code-block}} python\n:linenos:\n\n{LINE}\n```\n"
    ),
    "annex.md": "---\norphan: true\n---\n# Of methods\n\nWords of the annex.\n",
}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The accessible PDF of a numbered report."""

    def make(folder: Path) -> None:
        project(folder, PAGES, CONF, images="a.png").sphinx("feedback-pdf")

    return Project(root=make_once(tmp_path_factory, "numbered", make))


@pytest.fixture
def pdf(made: Project) -> Path:
    """Its file."""
    return made.root / "feedback-pdf/book-accessible.pdf"


def test_sections_figures_tables_and_equations_keep_their_numbers(pdf: Path) -> None:
    text = flat_text(pdf)
    for words in ("1. One", "1.1. Deeper", "Fig. 1.1 Its caption", "Table 2.1 Rows"):
        assert words in text
    assert "See Fig. 1.1 and Table 2.1" in text
    assert text.count("(1.1)") == 2  # the equation, and the link to it


def test_appendices_follow_with_their_letters(pdf: Path) -> None:
    text = flat_text(pdf)
    assert text.count("A. Of methods") >= 2  # the contents, and the heading
    assert text.index("2. Two") < text.index("Words of the annex.")


@pytest.mark.parametrize(("count", "letter"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_appendices_after_z_have_two_letters(count: int, letter: str) -> None:
    names = [f"annex{number}" for number in range(count)]
    assert appendix_letter(names, names[-1]) == letter


def test_long_lines_of_code_go_on_in_the_next_line(pdf: Path) -> None:
    """With line numbers and without, and where there is no space to break at."""
    (sheet,) = [text for text in page_texts(pdf) if "begin=" in text]
    assert re.sub(r"\s+", "", sheet).count("the_end") == 2


def test_formulas_are_pictures_with_their_tex_as_alternative_text(
    made: Project, pdf: Path
) -> None:
    with pikepdf.open(pdf) as book:
        alts = {
            str(item.Alt)
            for item in book.objects
            if isinstance(item, pikepdf.Dictionary) and "/Alt" in item
        }
    assert {r"x^2 + \frac{1}{2}", "y_i", r"a &= b \\ c &= \sum_{i=1}^n d_i"} <= alts
    html = (made.root / "feedback-pdf/book-accessible.html").read_text(encoding="utf-8")
    assert r"\(" not in html


@pytest.mark.parametrize(
    ("text", "causes"),
    [
        (r"$\SI{3}{m}$ and $\frac{1}{2$", [r"\SI is not a command", "braces do not match"]),
        ("$漢$", ["the font of formulas lacks"]),
        (f"| A | B |\n|---|---|\n| {'long' * 40} | b |", ["“longlong"]),
        ("Of 𒀀 alone.", ["𒀀: no font on this machine has this character (U+12000)"]),
    ],
)
def test_what_would_be_lost_stops_the_build_and_names_the_page(
    tmp_path: Path, text: str, causes: list[str]
) -> None:
    made = project(tmp_path, {"folder/bad.md": f"# Bad\n\n{text}\n", "index.md":
                              "# T\n\nT\n\n```{toctree}\nfolder/bad\n```\n"})  # fmt: skip
    with pytest.raises(AssertionError) as error:
        made.sphinx("feedback-pdf")
    for cause in causes:
        assert cause in str(error.value)
    assert str(error.value).count("ERROR: folder/bad: ") == len(causes)
    assert not list((tmp_path / "feedback-pdf").glob("*.pdf"))
