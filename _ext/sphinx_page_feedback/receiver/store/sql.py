"""A store in any database that SQLAlchemy can talk to."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from sphinx_page_feedback.model import EXPORTED, suspicion

from .database import READING, open_database
from .protocol import Outcome, StoreError
from .tables import SCHEMA, SCHEMA_VERSION, SUBMISSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from .row import Entry

_READ = [SUBMISSIONS.c[name] for name in (*EXPORTED, "answers") if name in SUBMISSIONS.c]


class SqlStore:
    """Keeps entries as rows; see ``Store`` for what each method promises."""

    def __init__(self, url: str) -> None:
        """Open the database.

        Args:
            url: An SQLAlchemy URL.

        Raises:
            Problem: It cannot be used.
        """
        self._engine = open_database(url)

    def add(self, entries: Sequence[Entry]) -> list[Outcome]:
        """Store entries in one transaction; return once they survive a power cut."""
        with _told_as_store_error():
            with suppress(IntegrityError):
                return self._add_new(entries)
            with suppress(IntegrityError):
                return self._add(entries)
            return self._add(entries)  # another process stored one in between: now we see it

    def _add_new(self, entries: Sequence[Entry]) -> list[Outcome]:
        """Store entries of which none is there yet, which costs half as much to find out."""
        with self._engine.begin() as connection:
            connection.execute(SUBMISSIONS.insert(), [entry.columns for entry in entries])
        return [Outcome.STORED] * len(entries)

    def _add(self, entries: Sequence[Entry]) -> list[Outcome]:
        with self._engine.begin() as connection:
            known = _hashes(connection, [entry.key for entry in entries])
            rows, outcomes = [], []
            for entry in entries:
                if entry.key not in known:
                    known[entry.key] = entry.payload_hash
                    rows.append(entry.columns)
                    outcomes.append(Outcome.STORED)
                else:
                    same = known[entry.key] == entry.payload_hash
                    outcomes.append(Outcome.REPEATED if same else Outcome.CONFLICT)
            if rows:
                connection.execute(SUBMISSIONS.insert(), rows)
        return outcomes

    def payload_hash_of(self, submission_id: UUID) -> str | None:
        """Return the hash of what is stored under an id, if anything is."""
        with self._reading() as connection:
            return _hashes(connection, [str(submission_id)]).get(str(submission_id))

    def read(self, after: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
        """Return up to ``limit`` records that come after a place, each with its own place."""
        number = SUBMISSIONS.c.number
        query = select(number, *_READ).where(number > after).order_by(number).limit(limit)
        with self._reading() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        return [(row.pop("number"), _record(row)) for row in rows]

    def probe(self) -> None:
        """Try to write, and take it back."""
        with _told_as_store_error(), self._engine.connect() as connection:
            connection.execute(update(SCHEMA).values(version=SCHEMA_VERSION))
            connection.rollback()

    def close(self) -> None:
        """Let go of the database; SQLite then folds its log into the file."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _told_as_store_error(), self._engine.connect() as connection:
            yield connection.execution_options(**READING)


@contextmanager
def _told_as_store_error() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError from error


def _record(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the columns that follow from others, in the order of every export."""
    row["suspected_spam"] = suspicion(row["flags"])
    return {name: row[name] for name in (*EXPORTED, "answers")}


def _hashes(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    columns = SUBMISSIONS.c.submission_id, SUBMISSIONS.c.payload_hash
    query = select(*columns).where(SUBMISSIONS.c.submission_id.in_(keys))
    return {row[0]: row[1] for row in connection.execute(query)}
