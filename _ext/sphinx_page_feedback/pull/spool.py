"""What has been read so far, in a file: nothing twice, nothing lost when reading stops."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from errno import EAGAIN
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path
    from typing import Self

_FRESH = 3_600.0
"""Seconds for which a stopped reading is gone on with; after that it begins anew, as new
submissions may have come before the place where it stopped."""
_TABLES = """
CREATE TABLE IF NOT EXISTS state (source TEXT, place TEXT, saved REAL);
CREATE TABLE IF NOT EXISTS submissions (
  submission_id TEXT PRIMARY KEY, received_at TEXT, record TEXT, suspected_spam TEXT);
"""
_ADD = """
INSERT INTO submissions VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
SET record = excluded.record, suspected_spam = excluded.suspected_spam
WHERE excluded.suspected_spam <> '' AND submissions.suspected_spam = ''
"""  # the same submission may come again from the list of spam


class Spool:
    """Submissions on their way to a file, one for each ``submission_id``."""

    def __init__(self, path: Path, source: str) -> None:
        """Open it, or go on with one that was left behind.

        Args:
            path: The file; only its owner may read it, as answers are personal.
            source: Where submissions come from, and all that a place depends on; those
                from elsewhere are not mixed in.

        Raises:
            BlockingIOError: Another process has it open.
        """
        self._path = path
        path.touch(mode=0o600)
        try:
            self._begin(source)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise BlockingIOError(EAGAIN, "it is being written") from error
            raise
        except sqlite3.DatabaseError:  # a machine that went down left half a file
            self._database.close()
            path.write_bytes(b"")
            self._begin(source)

    def _begin(self, source: str) -> None:
        self._database = sqlite3.connect(self._path, timeout=0)
        self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._database.executescript(f"BEGIN EXCLUSIVE; {_TABLES} COMMIT;")
        found = self._database.execute("SELECT source, place, saved FROM state").fetchone()
        self.place: str = ""
        if found and found[0] == source and found[1] and 0 <= time.time() - found[2] < _FRESH:
            self.place = found[1]
        else:
            with self._database as database:
                database.execute("DELETE FROM state")
                database.execute("DELETE FROM submissions")
                database.execute("INSERT INTO state VALUES (?, '', ?)", (source, time.time()))

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the file, which stays."""
        self._database.close()

    def __len__(self) -> int:
        """Return how many submissions there are."""
        count: int = self._database.execute("SELECT count(*) FROM submissions").fetchone()[0]
        return count

    def add(self, records: Iterable[dict[str, Any]], place: str) -> None:
        """Take in a page, together with the place to go on from.

        Args:
            records: The page.
            place: What to read next.
        """
        rows = (
            (
                one["submission_id"],
                one.get("received_at", ""),
                json.dumps(one, ensure_ascii=False),
                one.get("suspected_spam") or "",
            )
            for one in records
        )
        with self._database as database:
            database.executemany(_ADD, rows)
            database.execute("UPDATE state SET place = ?, saved = ?", (place, time.time()))

    def records(self) -> Generator[dict[str, Any]]:
        """Yield every submission, in the order in which they arrived."""
        order = "SELECT record FROM submissions ORDER BY received_at, rowid"
        with closing(self._database.execute(order)) as rows:
            for (text,) in rows:
                yield json.loads(text)

    def discard(self) -> None:
        """Delete the file."""
        self._database.close()
        self._path.unlink()
