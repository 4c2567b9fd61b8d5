"""A database that keeps what it acknowledged: opened, checked, its tables made."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from sphinx_page_feedback.problems import Code, Problem

from .migrations import migrate
from .tables import METADATA, SCHEMA, SCHEMA_VERSION, SUBMISSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine
    from sqlalchemy.pool import ConnectionPoolEntry

READING = {"feedback_reading": True}
"""Execution options of a connection that only reads, and so waits for no writer."""

_PRAGMAS: Mapping[str, int | str] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
}
"""WAL lets readers read while a row is written; 2 is FULL, since NORMAL may undo the last
commits of a WAL file when the power fails. ``secure_delete`` overwrites what is deleted."""

_WRITE_LOCK = 0x7370_6866_6565_6462
"""The number of PostgreSQL's advisory lock for writing, drawn once: others in the same database
have other numbers."""


def open_database(url: str, patience: float = 5.0) -> Engine:
    """Connect, and make the tables if they are not there.

    Args:
        url: An SQLAlchemy URL.
        patience: Seconds to wait for another program that writes to the same SQLite file.

    Returns:
        An engine whose errors repeat no value that a reader sent.

    Raises:
        Problem: The database cannot be reached, or would not keep what it acknowledged.
    """
    engine = _engine(url, patience)
    try:
        with engine.begin() as connection:
            _check_durability(connection)
            _prepare_tables(connection)
    except DBAPIError as error:
        engine.dispose()
        cause = f"the database {_without_password(url)} cannot be opened: {error.orig}"
        cure = "See that its folder or server exists and that this user may write to it."
        raise Problem(Code.DATABASE_UNREACHABLE, cause, cure) from error
    except Problem:
        engine.dispose()
        raise
    return engine


def _without_password(url: str) -> str:
    """Return the address without its password."""
    return make_url(url).render_as_string(hide_password=True)


def _engine(url: str, patience: float) -> Engine:
    try:
        remote = make_url(url).get_backend_name() != "sqlite"  # servers close idle connections
        # hide_parameters: the text of an error would repeat what a reader wrote.
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=remote)
    except ArgumentError as error:
        cause = "what --database says is not the address of a database"
        cure = "Write it as in sqlite:///feedback.sqlite3."
        raise Problem(Code.DATABASE_DRIVER, cause, cure) from error
    except (NoSuchModuleError, ImportError) as error:
        cause = f"the database {_without_password(url)} needs a driver that is not installed: {error}"
        cure = 'Install it; for PostgreSQL, pip install "psycopg[binary]".'
        raise Problem(Code.DATABASE_DRIVER, cause, cure) from error
    if engine.dialect.name == "sqlite":
        pragmas: dict[str, int | str] = {**_PRAGMAS, "busy_timeout": round(patience * 1_000)}
        event.listen(engine, "connect", partial(_set_pragmas, pragmas))
        event.listen(engine, "begin", _begin_sqlite)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "begin", partial(_begin_postgresql, round(patience * 1_000)))
    return engine


def _set_pragmas(
    pragmas: Mapping[str, int | str], connection: Any, _entry: ConnectionPoolEntry
) -> None:
    """Make a new connection safe, and read each setting back: SQLite may ignore one."""
    # The driver would send a BEGIN without the lock, and only before the first change.
    connection.isolation_level = None
    cursor = connection.cursor()
    for name, setting in pragmas.items():
        cursor.execute(f"PRAGMA {name}={setting}")
        (actual,) = cursor.execute(f"PRAGMA {name}").fetchone()
        if actual != setting:
            cause = f"SQLite keeps {name} at {actual}; a power cut could lose answers"
            cure = "Name a file on a local disk, not in memory and not on a network share."
            raise Problem(Code.DATABASE_UNSAFE, cause, cure)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Ask for the write lock at once, so that two writers queue and never deadlock."""
    reading = connection.get_execution_options().get("feedback_reading")
    # A transaction that reads first and then writes fails with SQLITE_BUSY at once, whatever
    # busy_timeout says, if another has written in between.
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _begin_postgresql(patience: int, connection: Connection) -> None:
    """Let one transaction write at a time, as SQLite does (decision 78).

    Else a number could be drawn before another and be committed after it: whoever pages by
    numbers meanwhile would never see that row.
    """
    if not connection.get_execution_options().get("feedback_reading"):
        connection.exec_driver_sql(
            f"SELECT set_config('lock_timeout', '{patience}', true),"
            f" pg_advisory_xact_lock({_WRITE_LOCK})"
        )


def _check_durability(connection: Connection) -> None:
    """Refuse a PostgreSQL that acknowledges before it has written."""
    if connection.dialect.name != "postgresql":
        return
    # Every other value of synchronous_commit waits at least for the local disk.
    for name in ("fsync", "synchronous_commit"):
        if connection.exec_driver_sql(f"SHOW {name}").scalar_one() == "off":
            cause = f"PostgreSQL has {name}=off; a power cut could lose answers"
            cure = f"Set {name}=on in postgresql.conf or for this user."
            raise Problem(Code.DATABASE_UNSAFE, cause, cure)


def _prepare_tables(connection: Connection) -> None:
    tables = set(inspect(connection).get_table_names())
    if SCHEMA.name in tables:
        # Two receivers may start at once. SQLite has no FOR UPDATE; BEGIN IMMEDIATE locks there.
        query = select(SCHEMA.c.version).with_for_update()
        version = connection.execute(query).scalar()
        if not isinstance(version, int):
            cause = f'the table "{SCHEMA.name}" does not say which version the tables have'
            cure = "Restore a backup: page-feedback data restore."
            raise Problem(Code.DATABASE_DAMAGED, cause, cure)
        if version > SCHEMA_VERSION:
            cause = f"the database has tables of version {version}, newer than this receiver"
            cure = "Install the version of the package that made them, or a newer one."
            raise Problem(Code.DATABASE_NEWER, cause, cure)
        if version < SCHEMA_VERSION:
            migrate(connection, version)
    elif SUBMISSIONS.name in tables:
        cause = f'the database has a table "{SUBMISSIONS.name}" that is not the receiver\'s'
        raise Problem(Code.DATABASE_FOREIGN, cause, "Give the receiver a database of its own.")
    else:
        METADATA.create_all(connection)
        connection.execute(SCHEMA.insert().values(version=SCHEMA_VERSION))
