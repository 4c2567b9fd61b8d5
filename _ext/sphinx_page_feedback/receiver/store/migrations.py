"""Migrations of the database from the tables of an earlier release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.schema import CreateColumn

from sphinx_page_feedback.model import COLUMNS

from .tables import (
    CONTACTS,
    FORM_VERSIONS,
    METADATA,
    SCHEMA,
    SCHEMA_VERSION,
    SUBMISSIONS,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

_STATEMENTS = {
    3: (
        "UPDATE submissions SET flags = 'spam:' || suspected_spam WHERE suspected_spam <> ''",
        "ALTER TABLE submissions DROP COLUMN suspected_spam",
    )
}
"""What a version changes besides the columns and tables that it adds."""
_WITH_CONTACTS = 8
"""The version that has e-mail addresses apart from the answers."""


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
    if version < _WITH_CONTACTS:
        _move_addresses(connection)
    connection.execute(update(SCHEMA).values(version=SCHEMA_VERSION))


def _move_addresses(connection: Connection) -> None:
    """Move the e-mail addresses that forms asked for out of the answers."""
    columns = SUBMISSIONS.c.submission_id, SUBMISSIONS.c.form, SUBMISSIONS.c.answers
    names = _email_names(connection)
    # All rows are read before the first is changed: of those with an address, few are kept.
    contacts = [
        (
            row,
            {
                name: row.answers[name]
                for name in sorted(names[row.form])
                if row.answers.get(name)
            },
        )
        for row in connection.execute(select(*columns).order_by(SUBMISSIONS.c.number))
        if names.get(row.form, set()) & row.answers.keys()
    ]
    for row, addresses in contacts:
        answers = {key: row.answers[key] for key in row.answers if key not in names[row.form]}
        is_row = SUBMISSIONS.c.submission_id == row.submission_id
        connection.execute(update(SUBMISSIONS).where(is_row).values(answers=answers))
        shared = {"submission_id": row.submission_id, "keep_until": ""}
        for name, address in addresses.items():
            contact = {**shared, "field": name, "address": str(address)}
            connection.execute(CONTACTS.insert().values(contact))


def _email_names(connection: Connection) -> dict[str, set[str]]:
    """Return the names of the e-mail fields that any version of a form has had, by form."""
    names: dict[str, set[str]] = {}
    versions = select(FORM_VERSIONS.c.form, FORM_VERSIONS.c.definition)
    for form, definition in connection.execute(versions):
        found = names.setdefault(form, set())
        for field in definition.get("fields", ()):
            if field.get("type") == "email":
                found |= {field["name"], *field.get("was", ())}
    return names
