"""A CSV file that a service exports, as the same table that reading gives."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import unguard
from sphinx_page_feedback.problems import Code, Problem

from .rows import Shape, record_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from .source import Record, Source

_TIMES = (
    "received_at", "_date", "created_at", "createdat", "created at", "submitted at",
    "submitted_at", "submission date", "timestamp", "zeitstempel", "date",
)  # fmt: skip
_IDS = ("_id", "id", "submission id", "uuid")
_LONGEST = 2**31 - 1  # characters in a cell, of which Python alone takes 131,072
_NTH = "\0nth"
"""Stands beside what was sent, where the same was sent before."""


def read_export(path: Path, source: Source) -> Iterator[Record]:
    """Read a service's export, a row at a time.

    Args:
        path: The CSV file: UTF-8, with commas, semicolons or tabs.
        source: The site's service and forms.

    Yields:
        Submissions.

    Raises:
        Problem: It is no such file.
    """
    csv.field_size_limit(_LONGEST)
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = max(",;\t", key=first.count)
            rows = csv.reader(file, delimiter=delimiter, strict=True)
            columns = next(rows, [])
            shape = _shape(columns, source, path)
            same: Counter[str] = Counter()
            for row in rows:
                number = rows.line_num
                if len(row) > len(columns):
                    cause = f"{path}, line {number}: more cells than columns"
                    raise _no_export(cause, "Put a text with a comma in it in quotes.")
                if row:
                    yield _record(_item(columns, row), shape, same)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        where = f"after line {number}, " if number else ""
        cause = f"{path} cannot be read as a CSV file in UTF-8 ({where}{error})"
        raise _no_export(cause, "Export it again, as CSV in UTF-8.") from error


def _record(item: dict[str, Any], shape: Shape, same: Counter[str]) -> Record:
    """Return a row; what two readers wrote alike, and nothing tells apart, is counted."""
    record = record_of(item, shape)
    ids = {name for name, ours in shape.ours.items() if ours == "submission_id"}
    if any(item.get(name) for name in (*ids, shape.reader.id)):
        return record
    same[record["submission_id"]] += 1
    count = same[record["submission_id"]]
    return record if count == 1 else record_of({**item, _NTH: count}, shape)


def _no_export(cause: str, cure: str) -> Problem:
    return Problem(code=Code.PULL_EXPORT, cause=cause, cure=cure)


def _shape(columns: Sequence[str], source: Source, path: Path) -> Shape:
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
        raise _no_export(cause, cure)
    if twice := [name for name, count in Counter(columns).items() if name and count > 1]:
        cause = f'{path} has two columns with the name "{twice[0]}"'
        raise _no_export(cause, "Give each column a name of its own.")
    fields = {key for form in source.forms.values() for one in form.fields for key in one.keys}
    theirs = [name for name in columns if shape.ours.get(name, name) not in fields]
    time, own = _first(theirs, _TIMES), _first(theirs, _IDS)
    reader = shape.reader.model_copy(
        update={"ours": False, "data": "", "written": None, "time": time, "id": own}
    )
    control = (*shape.control, _NTH, *filter(None, (time, own)))
    return replace(shape, reader=reader, control=control)


def _first(columns: Sequence[str], known: tuple[str, ...]) -> str:
    found = {column.lower(): column for column in columns}
    return next((found[name] for name in known if name in found), "")


def _item(columns: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    """Return a row without the ``'`` that keeps a spreadsheet from running a text."""
    return {
        name: unguard(text) for name, text in zip(columns, row, strict=False) if name or text
    }
