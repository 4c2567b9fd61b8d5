"""What the page on performance says in words follows from its tables."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = (Path(__file__).parents[1] / "docs/reference/performance.md").read_text(encoding="utf-8")


def seconds(row: str) -> tuple[str, str]:
    """Return the columns "With" and "Without" of a row of seconds."""
    match = re.search(
        rf"^\| {re.escape(row)} +\|.*\| ([\d.]+) s +\| ([\d.]+) s +\|", PAGE, re.MULTILINE
    )
    assert match, f"no row {row}"
    return match[1], match[2]


def test_the_cost_of_an_edit_is_the_difference_of_its_row() -> None:
    longer, shorter = seconds("One page edited: processor time")
    difference = f"{float(longer) - float(shorter):.2f}"
    assert f"takes {difference} seconds longer, {longer} instead of {shorter}" in PAGE
