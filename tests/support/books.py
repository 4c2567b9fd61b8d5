"""One book of many kinds of page, built once an engine, and its site: tests only read them."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING, Protocol

import pytest
from pdf_tools import ASKED, Project, project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EPOCH = "1700000000"
"""The date of the shared books, so that a second build can be compared with the first."""
COVER = 'feedback_pdf_cover = {"title": "The title & all", "subtitle": "Of 100%", "colour": "#402060"}\n'
STYLE = f"feedback_pdf_style = True\n{COVER}"
FORM = """
title = "Your view"
intro = "See [the page](plain) and *mind*: [help](https://example.org/help)."
privacy = "plain"
{closes}
[[field]]
name = "words"
type = "textarea"
label = "Your words"
hint = "A few will do"
rows = 3
[[field]]
name = "scores"
type = "matrix"
label = "How important?"
rows = [{{ value = "a", label = "First idea" }}, {{ value = "b", label = "Second idea" }}]
scales = [
  {{ name = "i", label = "Importance", low = "low", high = "high" }},
  {{ name = "f", label = "Feasibility", low = "hard", high = "easy" }},
]
[[field]]
name = "role"
type = "select"
label = "Your role"
required = true
options = ["One", {{ group = "Others", options = ["Two", "Three"] }}, "Four"]
[[field]]
name = "rating"
type = "scale"
label = "All in all"
low = "bad"
high = "good"
"""
FORMS = {
    "_feedback/main.toml": FORM.format(closes="closes = 2999-03-31"),
    "_feedback/past.toml": FORM.format(closes="closes = 2020-03-31"),
    **ASKED,
}
LATIN = "Ŵy Ŷn ẁ ẃ ẅ ŵ ŷ “curly” ‘quotes’ – — … £ € − ⅓ ½"
MORE = {
    "lualatex": "Ελληνικά кириллица ✓ ✗ 😀 👍 ❤️",
    "xelatex": "Ελληνικά кириллица",
    "pdflatex": "",
}
"""The characters that an engine can print beyond those of ``LATIN``."""
LONG_NAME = (
    "guide-to-the-consultation/what-we-would-like-to-hear-about/early-years-and-childcare"
)
FORM_PAGES = {
    "plain.md": "# Plain & simple_100%\n\nWords.\n",
    "two words.md": "# Two words\n\n- a\n- b\n",
    "ünï.md": "# Ünï\n\nWords.\n",
    "over.md": f"# Over\n\nOwn.\n\n```{{toctree}}\nunder/page\n{LONG_NAME}\n```\n\n## Later\n\nMore of its own.\n",
    "under/page.md": "# Under\n\n| A |\n|---|\n| b |\n",
    f"{LONG_NAME}.md": "# Long\n\nWords.\n",
    "view.md": "---\nfeedback: main\n---\n# View\n\nSay.\n",
    "past.md": "---\nfeedback: past\n---\n# Past\n\nWords.\n",
    "off.md": "# Off\n\n```{feedback}\n:disabled: This is a preview.\n```\n",
    "none.md": "---\nfeedback: false\n---\n# None\n\nWords.\n",
}
TAKES_ANSWERS = {
    "index": "index.html",
    "plain": "plain.html",
    "two words": "two%20words.html",
    "ünï": "%C3%BCn%C3%AF.html",
    "over": "over.html",
    "under/page": "under/page.html",
    LONG_NAME: f"{LONG_NAME}.html",
    "view": "view.html",
}
CONTENT = {
    "words.md": f"# Words\n\n{LATIN}\n\n`{'long_name_' * 20}`\n\n<https://example.org/{'a' * 120}>\n",
    "notes.md": (
        "# Notes\n\nOne[^b] and [a link](https://example.net/x) and two[^a] and one again[^b].\n\n"
        "[^a]: Second, see [there](https://example.net/y).\n\n[^b]: First.\n"
    ),
    "rows.md": (
        "# Rows\n\n| Kind | Count |\n|---|--:|\n| a | 1 |\n| b | 1000 |\n\n"
        "```{list-table}\n:header-rows: 1\n:class: longtable\n\n* - Long\n  - Table\n"
        + "* - row\n  - cell\n" * 50
        + "```\n"
    ),
    "pictures.md": (
        "# Pictures\n\n![A teal field](<a b.png>)\n\n```{figure} a b.png\n:alt: The same field\n\n"
        "Its caption\n```\n"
    ),
    "design.md": (
        "# Design\n\n::::{grid} 2\n:::{grid-item-card} A card\n:link: words\n:link-type: doc\n\n"
        "Its text.\n:::\n:::{grid-item-card} Another\n:img-top: a b.png\n:img-alt: Field\n\n"
        "More.\n:::\n::::\n\n::::{tab-set}\n:::{tab-item} First tab\nInside one.\n:::\n"
        ":::{tab-item} Second tab\nInside two.\n:::\n::::\n\n:::{dropdown} Opens\nHidden words.\n:::\n\n"
        "{bdg-primary}`badge`\n\n```{button-link} https://example.net/z\nA button\n```\n"
    ),
}


class Books(Protocol):
    """Gives the book of an engine."""

    def __call__(self, engine: str) -> Project:
        """Return it, built by the first test that asks."""


def form_pages(root: Path, conf: str = "") -> Project:
    """Write the project of every kind of page that ends with a box."""
    return project(root, FORM_PAGES, conf, files=FORMS)


def library(root: Path, engine: str) -> Project:
    """Write the project of every kind of page; an engine gets the characters that it can print."""
    more = {"more.md": f"# More\n\n{MORE[engine]}\n\nEnd.\n"}
    return project(
        root, {**CONTENT, **FORM_PAGES, **more}, STYLE, files=FORMS, images="a b.png"
    )


def make_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> Path:
    """Return a folder that one worker of a run fills and the others wait for."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            make(folder)
            (folder / "done").touch()
    return folder


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """The same book from each engine, in our style."""

    def book(engine: str) -> Project:
        def make(folder: Path) -> None:
            library(folder, engine).book(engine, SOURCE_DATE_EPOCH=EPOCH)

        return Project(root=make_once(tmp_path_factory, f"book-{engine}", make))

    return book


@pytest.fixture(scope="session")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The LaTeX, without our style, of every kind of page that ends with a box."""

    def make(folder: Path) -> None:
        form_pages(folder).sphinx("latex")

    return Project(root=make_once(tmp_path_factory, "boxes", make))
