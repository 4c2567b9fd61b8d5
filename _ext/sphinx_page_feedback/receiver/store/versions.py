"""The table of form versions: kept from manifests, and dropped when no row needs one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, exists, select, update

from .tables import FORM_VERSIONS, SUBMISSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection

    from sphinx_page_feedback.model import Form

KEPT = timedelta(days=90)
"""How long a replaced version is kept that no row names: pages may stay open for weeks."""


def record_versions(connection: Connection, forms: Iterable[Form]) -> None:
    """Keep the versions of the present manifest.

    Args:
        connection: In a transaction, which the caller commits.
        forms: The forms of the present manifest.
    """
    now = datetime.now(UTC)
    present = {(form.name, form.version): form.to_manifest() for form in forms}
    stored = {(row["form"], row["version"]): row for row in read_versions(connection)}
    for (name, version), definition in present.items():
        row = stored.get((name, version))
        # A form may change back; and its messages may change without a new version.
        values = {"definition": definition, "replaced_at": None}
        if row is None:
            new = {"form": name, "version": version, "first_seen": _text(now), **values}
            connection.execute(FORM_VERSIONS.insert().values(new))
        elif {key: row[key] for key in values} != values:
            connection.execute(update(FORM_VERSIONS).where(_is(name, version)).values(values))
    for (name, version), row in stored.items():
        if (name, version) not in present and row["replaced_at"] is None:
            replaced = update(FORM_VERSIONS).where(_is(name, version))
            connection.execute(replaced.values(replaced_at=_text(now)))
    _drop_unused(connection, _text(now - KEPT))


def read_versions(connection: Connection) -> list[dict[str, Any]]:
    """Return every version, in order of first sight.

    Args:
        connection: One that may only read.
    """
    columns = FORM_VERSIONS.c
    order = columns.first_seen, columns.form, columns.version
    query = select(FORM_VERSIONS).order_by(*order)
    return [dict(row) for row in connection.execute(query).mappings()]


def _drop_unused(connection: Connection, before: str) -> None:
    versions, rows = FORM_VERSIONS.c, SUBMISSIONS.c
    named = and_(rows.form == versions.form, rows.form_version == versions.version)
    unused = ~exists().where(named)
    # As texts of one length and in UTC, which compare as the times do.
    connection.execute(delete(FORM_VERSIONS).where(versions.replaced_at < before, unused))


def _is(name: str, version: str) -> ColumnElement[bool]:
    return and_(FORM_VERSIONS.c.form == name, FORM_VERSIONS.c.version == version)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
