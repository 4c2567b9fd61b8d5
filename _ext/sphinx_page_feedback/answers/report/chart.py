"""Bars of SVG: readable at any width, in the dark and in print, with nothing but itself."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .table import Table

_ROW, _BAR, _BASELINE = 44, 14, 18
"""Pixels: the height of a row, that of its bar, and where the letters stand."""


def bars(table: Table) -> str:
    """Return the first column of a table as bars, each under its label.

    The page has the same figures as a table beside it. Widths are parts of the whole and
    letters are not scaled, so that it can be read on a phone.

    Args:
        table: With whole numbers in its first column.
    """
    counts = [(label, cells[0]) for label, cells in table.rows]
    name = escape(table.name, quote=True)
    height = len(counts) * _ROW
    named = f'aria-labelledby="{name}-title {name}-desc"'
    parts = [
        f'<svg role="img" width="100%" height="{height}" {named}>',
        f'<title id="{name}-title">{escape(table.title)}</title>',
        f'<desc id="{name}-desc">{escape(table.caption)} The table has the same figures.</desc>',
    ]
    for number, (label, count) in enumerate(counts):
        top = number * _ROW
        width = 100 * count / table.base if isinstance(count, int) and table.base else 0
        shown = f"{label}: {table.share(count)}"
        parts += [
            f'<text x="0" y="{top + _BASELINE}">{escape(shown)}</text>',
            f'<rect class="ground" x="0" y="{top + 24}" width="100%" height="{_BAR}"/>',
            f'<rect class="bar" x="0" y="{top + 24}" width="{width:.2f}%" height="{_BAR}"/>',
        ]
    return "\n".join([*parts, "</svg>"])
