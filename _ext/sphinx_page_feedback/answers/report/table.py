"""A table of a report: counts, what they are counts of, and how they are written."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from statistics import median
from typing import TYPE_CHECKING

from sphinx_page_feedback.model import guard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SMALL = 30
"""A base under this prints "7 of 12" and no percentage: one answer would be several per cent.

The number is a proposal of `docs/decisions/0190-report.md`, not a law.
"""
_FEWEST = 10
"""Scores of which a median is printed."""
HIDDEN = "hidden"
"""What stands in a published table for a count that could point to a person."""

Cell = int | str


@dataclass(frozen=True, kw_only=True)
class Table:
    """Counts in rows and columns.

    Attributes:
        name: Of its CSV file, without the ending.
        title: What the reader should take from it.
        caption: What was counted, and of which answers.
        head: The heading of the labels, and of each column.
        rows: Each label with its cells.
        base: How many answers it is about.
        shares: Whether the first column is also shown as a part of the base, with a bar.
        sizes: How many answers each column is about, where columns tell who answered, so that
            small counts can point to a person; else empty.
        disjoint: Whether each answer is in one row and one column only, so that rows and columns
            add up to totals that other tables print.
    """

    name: str
    title: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    base: int
    shares: bool = False
    sizes: tuple[int, ...] = ()
    disjoint: bool = True

    def share(self, count: Cell) -> str:
        """Return a count as a part of the base: a percentage, or "7 of 12" of a small one.

        Args:
            count: Of a row.
        """
        if not isinstance(count, int):
            return str(count)
        if self.base < SMALL:
            return f"{count:,} of {self.base:,}"
        return f"{100 * count / self.base:.0f}%"

    def to_csv(self) -> str:
        """Return it as CSV (RFC 4180), with the caption's words in no cell."""
        file = StringIO(newline="")
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow(map(guard, self.head))
        for label, cells in self.rows:
            writer.writerow([guard(label), *cells])
        return file.getvalue()

    def lines(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each label with its cells as a page shows them."""
        for label, cells in self.rows:
            shown = [f"{cell:,}" if isinstance(cell, int) else cell for cell in cells]
            if self.shares:
                shown.insert(1, self.share(cells[0]))
            yield label, shown

    @property
    def shown_head(self) -> list[str]:
        """The headings as a page shows them."""
        head = list(self.head)
        if self.shares:
            head.insert(2, "Share")
        return head


def middle(scores: Sequence[int]) -> str:
    """Return the median of scores; a dash where there are too few.

    Args:
        scores: Of the answers that gave one; who gave none is no zero.
    """
    if len(scores) < _FEWEST:
        return "–"
    return f"{median(scores):g}"


def leading(subject: str, rows: Sequence[tuple[str, int]], base: int) -> str:
    """Return what stands out of counts, as a headline.

    Args:
        subject: What was counted.
        rows: Labels with their counts.
        base: How many answers they are of.
    """
    counts = sorted(rows, key=lambda row: -row[1])
    if not counts or not counts[0][1]:
        return headline(subject, "none")
    if len(counts) > 1 and counts[1][1] == counts[0][1]:
        return headline(subject, "none stands out")
    label, count = counts[0]
    return headline(subject, f"most often {label} ({count:,} of {base:,})")


def headline(subject: str, text: str) -> str:
    """Return a subject and what is said of it; a question keeps its mark.

    Args:
        subject: As in ``Your role`` or ``What do you think?``.
        text: A finding that begins with a small letter.
    """
    if subject.endswith("?"):
        return f"{subject} {text[:1].upper()}{text[1:]}"
    return f"{subject}: {text}"
