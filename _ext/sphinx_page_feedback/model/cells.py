"""Cells of a spreadsheet: texts that it never runs, and lists that can be had back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_RUNS = re.compile(r"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]")
"""A text that a spreadsheet might run (OWASP, CSV injection), guarded before or not."""
_JOINT = "; "
_ESCAPED = re.compile(r"\\([\\;])|; ?")


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


def join_list(values: Iterable[str]) -> str:
    r"""Return the cell of a list: joined by ``; ``, in a value ``\`` is ``\\``, ``;`` is ``\;``.

    Args:
        values: The texts; none is empty.
    """
    return _JOINT.join(value.replace("\\", r"\\").replace(";", r"\;") for value in values)


def split_list(cell: str) -> list[str]:
    r"""Return the list that ``join_list`` joined; a ``\`` before another letter stays.

    Args:
        cell: The cell, unguarded. A ``;`` that a person typed without a space also separates.
    """
    if not cell:
        return []
    values, start = [""], 0
    for match in _ESCAPED.finditer(cell):
        values[-1] += cell[start : match.start()]
        if match[1]:
            values[-1] += match[1]
        else:
            values.append("")
        start = match.end()
    values[-1] += cell[start:]
    return values
