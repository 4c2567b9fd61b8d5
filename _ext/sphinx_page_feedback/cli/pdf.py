"""``page-feedback pdf``: what Sphinx wrote as LaTeX becomes a PDF that has been checked."""

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
from .latex_log import Finding, read_log

_FOLDER = click.Path(file_okay=False, path_type=Path)
_ENGINE = re.compile(r"^\$pdflatex = '(\w+)", re.MULTILINE)
_RUN = re.compile(r"Run number (\d+) of rule 'pdflatex'")
SHOWN = 10
"""So many findings of one kind are told; the rest is counted."""
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
        target.unlink(missing_ok=True)
        _typeset(source, engine)
        shutil.copyfile(source.with_suffix(".pdf"), target)
        click.echo(f"PDF      {target}")


def _engine(latex: Path) -> str:
    """Return the engine that ``conf.py`` chose, which must be installed."""
    rules = (latex / "latexmkrc").read_text(encoding="utf-8")
    found = _ENGINE.search(rules)
    engine = found[1] if found else "pdflatex"
    missing = [tool for tool in ("latexmk", engine) if shutil.which(tool) is None]
    if missing:
        cause = f"{' and '.join(missing)} not found: a PDF needs TeX (about 540 MB)"
        packages = f"{_COMMON} {PACKAGES.get(engine, '')}"
        cure = f"sudo apt-get install --no-install-recommends {packages}"
        raise Problem(code=Code.MISSING_TEX, cause=cause, cure=cure)
    return engine


def _typeset(source: Path, engine: str) -> None:
    """Run LaTeX until nothing changes any more, then look at what it said.

    Raises:
        Problem: The PDF is not what the pages say.
    """
    click.echo(f"Typesetting {source.name} with {engine}")
    command = ["latexmk", "-pdf", "-dvi-", "-ps-", "-silent", "-file-line-error"]
    how = ["-interaction=nonstopmode", "-halt-on-error", source.name]
    with subprocess.Popen(  # noqa: S603
        [*command, *how],
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
    _judge(source, failed=process.returncode != 0)


def _environ() -> dict[str, str]:
    """No shell for a document, lines of the log in one piece, dates from the outside."""
    options = f"{os.environ.get('LATEXOPTS', '')} -no-shell-escape".strip()
    own = {"LATEXOPTS": options, "max_print_line": "10000", "FORCE_SOURCE_DATE": "1"}
    return {**os.environ, **own}


def _judge(source: Path, *, failed: bool) -> None:
    log = source.with_suffix(".log")
    said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    findings = read_log(said, source.read_text(encoding="utf-8"))
    if failed and not findings:
        cause, cure = "LaTeX failed and did not say why", f"Read {log}."
        raise Problem(code=Code.TEX_ERROR, cause=cause, cure=cure)
    kinds = list(dict.fromkeys(finding.code for finding in findings))
    errors = [_told([one for one in findings if one.code == code]) for code in kinds]
    for error in errors[:-1]:
        show_problem(error)
    if errors:
        raise errors[-1]


def _told(findings: list[Finding]) -> Problem:
    """Put findings of one kind into one message."""
    lines = [f"{one.page or 'a page'}: {one.cause}" for one in findings]
    more = [f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    first = findings[0]
    cause = "\n  ".join([*lines[:SHOWN], *more])
    return Problem(code=first.code, cause=cause, cure=first.cure)
