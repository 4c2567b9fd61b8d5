"""A whole database copied into an empty one: for a backup, for its return, or to move it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import column, func, select, table, text
from sqlalchemy.exc import DBAPIError

from sphinx_page_feedback.problems import Code, Problem

from .database import READING, open_database
from .removal import BATCH, open_existing
from .tables import METADATA, PROBE, SCHEMA, SUBMISSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine, RowMapping, TableClause

_MODULUS = 1 << 256


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What is in a table.

    Attributes:
        rows: How many.
        total: The sum of the SHA-256 of each row, so that the order of rows does not count:
            databases sort texts in different ways.
    """

    rows: int
    total: int


def copy_database(source: str, target: str) -> int:
    """Copy every table of a receiver's database, and read both to compare them.

    The receiver may write to the source meanwhile: what it had committed at the beginning is
    copied.

    Args:
        source: An SQLAlchemy URL.
        target: Another, of a database that is not there yet, or that is empty.

    Returns:
        How many answers were copied.

    Raises:
        Problem: A database cannot be used; the target is not empty; a row cannot be stored
            there; or the two differ.
    """
    from_engine = open_existing(source)
    to_engine = open_database(target)
    try:
        with _snapshot(from_engine) as reading:
            _write(reading, to_engine)
            expected = _digests(reading)
        with _snapshot(to_engine) as reading:
            if _digests(reading) != expected:
                cause = "the copy is not equal to the database that it was made from"
                cure = "Delete the copy, see that nothing else writes to it, and try again."
                raise Problem(Code.COPY, cause, cure)
    except DBAPIError as error:
        cause = f"the database cannot be copied: {error.orig}"
        cure = "Delete what was begun of the copy, and try again."
        raise Problem(Code.COPY, cause, cure) from error
    finally:
        from_engine.dispose()
        to_engine.dispose()
    return expected[SUBMISSIONS.name].rows


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Read what was committed at the beginning, whatever is written meanwhile."""
    options: dict[str, Any] = dict(READING)
    if engine.dialect.name != "sqlite":  # SQLite's log does it by itself
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect().execution_options(**options) as connection:
        yield connection


def _tables() -> list[TableClause]:
    """Return each table without its types: values are copied as they are stored."""
    return [
        table(one.name, *[column(own.name) for own in one.c])
        for one in METADATA.sorted_tables
        if one not in (SCHEMA, PROBE)
    ]


def _rows(connection: Connection, one: TableClause) -> Iterator[list[RowMapping]]:
    query = select(one).execution_options(yield_per=BATCH)
    yield from map(list, connection.execute(query).mappings().partitions())


def _write(reading: Connection, engine: Engine) -> None:
    with engine.begin() as writing:
        for one in _tables():
            if writing.execute(select(func.count()).select_from(one)).scalar_one():
                place = engine.url.render_as_string(hide_password=True)
                cause = f"{place} is not empty, and nothing was changed there"
                raise Problem(Code.COPY, cause, "Name a database that is not there yet.")
        for one in _tables():
            for batch in _rows(reading, one):
                writing.execute(one.insert(), list(map(dict, batch)))
            _set_last_number(writing, one, _last_number(reading, one))


def _digests(connection: Connection) -> dict[str, Digest]:
    digests = {}
    for one in _tables():
        rows = total = 0
        for batch in _rows(connection, one):
            rows += len(batch)
            total += sum(
                int.from_bytes(sha256(json.dumps(list(row.values())).encode()).digest(), "big")
                for row in batch
            )
        digests[one.name] = Digest(rows=rows, total=total % _MODULUS)
    return digests


def _last_number(connection: Connection, one: TableClause) -> int:
    """Return the last number that a table has drawn, though its row may be erased since."""
    if "number" not in one.c:
        return 0
    if connection.dialect.name == "sqlite":
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        drawn = connection.execute(query, {"name": one.name}).scalar()
    else:
        query = text("SELECT last_value FROM pg_sequences WHERE sequencename = :name")
        drawn = connection.execute(query, {"name": f"{one.name}_number_seq"}).scalar()
    return drawn or connection.execute(select(func.max(one.c.number))).scalar() or 0


def _set_last_number(connection: Connection, one: TableClause, number: int) -> None:
    """Let a table go on after a number: readers page by it, so none may come twice."""
    if not number:
        return
    if connection.dialect.name == "postgresql":
        query = text("SELECT setval(pg_get_serial_sequence(:name, 'number'), :number)")
        connection.execute(query, {"name": one.name, "number": number})
    elif one.name == SUBMISSIONS.name:  # the one with AUTOINCREMENT
        values = {"name": one.name, "number": number}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
        insert = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"
        connection.execute(text(insert), values)
