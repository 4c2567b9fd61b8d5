"""The file of a log, opened to write or to look."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS log (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, act TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS reasons (
  act TEXT PRIMARY KEY, salt TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS head (count INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
"""


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to a log's file, whose changes are committed at the end or not made.

    Args:
        path: The file; its tables are made if they are not there.

    Raises:
        Problem: It cannot be written.
    """
    with (
        _as_problem(path),
        closing(sqlite3.connect(path, isolation_level=None)) as database,
    ):
        for pragma in ("secure_delete = ON", "synchronous = FULL"):
            database.execute(f"PRAGMA {pragma}")
        database.executescript(_TABLES)
        database.execute("BEGIN IMMEDIATE")
        yield database  # without a commit, closing takes all back
        database.execute("COMMIT")


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that changes nothing: another person's file is only looked at.

    Args:
        path: The file.

    Raises:
        Problem: It is no log.
    """
    place = f"{path.absolute().as_uri()}?mode=ro"
    with _as_problem(path), closing(sqlite3.connect(place, uri=True)) as database:
        yield database


@contextmanager
def _as_problem(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        cause = f"{path} cannot be used as a log: {error}"
        cure = "See that it is a review.sqlite3 that you may write to."
        raise Problem(Code.REVIEW_LOG, cause, cure) from error
