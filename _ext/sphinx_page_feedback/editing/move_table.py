"""Write ``moved.toml``, the table of pages that have moved."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = (
    "# Pages that have moved: the former and the present path. page-feedback move writes it.\n"
)


def add_move(table: Path, old: str, new: str) -> None:
    """Add a move to the table; its comments and the order of its lines stay.

    A page that returns to a former name loses the line of that name, which would make a loop.

    Args:
        table: The file; it need not exist.
        old: The former docname.
        new: The present docname.

    Raises:
        Problem: The file is no TOML.
    """
    # Line by line: tomllib does not write, and parsed tables have no comments.
    text = table.read_text(encoding="utf-8") if table.exists() else _HEAD
    lines = [line for line in text.splitlines() if _former(line, table) not in {old, new}]
    # A string of JSON is a string of TOML as well.
    lines.append(
        f"{json.dumps(old, ensure_ascii=False)} = {json.dumps(new, ensure_ascii=False)}"
    )
    table.parent.mkdir(parents=True, exist_ok=True)
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _former(line: str, table: Path) -> str | None:
    """Return the former docname of a line; ``None`` for a comment or a blank line."""
    try:
        return next(iter(tomllib.loads(line)), None)
    except tomllib.TOMLDecodeError as error:
        cause = f"{table} is not a table of moves: {line.strip()}"
        cure = 'Correct the line; each is as in "old/path" = "new/path".'
        raise Problem(Code.MOVE, cause, cure) from error
