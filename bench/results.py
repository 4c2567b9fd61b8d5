"""What was measured, as a Markdown table with the ratio first, and as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_LARGE = 100


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a table.

    Attributes:
        what: What was measured.
        ratio: The median of ours over the base, pair by pair; ``None`` without a base.
        low: The lowest such ratio.
        high: The highest.
        ours: The median of ours.
        base: The median of what it is compared with.
        unit: Of ``ours`` and ``base``.
        budget: What was promised, in words.
    """

    what: str
    ratio: float | None = None
    low: float = 0
    high: float = 0
    ours: float
    base: float | None = None
    unit: str
    budget: str = ""

    @property
    def cells(self) -> list[str]:
        """The line as it is printed."""
        ratio = "" if self.ratio is None else f"{self.ratio:.3f} ×"
        span = "" if self.ratio is None else f"{self.low:.3f}–{self.high:.3f}"
        base = "" if self.base is None else amount(self.base, self.unit)
        return [self.what, ratio, span, amount(self.ours, self.unit), base, self.budget]


def compare(
    what: str, ours: Sequence[float], base: Sequence[float], unit: str, budget: str = ""
) -> Line:
    """Compare runs that were made in pairs.

    Args:
        what: What was measured.
        ours: One figure a run.
        base: The figure of the run that was made beside it.
        unit: Of both.
        budget: What was promised.
    """
    ratios = [mine / other for mine, other in zip(ours, base, strict=True)]
    return Line(
        what=what,
        ratio=median(ratios),
        low=min(ratios),
        high=max(ratios),
        ours=median(ours),
        base=median(base),
        unit=unit,
        budget=budget,
    )


def print_table(head: Sequence[str], cells: Iterable[Sequence[str]]) -> None:
    """Print a table that can be pasted into a page.

    Args:
        head: The names of the columns.
        cells: The lines below them.
    """
    rows: list[Sequence[str]] = [head, *cells]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    for row in rows:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print(f"| {' | '.join(padded)} |")


def circumstances(*packages: str) -> str:
    """Say when and with what was measured, and nothing that tells one machine from another.

    Args:
        packages: Distributions whose version matters.
    """
    versions = [f"{name} {version(name)}" for name in packages]
    python = f"Python {platform.python_version()}"
    machine = f"{platform.system()}, {os.cpu_count()} processors"
    return f"{datetime.now(UTC):%d %B %Y}: {', '.join([machine, python, *versions])}"


def write_json(file: Path, said: str, lines: Sequence[Line]) -> None:
    """Write everything to a file.

    Args:
        file: Where to.
        said: The circumstances.
        lines: What was measured.
    """
    data = {"circumstances": said, "lines": [asdict(line) for line in lines]}
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def amount(number: float, unit: str) -> str:
    """Write three digits, or all of a larger number.

    Args:
        number: What to write.
        unit: What it counts, or nothing.
    """
    text = f"{number:,.0f}" if number >= _LARGE else f"{number:.3g}"
    return f"{text} {unit}".rstrip()
