"""A warning at its place in a source file, for what explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .fault import Edit, Fault

if TYPE_CHECKING:
    import re

    from .sources import Sources

MYST = "https://myst-parser.readthedocs.io/en/latest/syntax/"
SPHINX = "https://www.sphinx-doc.org/en/master/usage/"
LINKS = f"{MYST}cross-referencing.html"


@dataclass(frozen=True, kw_only=True)
class Context:
    """A warning, and where it is.

    Attributes:
        path: The file, relative to the folder of the sources.
        line: The line, from 1.
        text: That line.
        match: The match of the rule's pattern in the message.
        sources: The folder of the sources.
    """

    path: str
    line: int
    text: str
    match: re.Match[str]
    sources: Sources

    def fault(
        self, problem: str, cure: str, *edits: Edit, more: str = "", line: int = 0
    ) -> Fault:
        """Return a fault at the warning's place.

        Args:
            problem: What is wrong.
            cure: What to do.
            edits: Corrections.
            more: The address of a page that explains it.
            line: Another line than the warning's, from 1.
        """
        number = line or self.line
        text = self.sources.line(self.path, number)
        return Fault(
            path=self.path, line=number, text=text, problem=problem, cure=cure, edits=edits,
            more=more,
        )  # fmt: skip

    def replace(self, old: str, new: str, line: int = 0) -> tuple[Edit, ...]:
        """Return the edit that puts a text in place of another in a line, if it is there.

        Args:
            old: The text that stands there.
            new: The text to put in its place.
            line: Another line than the warning's, from 1.
        """
        number = line or self.line
        text = self.sources.line(self.path, number)
        if old not in text:
            return ()
        return (Edit(kind="replace", line=number, text=text.replace(old, new, 1)),)

    def find(self, text: str) -> int:
        """Return the first line from the warning's on that holds a text; the warning's if none.

        Args:
            text: What to look for.
        """
        # From there on: MyST often gives the first line of the block, not that of the mistake.
        lines = self.sources.read(self.path).lines
        start = max(self.line, 1)
        return next(
            (n for n in range(start, len(lines) + 1) if text in lines[n - 1]), self.line
        )
