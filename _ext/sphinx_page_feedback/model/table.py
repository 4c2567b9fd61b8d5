"""Submissions as a table that a spreadsheet may open: columns, and cells that stay text."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

COLUMNS = (
    "submission_id", "reference", "received_at", "form", "form_version", "page", "page_url",
    "page_title", "section", "came_from", "language", "release", "elapsed_ms",
    "suspected_spam",
)  # fmt: skip
"""What a submission has besides its answers, in the order of every export."""

_RUNS = re.compile(r"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]")
"""A text that a spreadsheet might run (OWASP, CSV injection), guarded before or not."""


def guard(text: str) -> str:
    """Return a cell that shows a text and never runs it.

    Args:
        text: Anything.

    Returns:
        The text, after a ``'`` if a spreadsheet might take it for a formula.
    """
    return f"'{text}" if _RUNS.match(text) else text


def unguard(cell: str) -> str:
    """Return the text that was guarded.

    Args:
        cell: What ``guard`` returned.
    """
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell[1:]) else cell


def write_table(file: TextIO, records: Iterable[Mapping[str, Any]], keys: Sequence[str]) -> int:
    """Write submissions as CSV (RFC 4180), text in quotes and numbers bare.

    Args:
        file: Opened with ``newline=""``.
        records: The submissions, each with its ``answers``.
        keys: The answers that get a column of their own.

    Returns:
        How many submissions were written.
    """
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([*COLUMNS, *keys])
    count = 0
    for record in records:
        answers = record["answers"]
        given = [*(record.get(name) for name in COLUMNS), *(answers.get(key) for key in keys)]
        writer.writerow([_cell(value) for value in given])
        count += 1
    return count


def _cell(value: Any) -> str | int:
    """Return a cell: only a number that we made ourselves is one in the file."""
    if isinstance(value, int):
        return value
    if isinstance(value, list):
        return guard("; ".join(value))
    return "" if value is None else guard(str(value))
