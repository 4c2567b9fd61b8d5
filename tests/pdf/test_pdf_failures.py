"""A book that would be wrong is not made: one message names the page and the cure."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from pdf_tools import project, tool

from sphinx_page_feedback.cli.latex_log import read_log

if TYPE_CHECKING:
    from pathlib import Path

STYLE = "feedback_pdf_style = True\n"
MATH = "# Sums\n\n$$\n\\frac{1}{2\n$$\n"
TABLE = "# Wide\n\n```{raw} latex\n\\noindent\\rule{200mm}{1mm}\n```\n"
BROKEN = {
    "a formula": ("pdflatex", MATH, "tex-error", "Correct the formula"),
    "a sign that pdflatex lacks": ("pdflatex", "# Sign\n\n漢\n", "tex-error", "lualatex"),
    "a sign that no font has": ("xelatex", "# Sign\n\n漢\n", "tex-glyph", "lualatex"),
    "something wide": ("pdflatex", TABLE, "tex-wide", "fewer or wider columns"),
    "an image": (
        "pdflatex",
        "# Image\n\n```{raw} latex\n\\includegraphics{gone.png}\n```\n",
        "tex-error",
        "Put the image",
    ),
    "a link": (
        "pdflatex",
        "# Link\n\n```{raw} latex\n\\ref{nowhere}\n```\n",
        "tex-reference",
        "Correct the link",
    ),
}

REPEATED = {"a sign that pdflatex lacks", "an image"}
"""LaTeX stops at these as it does at a formula; the log of each is read in a test of its own."""


@pytest.mark.pdf
@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=[pytest.mark.slow] * (case in REPEATED)) for case in BROKEN],
)
def test_broken_page_gives_one_message_and_no_book(tmp_path: Path, case: str) -> None:
    engine, text, code, cure = BROKEN[case]
    tool(engine)
    made = project(tmp_path, {"good.md": "# Good\n\nWords.\n", "folder/bad.md": text,
                              "last.md": "# Last\n\nWords.\n",
                              "index.md": "# T\n\nT\n\n```{toctree}\ngood\nfolder/bad\nlast\n```\n"},
                   STYLE)  # fmt: skip
    made.sphinx("latex", "-D", f"latex_engine={engine}")
    done = made.typeset()
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert len(lines) == 2, done.stderr
    assert lines[0].startswith(f"error[{code}]: folder/bad: ")
    assert lines[1].startswith("cure: ")
    assert cure in lines[1]
    assert not made.pdf.exists()


def test_machine_without_tex_is_told_what_to_install(tmp_path: Path) -> None:
    made = project(tmp_path, {"a.md": "# A\n\nWords.\n"}, 'latex_engine = "xelatex"\n')
    made.sphinx("latex")
    done = made.typeset(PATH=os.path.dirname(sys.executable))  # noqa: PTH120
    assert done.returncode == 1
    assert done.stderr.startswith("error[missing-tex]: latexmk and xelatex not found")
    assert "sudo apt-get install --no-install-recommends latexmk" in done.stderr
    assert "texlive-xetex" in done.stderr


def test_folder_without_latex_is_told_what_to_run(tmp_path: Path) -> None:
    done = project(tmp_path, {}).typeset()
    assert done.returncode == 1
    assert "error[no-latex]" in done.stderr


TEX = (
    "\\phantomsection\\label{\\detokenize{index::doc}}\nfirst\n\\sphinxstepscope\n"
    "\\label{\\detokenize{a/b::doc}}\nsecond ✗\n\\sphinxstepscope\n"
    "\\label{\\detokenize{c::doc}}\nthird\n"
)


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("Overfull \\hbox (20.0pt too wide) in paragraph at lines 5--5", [("tex-wide", "a/b")]),
        ("Overfull \\hbox (14.0pt too wide) in paragraph at lines 5--5", []),
        (
            "Missing character: There is no ✗ (U+2717) in font x:mode=node;",
            [("tex-glyph", "a/b")],
        ),
        ("Missing character: There is no ✗ in font [x.otf]/OT:!", [("tex-glyph", "a/b")]),
        (
            "LaTeX Warning: Hyper reference `x' on page 3 undefined on input line 8.",
            [("tex-reference", "c")],
        ),
        ("./book.tex:2: Undefined control sequence.\nl.2 \\foo\n", [("tex-error", "index")]),
        (
            "This is LuaHBTeX\nMissing character: There is no ✗ in font x!",
            [("tex-glyph", "a/b")],
        ),
        ("LaTeX Font Warning: Some font shapes were not available.", []),
    ],
)
def test_log_is_read_page_by_page(log: str, told: list[tuple[str, str]]) -> None:
    assert [(one.code, one.page) for one in read_log(f"Words.\n{log}\nWords.\n", TEX)] == told


def test_cure_is_not_what_is_set_already() -> None:
    log = "Missing character: There is no ✗ in font x!"
    assert 'latex_engine = "lualatex"' in read_log(log, TEX)[0].cure
    assert "latex_engine" not in read_log(f"This is LuaHBTeX\n{log}", TEX)[0].cure


@pytest.mark.parametrize(
    ("preamble", "pages"),
    [("", ["a/b"]), ("\\usepackage[bidi=basic]{babel}\n\\begin{document}\n", [])],
)
def test_text_that_would_be_reversed_is_an_error(preamble: str, pages: list[str]) -> None:
    tex = preamble + TEX.replace("✗", "سلام")
    problems = read_log("", tex)
    assert [problem.page for problem in problems if problem.code == "tex-direction"] == pages


def test_forms_without_an_address_stop_both_pdfs(tmp_path: Path) -> None:
    """LaTeX is written, since other programs than ours may make a PDF of it."""
    made = project(tmp_path, {"a.md": "# A\n\nWords.\n"}, 'html_baseurl = ""\n')
    with pytest.raises(AssertionError) as error:
        made.sphinx("feedback-pdf")
    assert "ERROR: a: its form cannot be reached" in str(error.value)
    with pytest.raises(AssertionError, match="the address of the site is not set"):
        made.sphinx("latex")
    assert "\\feedbackbox" not in made.tex
    problems = read_log("", made.tex)
    assert [(problem.code, problem.page) for problem in problems] == [
        ("base-url", "index"),
        ("base-url", "a"),
    ]
    made.sphinx("latex", "-D", "feedback_pdf_box=none")
    assert read_log("", made.tex) == []
