"""Everything about one person, as they may ask to see it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from .database import READING
from .erasure import Selection, select_rows, with_chain
from .removal import batches, open_existing
from .tables import CONTACTS, SUBMISSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_TURNING = {"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Bidirectional classes of controls (Unicode Standard Annex 9)."""


def rows_about(url: str, email: str) -> list[dict[str, Any]]:
    """Return each row in which an address was given, and the other versions of it.

    Args:
        url: An SQLAlchemy URL.
        email: The address; letter case does not count.

    Returns:
        Every column by its name, in order of arrival.

    Raises:
        Problem: The database cannot be used.
    """
    engine = open_existing(url)
    try:
        with engine.connect().execution_options(**READING) as connection:
            found = select_rows(connection, Selection(email=email))
            keys = list(with_chain(connection, found))
            rows: list[dict[str, Any]] = []
            for batch in batches(keys):
                query = select(SUBMISSIONS).where(SUBMISSIONS.c.submission_id.in_(batch))
                found_rows = [dict(row) for row in connection.execute(query).mappings()]
                _add_contacts(connection, found_rows)
                rows += found_rows
    finally:
        engine.dispose()
    return sorted(rows, key=lambda row: row["number"])


def _add_contacts(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Give rows what the table ``contacts`` has of them, under its name."""
    by_key = {row["submission_id"]: row for row in rows}
    query = select(CONTACTS).where(CONTACTS.c.submission_id.in_(by_key))
    for contact in connection.execute(query):
        row = by_key[contact.submission_id]
        row.setdefault(CONTACTS.name, {})[contact.field] = contact.address
        row["contacts_keep_until"] = contact.keep_until


def as_text(rows: list[dict[str, Any]]) -> str:
    """Return rows as a text that a person reads: each with all of its columns that hold anything.

    Args:
        rows: See ``rows_about``.
    """
    return "\n".join("\n".join(_lines(row)) + "\n" for row in rows)


def _lines(row: dict[str, Any]) -> Iterator[str]:
    yield f"Reference {row['reference']}"
    for name, value in row.items():
        if name in {"number", "reference"} or value in (None, "", [], {}):
            continue
        if isinstance(value, dict):
            yield f"  {name}:"
            for key, inner in value.items():
                yield from _entry(key, inner, "    ")
        else:
            yield from _entry(name, value, "  ")


def _entry(name: str, value: Any, indent: str) -> Iterator[str]:
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    first, *others = [_visible(line) for line in text.splitlines()] or [""]
    yield f"{indent}{_visible(name)}: {first}"
    # Indented, so that nothing that was written looks like the name of a column.
    yield from (f"{indent}  {line}" for line in others)


def _visible(text: str) -> str:
    """Return a text without characters that command a terminal or turn the order of others.

    A reader wrote it, and even its name where the form has no field for it.
    """
    return "".join(
        f"<U+{ord(char):04X}>"
        if unicodedata.category(char) == "Cc" or unicodedata.bidirectional(char) in _TURNING
        else char
        for char in text
    )
