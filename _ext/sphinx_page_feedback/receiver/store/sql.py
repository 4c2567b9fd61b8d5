"""A store in any database that SQLAlchemy can talk to."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from sphinx_page_feedback.model import EXPORTED, suspicion

from .database import READING, open_database
from .probe import DatabaseFile, probe
from .protocol import AddResult, StoreError, UncertainCommitError
from .removal import batches, erased_among
from .replacements import settle_replacements
from .tables import CONTACTS, READS, SUBMISSIONS
from .versions import read_versions, record_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from sphinx_page_feedback.model import Form

    from .row import Row

_READ = [SUBMISSIONS.c[name] for name in (*EXPORTED, "answers") if name in SUBMISSIONS.c]


class SqlStore:
    """Keeps rows in a database; see ``Store`` for what each method promises."""

    def __init__(self, url: str, patience: float = 5.0) -> None:
        """Open the database.

        Args:
            url: An SQLAlchemy URL.
            patience: Seconds to wait for another program that writes to the same SQLite file.

        Raises:
            Problem: It cannot be used.
        """
        self._engine = open_database(url, patience)
        self._file = DatabaseFile(url)

    def add(self, rows: Sequence[Row]) -> list[AddResult]:
        """Store rows in one transaction; return once they survive a power cut.

        Raises:
            StoreError: None is stored.
            UncertainCommitError: The connection broke while a server committed.
        """
        with _as_store_error():
            with suppress(IntegrityError):
                if results := self._add_new(rows):
                    return results
            with suppress(IntegrityError):
                return self._add(rows)
            return self._add(rows)  # sees the row that another process stored in between

    def _add_new(self, rows: Sequence[Row]) -> list[AddResult]:
        """Store rows of which none is there yet, which costs half as much to find out.

        Returns:
            Nothing if one of them was erased.
        """
        with self._writing() as connection:
            if erased_among(connection, [row.key for row in rows]):
                return []
            _insert(connection, rows)
        return [AddResult.STORED] * len(rows)

    def _add(self, rows: Sequence[Row]) -> list[AddResult]:
        with self._writing() as connection:
            keys = [row.key for row in rows]
            hashes, erased = _hashes(connection, keys), erased_among(connection, keys)
            new, results = [], []
            for row in rows:
                if row.key in erased:
                    results.append(AddResult.ERASED)
                elif row.key not in hashes:
                    # A retry may be in the same batch as the first try.
                    hashes[row.key] = row.payload_hash
                    new.append(row)
                    results.append(AddResult.STORED)
                elif row.has_hash(hashes[row.key]):
                    results.append(AddResult.REPEATED)
                else:
                    results.append(AddResult.CONFLICT)
            if new:
                _insert(connection, new)
        return results

    def payload_hash_of(self, submission_id: UUID) -> str | None:
        """Return the hash of what is stored under an id, if anything is."""
        with self._reading() as connection:
            return _hashes(connection, [str(submission_id)]).get(str(submission_id))

    def read(
        self, after: int, limit: int, *, with_addresses: bool = False
    ) -> list[tuple[int, dict[str, Any]]]:
        """Return up to ``limit`` records that come after a place, each with its place."""
        number = SUBMISSIONS.c.number
        # From a number and not with OFFSET, which reads every row before the page.
        query = select(number, *_READ).where(number > after).order_by(number).limit(limit)
        with self._reading() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
            if with_addresses:
                _put_addresses_back(connection, rows)
        return [(row.pop("number"), _record(row)) for row in rows]

    def note_read(self, after: int, answers: int, addresses: int) -> None:
        """Keep that so many answers after a place were read, and so many addresses."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        values = {"read_at": now, "after": after, "answers": answers, "addresses": addresses}
        with _as_store_error(), self._writing() as connection:
            connection.execute(READS.insert().values(values))

    def record_versions(self, forms: Iterable[Form]) -> list[dict[str, Any]]:
        """Keep the present versions of the forms, and return every version that is kept."""
        forms = list(forms)
        with _as_store_error():
            with suppress(IntegrityError), self._engine.begin() as connection:
                record_versions(connection, forms)
                return read_versions(connection)
            with self._engine.begin() as connection:  # another process was first
                record_versions(connection, forms)
                return read_versions(connection)

    def form_versions(self) -> list[dict[str, Any]]:
        """Return every version that is kept, in order of first sight."""
        with self._reading() as connection:
            return read_versions(connection)

    def probe(self) -> None:
        """Write, as a submission would be written."""
        with _as_store_error(), self._writing() as connection:
            probe(connection)

    def close(self) -> None:
        """Release the database; SQLite then folds its log into the file."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _as_store_error(), self._engine.connect() as connection:
            yield connection.execution_options(**READING)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Give a connection whose transaction is committed at the end.

        When SQLite's COMMIT fails, nothing is stored. A server may have committed, and its
        reply may have been lost.
        """
        with self._engine.connect() as connection:
            yield connection
            self._file.check()
            try:
                connection.commit()
            except SQLAlchemyError as error:
                if connection.dialect.name == "sqlite" or isinstance(error, IntegrityError):
                    raise
                raise UncertainCommitError from error


@contextmanager
def _as_store_error() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError from error


def _record(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the columns that follow from others, in the order of every export."""
    row["suspected_spam"] = suspicion(row["flags"])
    return {name: row[name] for name in (*EXPORTED, "answers")}


def _insert(connection: Connection, rows: Sequence[Row]) -> None:
    connection.execute(SUBMISSIONS.insert(), [row.columns for row in rows])
    if contacts := [contact for row in rows for contact in row.contact_rows]:
        connection.execute(CONTACTS.insert(), contacts)
    settle_replacements(connection, rows)


def _put_addresses_back(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Give each row its e-mail addresses, as answers to the fields that asked for them."""
    answers = {row["submission_id"]: row["answers"] for row in rows}
    for keys in batches(list(answers)):
        query = select(CONTACTS).where(CONTACTS.c.submission_id.in_(keys))
        for contact in connection.execute(query):
            answers[contact.submission_id][contact.field] = contact.address


def _hashes(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    columns = SUBMISSIONS.c.submission_id, SUBMISSIONS.c.payload_hash
    # A batch has 200 keys at most; SQLite took no more than 999 parameters until 3.32.
    query = select(*columns).where(SUBMISSIONS.c.submission_id.in_(keys))
    return {row[0]: row[1] for row in connection.execute(query)}
