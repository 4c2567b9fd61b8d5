"""Erasing rows for good: from the tables, from the log, and from every later retry."""

from __future__ import annotations

import os
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select
from sqlalchemy.engine import make_url

from sphinx_page_feedback.problems import Code, Problem

from .database import open_database
from .tables import ERASED, REPLACEMENTS, SUBMISSIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine, Select

_BATCH = 500
"""Ids in one statement: SQLite took no more than 999 parameters until 3.32."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which rows to erase: those that any of these names.

    Attributes:
        references: Whole references, as readers quote them.
        email: An address that somebody gave in an answer; letter case does not count.
        before: A day as in ``2027-01-31``; rows that arrived before it, in UTC.
        id_hashes: Of ids that were erased before, from a list beside the database.
    """

    references: tuple[str, ...] = ()
    email: str = ""
    before: str = ""
    id_hashes: frozenset[str] = frozenset()


def erase(
    url: str, selection: Selection, *, dry_run: bool = False, patience: float = 30.0
) -> tuple[str, ...]:
    """Erase rows with the rows that they replaced or were replaced by.

    Args:
        url: An SQLAlchemy URL.
        selection: Which rows.
        dry_run: Whether to change nothing.
        patience: Seconds to wait until nobody reads old pages of SQLite's log.

    Returns:
        The reference of each row, in order of arrival.

    Raises:
        Problem: The database cannot be used; a reference is unknown, and nothing is erased; or
            the rows are erased, and their words are still in SQLite's log.
    """
    place = make_url(url)
    if place.get_backend_name() == "sqlite" and not Path(place.database or "").is_file():
        cause = f"there is no file {place.database}"
        raise Problem(Code.DATABASE_UNREACHABLE, cause, "Name the receiver's database.")
    engine = open_database(url)
    try:
        with engine.connect() as connection:
            rows = _with_chain(connection, _select_rows(connection, selection))
            hashes = {_hash_of(key) for key in rows} | selection.id_hashes
            if not dry_run and hashes:
                # Before the commit: a list that names too much harms nothing.
                _append_to_list(engine, hashes)
                _delete(connection, list(rows), hashes)
                connection.commit()
        if not dry_run and hashes:
            _empty_free_space(engine, patience)
    finally:
        engine.dispose()
    return tuple(rows.values())


def erased_among(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Return which ids belong to rows that were erased.

    Args:
        connection: To the database.
        keys: Values of ``submission_id``.
    """
    by_hash = {_hash_of(key): key for key in keys}
    query = select(ERASED.c.id_hash).where(ERASED.c.id_hash.in_(list(by_hash)))
    return {by_hash[id_hash] for (id_hash,) in connection.execute(query)}


def erased_list(url: str) -> Path | None:
    """Return the file beside an SQLite database that lists what was erased from it.

    Args:
        url: An SQLAlchemy URL; no other database has such a file.
    """
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        return None
    return Path(f"{place.database}.erased")


def _hash_of(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _select_rows(connection: Connection, selection: Selection) -> dict[str, str]:
    """Return the reference of each row that the selection names, by its id."""
    columns = SUBMISSIONS.c.submission_id, SUBMISSIONS.c.reference
    rows: dict[str, str] = {}
    for reference in selection.references:
        query = select(*columns).where(SUBMISSIONS.c.reference == reference)
        matches = _pairs(connection, query)
        if not matches:
            cause = f"no answer has the reference {reference}, and nothing was erased"
            cure = (
                "Give the whole reference, ten characters with a hyphen, as the reader has it."
            )
            raise Problem(Code.REFERENCE_UNKNOWN, cause, cure)
        rows |= matches
    if selection.before:
        query = select(*columns).where(SUBMISSIONS.c.received_at < selection.before)
        rows |= _pairs(connection, query)
    if selection.email or selection.id_hashes:
        query = select(*columns, SUBMISSIONS.c.answers, SUBMISSIONS.c.extra)
        wanted = selection.email.strip().casefold()
        for record in connection.execute(query):
            given = {text.strip().casefold() for text in _texts([record.answers, record.extra])}
            if (wanted and wanted in given) or (
                _hash_of(record.submission_id) in selection.id_hashes
            ):
                rows[record.submission_id] = record.reference
    return rows


def _pairs(connection: Connection, query: Select[Any]) -> dict[str, Any]:
    """Return the second column of a query by the first."""
    return {row[0]: row[1] for row in connection.execute(query)}


def _texts(value: Any) -> Iterator[str]:
    """Yield each text in JSON, at every depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _with_chain(connection: Connection, rows: dict[str, str]) -> dict[str, str]:
    """Return the rows with those that they replaced or that replaced them, in order of arrival."""
    table = SUBMISSIONS.c
    found, latest = dict(rows), list(rows)
    while latest:
        keys, latest = latest[:_BATCH], latest[_BATCH:]
        replaced_by = select(table.replaced_by).where(
            table.submission_id.in_(keys), table.replaced_by != ""
        )
        query = select(table.submission_id, table.reference).where(
            or_(table.replaced_by.in_(keys), table.submission_id.in_(replaced_by))
        )
        for key, reference in connection.execute(query):
            if key not in found:
                found[key] = reference
                latest.append(key)
    order: dict[str, Any] = {}
    for batch in _batches(list(found)):
        query = select(table.submission_id, table.number).where(table.submission_id.in_(batch))
        order |= _pairs(connection, query)
    return dict(sorted(found.items(), key=lambda item: order[item[0]]))


def _delete(connection: Connection, keys: list[str], hashes: Collection[str]) -> None:
    for batch in _batches(keys):
        connection.execute(delete(SUBMISSIONS).where(SUBMISSIONS.c.submission_id.in_(batch)))
        named = or_(REPLACEMENTS.c.older.in_(batch), REPLACEMENTS.c.newer.in_(batch))
        connection.execute(delete(REPLACEMENTS).where(named))
    day = datetime.now(UTC).date().isoformat()
    for batch in _batches(sorted(hashes)):
        query = select(ERASED.c.id_hash).where(ERASED.c.id_hash.in_(batch))
        known = {id_hash for (id_hash,) in connection.execute(query)}
        new = [{"id_hash": one, "day": day} for one in batch if one not in known]
        if new:
            connection.execute(ERASED.insert(), new)


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH))


def _append_to_list(engine: Engine, hashes: Collection[str]) -> None:
    """Note what is erased beside the database: a backup from before has the rows still."""
    path = erased_list(engine.url.render_as_string(hide_password=False))
    if path is None:
        return
    day = datetime.now(UTC).date().isoformat()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="ascii") as file:
        file.writelines(f"{one} {day}\n" for one in sorted(hashes))
        file.flush()
        os.fsync(file.fileno())


def _empty_free_space(engine: Engine, patience: float) -> None:
    """Write the tables anew without what was deleted, and empty SQLite's log."""
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        if engine.dialect.name != "sqlite":
            server: Any = connection.dbapi_connection
            server.autocommit = True  # VACUUM runs in no transaction
            cursor.execute("VACUUM FULL submissions")
            return
        until = time.monotonic() + patience
        while True:
            cursor.execute("VACUUM")
            (is_busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not is_busy:
                return
            if time.monotonic() > until:
                break
            time.sleep(0.2)
    list_file = erased_list(engine.url.render_as_string(hide_password=False))
    cause = "the answers are erased, and their words are still in the database's log"
    cure = f"Another program reads the database. End it, and run page-feedback data erase --again {list_file}."
    raise Problem(Code.ERASED_IN_LOG, cause, cure)
