"""Rows that are deleted for good: from the tables, from the log, and from every later retry."""

from __future__ import annotations

import os
import re
import time
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select
from sqlalchemy.engine import make_url

from sphinx_page_feedback.problems import Code, Problem

from .database import open_database
from .tables import CONTACTS, ERASED, REPLACEMENTS, SUBMISSIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine

_LINE = re.compile(r"([0-9a-f]{64}) \d{4}-\d\d-\d\d")
BATCH = 500
"""Ids in one statement: SQLite took no more than 999 parameters until 3.32."""


def open_existing(url: str) -> Engine:
    """Open the receiver's database, and make none.

    Args:
        url: An SQLAlchemy URL.

    Raises:
        Problem: There is none, or it cannot be used.
    """
    place = make_url(url)
    if place.get_backend_name() == "sqlite" and not Path(place.database or "").is_file():
        cause = f"there is no file {place.database}"
        raise Problem(Code.DATABASE_UNREACHABLE, cause, "Name the receiver's database.")
    return open_database(url)


def erased_among(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Return which ids belong to rows that were erased.

    Args:
        connection: To the database.
        keys: Values of ``submission_id``.
    """
    by_hash = {hash_of(key): key for key in keys}
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


def read_erased(path: Path) -> frozenset[str]:
    """Read which ids were erased.

    Args:
        path: A list that ``erase`` has written beside a database.

    Raises:
        Problem: It is no such list.
    """
    hashes = set()
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if not match:
            cause = f"line {number} of {path} names no erased answer"
            cure = "Give the file that ends in .erased, beside the database that it belongs to."
            raise Problem(Code.ERASED_LIST, cause, cure)
        hashes.add(match[1])
    return frozenset(hashes)


def hash_of(key: str) -> str:
    """Return what is kept of the id of a row that is deleted."""
    return sha256(key.encode()).hexdigest()


def remove(connection: Connection, keys: Sequence[str], hashes: Collection[str]) -> None:
    """Delete rows, and keep the hashes of their ids.

    Args:
        connection: In a transaction, which the caller commits.
        keys: The ids of the rows.
        hashes: Of these ids, and of others that were deleted elsewhere.
    """
    # Before the commit: a list that names too much harms nothing.
    _append_to_list(connection.engine, hashes)
    for batch in batches(keys):
        connection.execute(delete(SUBMISSIONS).where(SUBMISSIONS.c.submission_id.in_(batch)))
        connection.execute(delete(CONTACTS).where(CONTACTS.c.submission_id.in_(batch)))
        named = or_(REPLACEMENTS.c.older.in_(batch), REPLACEMENTS.c.newer.in_(batch))
        connection.execute(delete(REPLACEMENTS).where(named))
    day = datetime.now(UTC).date().isoformat()
    for batch in batches(sorted(hashes)):
        query = select(ERASED.c.id_hash).where(ERASED.c.id_hash.in_(batch))
        stored = {id_hash for (id_hash,) in connection.execute(query)}
        new = [{"id_hash": one, "day": day} for one in batch if one not in stored]
        if new:
            connection.execute(ERASED.insert(), new)


def batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut ids into as many as one statement takes."""
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


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


def empty_free_space(engine: Engine, patience: float) -> None:
    """Write the tables anew without what was deleted, and empty SQLite's log.

    Args:
        engine: The database.
        patience: Seconds to wait until nobody reads old pages of SQLite's log.

    Raises:
        Problem: The words of deleted rows are still in the log.
    """
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        if engine.dialect.name != "sqlite":
            server: Any = connection.dbapi_connection
            server.autocommit = True  # VACUUM runs in no transaction
            for name in (SUBMISSIONS.name, CONTACTS.name):
                cursor.execute(f"VACUUM FULL {name}")
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
