"""A document to build: many pages of a realistic size, the same ones for the same seed."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PAGES_A_SECTION = 25
_SEED = 20270131
_VOCABULARY = """
about action after agree answer area assessment before between board budget care carer
case change chapter child children choice clear common community council data decision
delay digital early evidence family first foster funding guidance health help idea
information issue learning leader local measure meeting method need officer outcome page
parent partner people plan policy practice practitioner problem process professional
programme progress question reader record reform report research review safe school
score service share social standard step story supplier support system team test
together tool training trust understand update value view visit voice work worker
"""
_WORDS = tuple(_VOCABULARY.split())
_CONF = """
import os, sys
sys.path.insert(0, {here!r})
project = "A measured document"
language = "en_GB"
html_theme = "furo"
extensions = ["myst_parser", "stopwatch"]
exclude_patterns = ["_feedback"]
if {feedback}:
    extensions.append("sphinx_page_feedback")
    feedback_service = {{"name": "receiver", "endpoint": "/feedback"}}
    feedback_exclude = ["index", "privacy", "section*/index"]
"""


class Document:
    """A source folder, and two configurations that differ by the extension alone."""

    def __init__(self, folder: Path, pages: int) -> None:
        """Write it.

        Args:
            folder: An empty folder.
            pages: How many pages have a form; the indexes of sections come on top.
        """
        self.folder = folder
        self.source = folder / "source"
        self.pages = pages
        self._write_sources()
        for name, feedback in (("without", False), ("with", True)):
            conf = _CONF.format(here=str(Path(__file__).parent), feedback=feedback)
            _write(folder / name / "conf.py", conf)
        others = shutil.ignore_patterns("main.toml")  # it leads to pages of this site
        shutil.copytree(ROOT / "docs" / "_feedback", self.source / "_feedback", ignore=others)

    def edit_page(self) -> None:
        """Add a sentence to one page."""
        page = self.source / f"{docname_of(self.pages // 2)}.md"
        page.write_text(f"{page.read_text()}\nThis sentence came later.\n")

    def edit_question(self) -> None:
        """Reword a question of the form that every page has."""
        file = self.source / "_feedback" / "page.toml"
        label = 'label = "'
        before, found, after = file.read_text().partition(label)
        file.write_text(f"{before}{found}Reworded: {after}")

    def _write_sources(self) -> None:
        random = Random(_SEED)
        docnames = [docname_of(number) for number in range(self.pages)]
        for docname in docnames:
            _write(self.source / f"{docname}.md", _page(random, docnames))
        sections = sorted({docname.partition("/")[0] for docname in docnames})
        for name in sections:
            inside = [docname for docname in docnames if docname.startswith(f"{name}/")]
            links = "".join(f"- [](/{docname}.md)\n" for docname in inside)
            _write(self.source / name / "index.md", f"# Section {name[7:]}\n\n{links}")
        entries = "\n".join(["privacy", *(f"{name}/index" for name in sections)])
        _write(self.source / "index.md", f"# Contents\n\n```{{toctree}}\n{entries}\n```\n")
        _write(self.source / "privacy.md", "# Privacy\n\nNothing is kept.\n")


def docname_of(number: int) -> str:
    """Return the docname of a page by its number, from 0."""
    return f"section{number // PAGES_A_SECTION:03d}/page{number:04d}"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _page(random: Random, docnames: list[str]) -> str:
    # Orphans: else furo would list every page of the document in the sidebar of each.
    return f"---\norphan: true\n---\n\n{''.join(_parts(random, docnames))}"


def _parts(random: Random, docnames: list[str]) -> Iterator[str]:
    """Yield what a page of the report is made of: about 650 words and 4 kB."""
    yield f"# {_title(random)}\n\n{_sentence(random)}[^one]\n\n"
    for number in range(4):
        yield f"## {_title(random)} {number}\n\n{_paragraph(random)}{_paragraph(random)}"
        yield f"See [another page](/{random.choice(docnames)}.md).\n\n"
    yield f"### {_title(random)}\n\n{_table(random)}"
    yield "".join(f"- {_sentence(random)}\n" for _ in range(4))
    yield f"\n[^one]: {_sentence(random)}\n"


def _title(random: Random) -> str:
    return " ".join(random.choices(_WORDS, k=3)).capitalize()


def _sentence(random: Random) -> str:
    words = random.choices(_WORDS, k=random.randint(8, 18))
    words[2] = f"**{words[2]}**"
    return f"{' '.join(words).capitalize()}."


def _paragraph(random: Random) -> str:
    return " ".join(_sentence(random) for _ in range(4)) + "\n\n"


def _table(random: Random) -> str:
    rows = [" | ".join(random.choices(_WORDS, k=4)) for _ in range(5)]
    return (
        "\n".join(f"| {row} |" for row in (rows[0], "--- | --- | --- | ---", *rows[1:]))
        + "\n\n"
    )
