"""A CSV file that a service exports, as the same table that reading gives."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .failure import PullError
from .records import Shape, record_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .source import Record, Source

_TIMES = (
    "received_at", "_date", "created_at", "createdat", "created at", "submitted at",
    "submitted_at", "submission date", "timestamp", "zeitstempel", "date",
)  # fmt: skip
_IDS = ("_id", "id", "submission id", "uuid")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read_export(path: Path, source: Source) -> Iterator[Record]:
    """Read a service's export, a row at a time.

    Args:
        path: The CSV file: UTF-8, with commas, semicolons or tabs.
        source: The site's service and forms.

    Yields:
        Submissions.

    Raises:
        PullError: It is no such file.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = max(",;\t", key=first.count)
            rows = csv.DictReader(file, delimiter=delimiter, strict=True)
            shape = _shape(rows.fieldnames or (), source, path)
            for row in rows:
                yield record_of(_item(row), shape)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        cause = f"{path} cannot be read as a CSV file in UTF-8 ({error})"
        cure = "Export it again, as CSV in UTF-8."
        raise PullError(code="pull-export", cause=cause, cure=cure) from error


def _shape(columns: Any, source: Source, path: Path) -> Shape:
    """Find out which columns hold the time and the service's own id."""
    shape = Shape.of(source)
    if not {shape.ours.get(column, column) for column in columns} & {
        "submission_id",
        "form",
        "page",
    }:
        cause = f"{path} has none of the columns submission_id, form and page"
        cure = (
            "See that the first row has the names of the fields, and that it is the right file."
        )
        raise PullError(code="pull-export", cause=cause, cure=cure)
    time, own = _first(columns, _TIMES), _first(columns, _IDS)
    reader = shape.reader.model_copy(
        update={"ours": False, "data": "", "time": time, "id": own}
    )
    control = (*shape.control, *filter(None, (time, own)))
    return replace(shape, reader=reader, control=control)


def _first(columns: Any, known: tuple[str, ...]) -> str:
    found = {column.lower(): column for column in columns}
    return next((found[name] for name in known if name in found), "")


def _item(row: dict[str | Any, Any]) -> dict[str, Any]:
    """Return a row without the ``'`` that keeps a spreadsheet from running a text."""
    return {
        key: text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text
        for key, text in row.items()
        if isinstance(key, str) and isinstance(text, str)
    }
