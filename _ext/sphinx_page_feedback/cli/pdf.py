"""``page-feedback pdf``: typeset the LaTeX that Sphinx wrote, and check the result."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import click

from sphinx_page_feedback import __version__
from sphinx_page_feedback.problems import Code, Problem

from . import show_problem
from .latex_log import LatexProblem, read_log

_FOLDER = click.Path(file_okay=False, path_type=Path)
_ENGINE = re.compile(r"^\$pdflatex = '(\w+)", re.MULTILINE)
_RUN = re.compile(r"Run number (\d+) of rule 'pdflatex'")
SHOWN = 10
"""At most so many problems of a kind are listed; the rest is counted."""
PACKAGES = {
    "lualatex": "texlive-luatex fonts-freefont-otf",
    "xelatex": "texlive-xetex texlive-fonts-recommended fonts-freefont-otf",
    "pdflatex": "texlive-fonts-recommended tex-gyre",
}
"""The Debian packages of each engine, beyond those that all of them need."""
_COMMON = "latexmk texlive-latex-recommended texlive-latex-extra"


@click.command
@click.argument("latex", default="build/latex", type=_FOLDER)
@click.argument("out", default="build/pdf", type=_FOLDER)
@click.version_option(__version__, package_name="sphinx-page-feedback")
def pdf(*, latex: Path, out: Path) -> None:
    """Make a checked PDF of what Sphinx wrote as LaTeX.

    LATEX is the folder that sphinx-build -b latex has written (build/latex), OUT the folder
    for the PDF (build/pdf). These mistakes are reported with their page, and leave no PDF: a
    character that no font has, something wider than the text, a link to nowhere, an error of
    LaTeX.
    """
    sources = sorted(latex.glob("*.tex"))
    if not sources:
        cause = f"there is no LaTeX in {latex}"
        raise Problem(code=Code.NO_LATEX, cause=cause, cure="Run sphinx-build -b latex first.")
    engine = _engine(latex)
    out.mkdir(parents=True, exist_ok=True)
    for source in sources:
        target = out / f"{source.stem}.pdf"
        # A PDF of an earlier run must not be taken for the result of one that fails.
        target.unlink(missing_ok=True)
        _typeset(source, engine)
        shutil.copyfile(source.with_suffix(".pdf"), target)
        click.echo(f"PDF      {target}")


def _engine(latex: Path) -> str:
    """Return the engine that ``conf.py`` chose, which must be installed."""
    rules = (latex / "latexmkrc").read_text(encoding="utf-8")
    match = _ENGINE.search(rules)
    engine = match[1] if match else "pdflatex"
    missing = [tool for tool in ("latexmk", engine) if shutil.which(tool) is None]
    if missing:
        cause = f"{' and '.join(missing)} not found: a PDF needs TeX (about 540 MB)"
        packages = f"{_COMMON} {PACKAGES.get(engine, '')}"
        cure = f"sudo apt-get install --no-install-recommends {packages}"
        raise Problem(code=Code.MISSING_TEX, cause=cause, cure=cure)
    return engine


def _typeset(source: Path, engine: str) -> None:
    """Run LaTeX until nothing changes any more, then check its log.

    Raises:
        Problem: The PDF is not what the pages say.
    """
    click.echo(f"Typesetting {source.name} with {engine}")
    command = ["latexmk", "-pdf", "-dvi-", "-ps-", "-silent", "-file-line-error"]
    options = ["-interaction=nonstopmode", "-halt-on-error", source.name]
    # -halt-on-error: what LaTeX reports after its first error is mostly a consequence of it.
    with subprocess.Popen(  # noqa: S603
        [*command, *options],
        cwd=source.parent,
        env=_environ(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            if run := _RUN.search(line):
                click.echo(f"Pass {run[1]}")
    _check_log(source, failed=process.returncode != 0)


def _environ() -> dict[str, str]:
    """Return the environment of LaTeX.

    A document may start no shell; the lines of the log are not folded; dates come from
    ``SOURCE_DATE_EPOCH``.
    """
    # Sphinx's latexmkrc passes LATEXOPTS to the engine. Raw LaTeX of a page must not start a
    # program by \write18.
    options = f"{os.environ.get('LATEXOPTS', '')} -no-shell-escape".strip()
    # TeX folds the lines of its log at 79 characters, in the middle of words and numbers.
    settings = {"LATEXOPTS": options, "max_print_line": "10000", "FORCE_SOURCE_DATE": "1"}
    return {**os.environ, **settings}


def _check_log(source: Path, *, failed: bool) -> None:
    """Raise the last problem of the log, after the others have been shown."""
    log = source.with_suffix(".log")
    # The log holds bytes of the sources, cut where TeX shortens a line.
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    entries = read_log(text, source.read_text(encoding="utf-8"))
    if failed and not entries:
        cause, cure = "LaTeX failed and did not say why", f"Read {log}."
        raise Problem(code=Code.TEX_ERROR, cause=cause, cure=cure)
    codes = list(dict.fromkeys(entry.code for entry in entries))
    problems = [_summary([entry for entry in entries if entry.code == code]) for code in codes]
    for problem in problems[:-1]:
        show_problem(problem)
    if problems:
        raise problems[-1]


def _summary(entries: list[LatexProblem]) -> Problem:
    """Return one problem for those of one code."""
    lines = [f"{entry.page or 'a page'}: {entry.cause}" for entry in entries]
    more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    cause = "\n  ".join([*lines[:SHOWN], *more])
    return Problem(code=entries[0].code, cause=cause, cure=entries[0].cure)
