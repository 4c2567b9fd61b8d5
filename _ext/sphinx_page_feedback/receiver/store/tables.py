"""The tables, and a text column that holds JSON."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator

SCHEMA_VERSION = 2
"""Grows by one with each change of the tables; older code refuses a newer database."""

METADATA = MetaData()


class _Json(TypeDecorator[dict[str, Any]]):
    """JSON as text, the same on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str:
        """Write it."""
        del dialect
        return json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """Read it."""
        del dialect
        return json.loads(value)


_Long = BigInteger().with_variant(Integer(), "sqlite")  # STRICT tables know INTEGER only
_Key = String(36).with_variant(Text(), "sqlite")  # a text of 36 can be unique everywhere

SUBMISSIONS = Table(
    "submissions",
    METADATA,
    Column("number", _Long, primary_key=True, autoincrement=True),
    Column("submission_id", _Key, nullable=False, unique=True),
    Column("reference", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("form_version", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("page_url", Text, nullable=False),
    Column("page_title", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("came_from", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False),
    Column("release", Text, nullable=False),
    Column("elapsed_ms", _Long),
    Column("received_at", Text, nullable=False),
    Column("payload_hash", Text, nullable=False),
    Column("suspected_spam", Text, nullable=False),
    Column("answers", _Json, nullable=False),
    sqlite_strict=True,
    sqlite_autoincrement=True,  # an erased number is never given again: readers page by it
)

STEPS = ("ALTER TABLE submissions ADD COLUMN came_from TEXT DEFAULT '' NOT NULL",)
"""What makes tables of each version, from 1 on, those of the next."""

SCHEMA = Table(
    "feedback_schema",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    sqlite_strict=True,
)
