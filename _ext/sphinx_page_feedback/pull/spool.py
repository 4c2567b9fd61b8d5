"""Keep the rows read so far in a file: none twice, none lost when reading stops."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from errno import EAGAIN
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path
    from typing import Self

    from .source import Row

_FRESH = 3_600.0
"""Seconds within which a stopped reading is continued; after that it begins anew, as new
submissions may have come before the place where it stopped."""
_TABLES = """
CREATE TABLE IF NOT EXISTS state (source TEXT, place TEXT, saved REAL);
CREATE TABLE IF NOT EXISTS submissions (
  submission_id TEXT PRIMARY KEY, received_at TEXT, row TEXT, is_spam INTEGER);
"""
_ADD = "INSERT INTO submissions VALUES (?, ?, ?, ?) ON CONFLICT DO "
_SPAM_WINS = """
UPDATE SET row = excluded.row, is_spam = excluded.is_spam
WHERE excluded.is_spam AND NOT submissions.is_spam
"""


class Spool:
    """Submissions on their way to a file, one for each ``submission_id``.

    Attributes:
        place: Where to go on; empty for the beginning.
    """

    def __init__(self, path: Path, source: str, *, spam_wins: bool = True) -> None:
        """Open a new spool, or one that a stopped reading has left.

        Args:
            path: The file; only its owner may read it, as answers are personal.
            source: Where submissions come from, and all that a place depends on; those
                from elsewhere are not mixed in.
            spam_wins: A submission that comes again from a list of spam is spam.

        Raises:
            BlockingIOError: Another process has it open.
        """
        self._path = path
        self._add = _ADD + (_SPAM_WINS if spam_wins else "NOTHING")
        path.touch(mode=0o600)
        try:
            self._begin(source)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise BlockingIOError(EAGAIN, "it is being written") from error
            raise
        except sqlite3.DatabaseError:  # a machine that went down left half a file
            self._database.close()
            # Emptied and not deleted, so that it keeps its permissions.
            path.write_bytes(b"")
            self._begin(source)

    def _begin(self, source: str) -> None:
        # No waiting for the lock: another `pull` may hold it for as long as a service is slow.
        self._database = sqlite3.connect(self._path, timeout=0)
        # In this mode SQLite keeps the lock between transactions, until the file is closed.
        self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._database.executescript(f"BEGIN EXCLUSIVE; {_TABLES} COMMIT;")
        state = self._database.execute("SELECT source, place, saved FROM state").fetchone()
        self.place: str = ""
        if state and state[0] == source and state[1] and 0 <= time.time() - state[2] < _FRESH:
            self.place = state[1]
        else:
            with self._database as database:
                database.execute("DELETE FROM state")
                database.execute("DELETE FROM submissions")
                database.execute("INSERT INTO state VALUES (?, '', ?)", (source, time.time()))
        self._count = self._last_row()

    def __enter__(self) -> Self:
        """Return the spool."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file, which stays."""
        self._database.close()

    def __len__(self) -> int:
        """Return how many submissions there are."""
        return self._count

    def add(self, rows: Iterable[Row], place: str) -> None:
        """Add rows, together with the place to go on from.

        Args:
            rows: Those already there stay as they are.
            place: What to read next.
        """
        values = (
            (
                row["submission_id"],
                row.get("received_at", ""),
                json.dumps(row, ensure_ascii=False),
                any(flag.startswith("spam:") for flag in row.get("flags", ())),
            )
            for row in rows
        )
        # One transaction: a place that is saved before its rows would skip them.
        with self._database as database:
            database.executemany(self._add, values)
            self._count = self._last_row()
            database.execute("UPDATE state SET place = ?, saved = ?", (place, time.time()))

    def _last_row(self) -> int:
        """Return how many rows there are: none is ever deleted, so the last number says it."""
        # SQLite finds the last row at once, and goes through the table for count(*).
        last = "SELECT coalesce(max(rowid), 0) FROM submissions"
        number: int = self._database.execute(last).fetchone()[0]
        return number

    def rows(self) -> Generator[Row]:
        """Yield every submission, in the order in which they arrived."""
        # Times are UTC in one format, so the order of texts is that of time.
        order = "SELECT row FROM submissions ORDER BY received_at, rowid"
        with closing(self._database.execute(order)) as rows:
            for (text,) in rows:
                yield json.loads(text)

    def discard(self) -> None:
        """Delete the file."""
        self._database.close()
        self._path.unlink()
