"""Builds a document in a new process and notes what was read, what was written and the cost."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from document import ROOT, Document
from processes import Cost, run
from stopwatch import COLLECT, NOTES

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Build:
    """One build.

    Attributes:
        cost: Of the whole process.
        reading: Seconds of processor time spent on reading pages.
        writing: Seconds of processor time spent on writing them.
        read: How many pages were read.
        written: How many pages were written.
    """

    cost: Cost
    reading: float
    writing: float
    read: int
    written: int


class Builder:
    """Builds a document with one of its configurations."""

    def __init__(self, document: Document, configuration: str) -> None:
        """Choose.

        Args:
            document: What to build.
            configuration: ``with`` or ``without`` the extension.
        """
        self.configuration = document.folder / configuration
        self.site = document.folder / f"site-{configuration}"
        self._source = document.source
        self._doctrees = document.folder / f"doctrees-{configuration}"

    def build(self, *options: str, collect: bool = True) -> Build:
        """Run ``sphinx-build``; a warning is an error.

        Args:
            options: More options of the command.
            collect: Let Python look for garbage. It looks at everything a dozen times in a
                large build, for up to 1.5 seconds; once more or less is chance.
        """
        before = self._written_at()
        cost = run([*self._command, *options], {**environ(), COLLECT: "yes" if collect else ""})
        after = self._written_at()
        notes = json.loads((self._doctrees / NOTES).read_text())
        moments = notes["moments"]
        return Build(
            cost=cost,
            reading=moments["read"] - moments["reading"],
            writing=moments["written"] - moments["writing"],
            read=notes["read"],
            written=sum(before.get(page) != moment for page, moment in after.items()),
        )

    def forms_on(self) -> list[Path]:
        """Return the pages that have a form, when the extension is there to place one."""
        return sorted(p.relative_to(self.site) for p in self.site.glob("section*/page*.html"))

    @property
    def _command(self) -> list[str]:
        folders = ["-c", str(self.configuration), "-d", str(self._doctrees)]
        ends = [str(self._source), str(self.site)]
        return [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-b", "html", *folders, *ends]

    def _written_at(self) -> dict[Path, int]:
        sources = self._source.rglob("*.md")
        pages = (
            self.site / file.relative_to(self._source).with_suffix(".html") for file in sources
        )
        return {page: page.stat().st_mtime_ns for page in pages if page.exists()}


def environ() -> dict[str, str]:
    """Return what makes a build take the extension beside this folder, whichever is installed."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "_ext")}
