"""Erasing what a person asks to have erased: by reference, address or day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from sphinx_page_feedback.problems import Code, Problem

from .removal import BATCH, batches, empty_free_space, hash_of, open_existing, remove
from .tables import CONTACTS, SUBMISSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Select


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which rows to erase: those that any of these names.

    Attributes:
        references: Whole references, as readers quote them.
        email: An address that somebody gave in an answer; letter case does not count.
        before: A day as in ``2027-01-31``; rows that arrived before it, in UTC.
        id_hashes: Of ids that were erased before, from a list beside the database.
    """

    references: tuple[str, ...] = ()
    email: str = ""
    before: str = ""
    id_hashes: frozenset[str] = frozenset()


def erase(
    url: str, selection: Selection, *, dry_run: bool = False, patience: float = 30.0
) -> tuple[str, ...]:
    """Erase rows with the rows that they replaced or were replaced by.

    Args:
        url: An SQLAlchemy URL.
        selection: Which rows.
        dry_run: Whether to change nothing.
        patience: Seconds to wait until nobody reads old pages of SQLite's log.

    Returns:
        The reference of each row, in order of arrival.

    Raises:
        Problem: The database cannot be used; a reference is unknown, and nothing is erased; or
            the rows are erased, and their words are still in SQLite's log.
    """
    engine = open_existing(url)
    try:
        with engine.connect() as connection:
            rows = with_chain(connection, select_rows(connection, selection))
            hashes = {hash_of(key) for key in rows} | selection.id_hashes
            if not dry_run and hashes:
                remove(connection, list(rows), hashes)
                connection.commit()
        if not dry_run and hashes:
            empty_free_space(engine, patience)
    finally:
        engine.dispose()
    return tuple(rows.values())


def select_rows(connection: Connection, selection: Selection) -> dict[str, str]:
    """Return the reference of each row that the selection names, by its id.

    Args:
        connection: To the database.
        selection: Which rows.

    Raises:
        Problem: No row has a reference that it names.
    """
    columns = SUBMISSIONS.c.submission_id, SUBMISSIONS.c.reference
    rows: dict[str, str] = {}
    for reference in selection.references:
        query = select(*columns).where(SUBMISSIONS.c.reference == reference)
        matches = _pairs(connection, query)
        if not matches:
            cause = f"no answer has the reference {reference}, and nothing was erased"
            cure = (
                "Give the whole reference, ten characters with a hyphen, as the reader has it."
            )
            raise Problem(Code.REFERENCE_UNKNOWN, cause, cure)
        rows |= matches
    if selection.before:
        query = select(*columns).where(SUBMISSIONS.c.received_at < selection.before)
        rows |= _pairs(connection, query)
    if selection.email or selection.id_hashes:
        query = select(*columns, SUBMISSIONS.c.answers, SUBMISSIONS.c.extra)
        wanted = selection.email.strip().casefold()
        asked_for = _ids_of(connection, wanted) if wanted else frozenset()
        for record in connection.execute(query):
            given = {text.strip().casefold() for text in _texts([record.answers, record.extra])}
            if (
                (wanted and wanted in given)
                or record.submission_id in asked_for
                or hash_of(record.submission_id) in selection.id_hashes
            ):
                rows[record.submission_id] = record.reference
    return rows


def _ids_of(connection: Connection, address: str) -> frozenset[str]:
    """Return the ids of the rows to which an address belongs; letter case does not count."""
    # Compared here: SQLite's lower() knows only the letters of ASCII.
    contacts = connection.execute(select(CONTACTS.c.submission_id, CONTACTS.c.address))
    return frozenset(key for key, text in contacts if text.strip().casefold() == address)


def _pairs(connection: Connection, query: Select[Any]) -> dict[str, Any]:
    """Return the second column of a query by the first."""
    return {row[0]: row[1] for row in connection.execute(query)}


def _texts(value: Any) -> Iterator[str]:
    """Yield each text in JSON, at every depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def with_chain(connection: Connection, rows: dict[str, str]) -> dict[str, str]:
    """Return the rows with those that they replaced or that replaced them, in order of arrival.

    Args:
        connection: To the database.
        rows: References by id.
    """
    table = SUBMISSIONS.c
    found, latest = dict(rows), list(rows)
    while latest:
        keys, latest = latest[:BATCH], latest[BATCH:]
        replaced_by = select(table.replaced_by).where(
            table.submission_id.in_(keys), table.replaced_by != ""
        )
        query = select(table.submission_id, table.reference).where(
            or_(table.replaced_by.in_(keys), table.submission_id.in_(replaced_by))
        )
        for key, reference in connection.execute(query):
            if key not in found:
                found[key] = reference
                latest.append(key)
    order: dict[str, Any] = {}
    for batch in batches(list(found)):
        query = select(table.submission_id, table.number).where(table.submission_id.in_(batch))
        order |= _pairs(connection, query)
    return dict(sorted(found.items(), key=lambda item: order[item[0]]))
