"""Whether a database would store a submission now: found out by writing to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import Integer, column, table, update
from sqlalchemy.engine import make_url

from .protocol import StoreError
from .tables import METADATA, PROBE, SCHEMA

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table


class DatabaseFile:
    """The file of an SQLite database, to notice when it is deleted or replaced.

    The program that has it open goes on writing to a file without a name, which is gone with
    the program.
    """

    def __init__(self, url: str) -> None:
        """Remember which file it is.

        Args:
            url: An SQLAlchemy URL; other databases have no such file.
        """
        place = make_url(url)
        is_file = place.get_backend_name() == "sqlite"
        self._path = Path(place.database or "") if is_file else None
        self._identity = self._look()

    def check(self) -> None:
        """Compare.

        Raises:
            StoreError: The file is not the one that was opened.
        """
        if self._look() != self._identity:
            text = f"{self._path} was deleted or replaced since the receiver opened it"
            raise StoreError(text)

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat() if self._path else None
        except OSError:
            return None
        return (found.st_dev, found.st_ino) if found else None


def probe(connection: Connection) -> None:
    """Write a row into each table and take it back, and one for good.

    The first finds a table or a column that is missing; the second a disk that is full, since
    what is taken back need never reach it.

    Args:
        connection: In a transaction, which the caller commits.
    """
    for one in METADATA.sorted_tables:
        if one is not SCHEMA and one is not PROBE:
            attempt = connection.begin_nested()
            connection.execute(
                table(one.name, *map(column, _sample(one))).insert(), _sample(one)
            )
            attempt.rollback()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if not connection.execute(update(PROBE).values(probed_at=now)).rowcount:
        connection.execute(PROBE.insert().values(number=1, probed_at=now))


def _sample(one: Table) -> dict[str, Any]:
    """Return a value for each column that the database does not number by itself."""
    return {
        own.name: 0 if isinstance(own.type, Integer) else uuid4().hex
        for own in one.c
        if own.name != "number"
    }
