"""Migrations of the database from the tables of an earlier release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlalchemy.schema import CreateColumn

from sphinx_page_feedback.model import COLUMNS

from .tables import METADATA, SCHEMA, SCHEMA_VERSION, SUBMISSIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection

_STATEMENTS = {
    3: (
        "UPDATE submissions SET flags = 'spam:' || suspected_spam WHERE suspected_spam <> ''",
        "ALTER TABLE submissions DROP COLUMN suspected_spam",
    )
}
"""What a version changes besides the columns and tables that it adds."""


def migrate(connection: Connection, version: int) -> None:
    """Bring the tables up to date.

    Args:
        connection: In a transaction, which the caller commits.
        version: The version that the tables have.
    """
    # SQLite and PostgreSQL take changes of tables back with the transaction, so that a
    # migration that fails leaves the tables as they were.
    for step in range(version + 1, SCHEMA_VERSION + 1):
        for column in COLUMNS:
            if column.stored and column.since == step:
                added = CreateColumn(SUBMISSIONS.c[column.name])
                text = added.compile(dialect=connection.dialect)
                connection.exec_driver_sql(f"ALTER TABLE submissions ADD COLUMN {text}")
        # After the columns, which the statements fill.
        for statement in _STATEMENTS.get(step, ()):
            connection.exec_driver_sql(statement)
    # Makes the tables that are missing and leaves the others.
    METADATA.create_all(connection)
    connection.execute(update(SCHEMA).values(version=SCHEMA_VERSION))
