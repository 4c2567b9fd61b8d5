"""Submissions that replace earlier ones: which of two counts, in whatever order they arrive."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from .tables import REPLACEMENTS, SUBMISSIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection

    from .row import Row

REFUSED = "replaces:refused"
"""The flag of a row that named another, and does not stand in its place."""
_LONGEST_AGE = timedelta(days=30)
"""An unsent answer waits no longer on a reader's device, so an older row is nobody's draft."""
_LONGEST_CHAIN = 50
"""Rows of which each replaces the one before; more are no person's corrections."""

_Stored = dict[str, dict[str, Any]]
_Pair = tuple[str, str]


def settle_replacements(connection: Connection, rows: Sequence[Row]) -> None:
    """Mark what new rows replace, and those new rows that were replaced before they arrived.

    Args:
        connection: In the transaction that has inserted the rows.
        rows: The new rows, in order of arrival.
    """
    named = [(older, row.key) for row in rows for older in row.replaces]
    waiting = _waiting_for(connection, [row.key for row in rows])
    if not named and not waiting:
        return
    if named:
        values = [{"older": older, "newer": newer} for older, newer in named]
        connection.execute(REPLACEMENTS.insert(), values)
    stored = _rows(connection, {key for pair in (*named, *waiting) for key in pair})
    done: set[_Pair] = set()
    for row in rows:
        # What already waits for this row comes first, so that an older row that arrives late is
        # replaced before it can replace another.
        for pair in (*((o, n) for o, n in waiting if o == row.key), *_named_by(row)):
            if pair not in done and stored.keys() >= {*pair}:
                done.add(pair)
                _settle(connection, stored, pair, row.page_names)


def _settle(
    connection: Connection, stored: _Stored, pair: _Pair, page_names: Collection[str]
) -> None:
    """Let one row replace another, or flag it."""
    older, newer = (stored[key] for key in pair)
    if not _may_replace(older, newer, page_names) or _leads_to(connection, stored, pair):
        if REFUSED not in newer["flags"]:
            newer["flags"] = [*newer["flags"], REFUSED]
            _update(connection, newer, "flags")
    elif not older["replaced_by"]:
        older["replaced_by"] = newer["submission_id"]
        _update(connection, older, "replaced_by")


def _may_replace(
    older: dict[str, Any], newer: dict[str, Any], page_names: Collection[str]
) -> bool:
    """Return whether both are about one page, in one form, and near enough in time."""
    age = datetime.fromisoformat(newer["received_at"]) - datetime.fromisoformat(
        older["received_at"]
    )
    # A page may have moved between the two: `page_names` has all its names.
    is_same = older["page"] == newer["page"] or {older["page"], newer["page"]} <= {*page_names}
    return is_same and older["form"] == newer["form"] and age <= _LONGEST_AGE


def _leads_to(connection: Connection, stored: _Stored, pair: _Pair) -> bool:
    """Return whether the older row stands in the place of the newer one: then none would count."""
    older, key = pair
    for _ in range(_LONGEST_CHAIN):
        if key == older:
            return True
        if key not in stored:
            stored |= _rows(connection, {key})
        key = stored[key]["replaced_by"] if key in stored else ""
        if not key:
            return False
    return True


def _named_by(row: Row) -> Iterable[_Pair]:
    return ((older, row.key) for older in row.replaces)


def _waiting_for(connection: Connection, keys: Sequence[str]) -> list[_Pair]:
    """Return which stored rows named one of these, in order of arrival."""
    pairs = select(REPLACEMENTS.c.older, REPLACEMENTS.c.newer)
    query = pairs.where(REPLACEMENTS.c.older.in_(keys)).order_by(REPLACEMENTS.c.number)
    return [(older, newer) for older, newer in connection.execute(query)]


def _rows(connection: Connection, keys: Collection[str]) -> _Stored:
    names = ("submission_id", "form", "page", "received_at", "flags", "replaced_by")
    columns = [SUBMISSIONS.c[name] for name in names]
    query = select(*columns).where(SUBMISSIONS.c.submission_id.in_(sorted(keys)))
    return {row["submission_id"]: dict(row) for row in connection.execute(query).mappings()}


def _update(connection: Connection, row: dict[str, Any], column: str) -> None:
    is_row = SUBMISSIONS.c.submission_id == row["submission_id"]
    connection.execute(update(SUBMISSIONS).where(is_row).values({column: row[column]}))
