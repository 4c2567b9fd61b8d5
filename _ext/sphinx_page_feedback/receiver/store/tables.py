"""The receiver's tables, made from the columns of a submission."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator

from sphinx_page_feedback.model import COLUMNS, join_list, split_list
from sphinx_page_feedback.model import Column as Stored

SCHEMA_VERSION = 8
"""Grows by one with each change of the tables; older code refuses a newer database."""

METADATA = MetaData()


class _Json(TypeDecorator[dict[str, Any]]):
    """A JSON object as text, the same on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str:
        """Return the text to store."""
        del dialect
        return json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """Return the object that the text holds."""
        del dialect
        return json.loads(value)


class _Joined(TypeDecorator[list[str]]):
    """A list of texts in one text, joined as in a spreadsheet's cell."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str:
        """Return the text to store."""
        del dialect
        return join_list(value)

    def process_result_value(self, value: Any, dialect: Any) -> list[str]:
        """Return the list that the text holds."""
        del dialect
        return split_list(value)


_Long = BigInteger().with_variant(Integer(), "sqlite")  # STRICT tables know INTEGER only
_Key = String(36).with_variant(Text(), "sqlite")  # a text of 36 can be unique everywhere
_Name = String(60).with_variant(Text(), "sqlite")  # as long as a name may be
_TYPES: dict[str, Any] = {"text": Text, "number": _Long, "list": _Joined, "object": _Json}
_DEFAULTS = {"text": "", "list": "", "object": "{}"}
"""What a row has that is older than the column."""


def _column(stored: Stored) -> Column[Any]:
    if stored.name == "submission_id":
        return Column(stored.name, _Key, nullable=False, unique=True)
    # ADD COLUMN with NOT NULL needs a value for the rows that are there.
    default = _DEFAULTS.get(stored.kind) if stored.since > 1 else None
    nullable = stored.kind == "number"
    kind = _TYPES[stored.kind]
    return Column(stored.name, kind, nullable=nullable, server_default=default)


SUBMISSIONS = Table(
    "submissions",
    METADATA,
    Column("number", _Long, primary_key=True, autoincrement=True),
    *(_column(column) for column in COLUMNS if column.stored),
    Column("answers", _Json, nullable=False),
    sqlite_strict=True,  # else SQLite stores a text in a column of numbers
    sqlite_autoincrement=True,  # an erased number is never used again: readers page by it
)

CONTACTS = Table(
    "contacts",
    METADATA,
    Column("submission_id", _Key, primary_key=True),
    Column("field", _Name, primary_key=True),
    Column("address", Text, nullable=False),
    Column("keep_until", Text, nullable=False),
    sqlite_strict=True,
)
"""The e-mail addresses that forms asked for, apart from the answers and with a day of their own."""

READS = Table(
    "reads",
    METADATA,
    Column("number", _Long, primary_key=True, autoincrement=True),
    Column("read_at", Text, nullable=False),
    Column("after", _Long, nullable=False),
    Column("answers", _Long, nullable=False),
    Column("addresses", _Long, nullable=False),
    sqlite_strict=True,
)
"""What was read with the token: after which number, how many answers, how many addresses."""

REPLACEMENTS = Table(
    "replacements",
    METADATA,
    Column("number", _Long, primary_key=True, autoincrement=True),
    Column("older", _Key, nullable=False, index=True),
    Column("newer", _Key, nullable=False, index=True),
    sqlite_strict=True,
)
"""The ids that a submission named in ``replaces``; the older row may be still to come."""

FORM_VERSIONS = Table(
    "form_versions",
    METADATA,
    Column("form", _Name, primary_key=True),
    Column("version", _Name, primary_key=True),
    Column("first_seen", Text, nullable=False),
    Column("replaced_at", Text),
    Column("definition", _Json, nullable=False),
    sqlite_strict=True,
)
"""What manifests have asked; ``replaced_at`` is empty while the manifest has the version."""

ERASED = Table(
    "erased",
    METADATA,
    Column("id_hash", String(64).with_variant(Text(), "sqlite"), primary_key=True),
    Column("day", Text, nullable=False),
    sqlite_strict=True,
)
"""SHA-256 of the ids of erased rows, so that a late retry does not bring one back.

An id is random, so its hash tells nothing of the row (decision 135).
"""

EXPIRY_RUNS = Table(
    "expiry_runs",
    METADATA,
    Column("number", _Long, primary_key=True, autoincrement=True),
    Column("ran_at", Text, nullable=False),
    Column("deleted", _Long, nullable=False),
    sqlite_strict=True,
)
"""When ``data expire`` deleted what was past its day: a clock far past the last run is wrong."""

PROBE = Table(
    "feedback_probe",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("probed_at", Text, nullable=False),
    sqlite_strict=True,
)
"""One row, written whenever the receiver is asked whether it is ready."""

SCHEMA = Table(
    "feedback_schema",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    sqlite_strict=True,
)
