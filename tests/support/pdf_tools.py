"""What the tests of the PDFs share: projects made of strings, built for real."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from building import build_quietly
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pikepdf

ENGINES = ("lualatex", "xelatex", "pdflatex")
EACH_ENGINE = (
    *(pytest.param(name, marks=pytest.mark.slow) for name in ENGINES[:2]),
    "pdflatex",
)
"""One is in ``make test``; the other two take a minute, and ``make pdf`` uses the first."""
SITE = "https://example.org/docs/"
CONF = f"""
project = "Test"
author = "Some Body"
copyright = "2026"
release = "1.2"
language = "en_GB"
extensions = ["myst_parser", "sphinx_design", "sphinx_page_feedback"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
html_baseurl = "{SITE}"
feedback_service = {{"name": "receiver", "endpoint": "/feedback"}}
feedback_contact = "team@example.org"
feedback_html_builder = "html"
exclude_patterns = []
latex_documents = [("index", "book.tex", "Test", "Some Body", "manual")]
"""
ASKED = {
    "_feedback/page.toml": 'title = "T"\n[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n'
}
"""A form, without which a build says that it takes the one that comes with the extension."""
TEX = {
    "lualatex": "latexmk texlive-luatex texlive-latex-extra fonts-freefont-otf",
    "xelatex": "texlive-xetex texlive-fonts-recommended",
    "pdflatex": "texlive-latex-recommended texlive-fonts-recommended tex-gyre",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "zbarimg": "zbar-tools",
    "qpdf": "qpdf",
}
"""The Debian packages that hold what the tests run."""


def tool(name: str) -> str:
    """Return the path of a program.

    Raises:
        AssertionError: It is missing; the message says how to install it.
    """
    found = shutil.which(name)
    cure = f"apt-get install --no-install-recommends {TEX[name]}"
    assert found, f'{name} is not installed: {cure}, or leave these tests out with -m "not pdf"'
    return found


@dataclass(frozen=True, kw_only=True)
class Project:
    """A folder with a source, where things are built."""

    root: Path

    @property
    def tex(self) -> str:
        """The LaTeX that Sphinx wrote."""
        return (self.root / "latex/book.tex").read_text(encoding="utf-8")

    @property
    def pdf(self) -> Path:
        """The PDF that was made of it."""
        return self.root / "pdf/book.pdf"

    def sphinx(self, builder: str, *options: str) -> Path:
        """Build, with warnings as errors; return the folder of what was written."""
        out = self.root / builder
        build_quietly("-n", "-b", builder, *options, self.root / "source", out)
        return out

    def typeset(self, **environ: str) -> subprocess.CompletedProcess[str]:
        """Make the PDF of the LaTeX."""
        command = [sys.executable, "-m", "sphinx_page_feedback.cli", "pdf"]
        return _run([*command, str(self.root / "latex"), str(self.root / "pdf")], **environ)

    def book(self, engine: str, *options: str, **environ: str) -> Path:
        """Make the PDF from the source; return it."""
        tool(engine)
        self.sphinx("latex", "-D", f"latex_engine={engine}", *options)
        done = self.typeset(**environ)
        assert done.returncode == 0, done.stderr
        return self.pdf


def project(
    root: Path,
    pages: Mapping[str, str],
    conf: str = "",
    images: str = "",
    files: Mapping[str, str] | None = None,
) -> Project:
    """Write a project.

    Args:
        root: Where to.
        pages: Text by name; ``index.md`` lists every page that it does not name itself.
        conf: Lines of ``conf.py`` beyond the usual ones.
        images: The name of an image to paint.
        files: Text of files that are no pages, by name; a form for every page if none are given.
    """
    source = root / "source"
    names = "\n".join(name.removesuffix(".md") for name in pages if "/" not in name)
    index = f"# Test\n\nAll of it.\n\n```{{toctree}}\n{names}\n```\n"
    for name, text in {
        "conf.py": CONF + dedent(conf),
        "index.md": index,
        **pages,
        **(files or ASKED),
    }.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if images:
        Image.new("RGB", (300, 150), "teal").save(source / images)
    return Project(root=root)


def page_texts(pdf: Path) -> list[str]:
    """Return the text of each sheet."""
    done = _run([tool("pdftotext"), "-layout", str(pdf), "-"])
    return done.stdout.split("\f")[:-1]


def flat_text(pdf: Path) -> str:
    """Return all the text, each run of spaces and line ends as one space."""
    return re.sub(r"\s+", " ", " ".join(page_texts(pdf)))


def decoded(pdf: Path, folder: Path) -> set[str]:
    """Return what the QR codes say, read from pictures of 150 dots an inch."""
    folder.mkdir()
    _run([tool("pdftoppm"), "-r", "150", "-gray", "-png", str(pdf), str(folder / "p")])
    read = [tool("zbarimg"), "-q", "--raw", "-Sdisable", "-Sqrcode.enable", "--nodbus"]
    done = _run([*read, *map(str, sorted(folder.glob("*.png")))])
    return set(done.stdout.split())


def content_of(page: pikepdf.Page) -> bytes:
    """Return the drawing instructions of a sheet."""
    page.contents_coalesce()
    return bytes(page.obj.Contents.read_bytes())


def _run(command: list[str], **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env={**os.environ, "PYTHONWARNINGS": "", **environ},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
