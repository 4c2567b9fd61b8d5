"""Parse a CSV file that a service exported into the rows that its API would give."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import unguard
from sphinx_page_feedback.problems import Code, Problem

from .rows import RowMapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from .source import Row, Source

# With the names in the APIs of Formspree (_date), Basin (created_at) and Formspark (createdAt),
# and the heading in the sheets of Google Forms (Timestamp, in German Zeitstempel).
_TIMES = (
    "received_at", "_date", "created_at", "createdat", "created at", "submitted at",
    "submitted_at", "submission date", "timestamp", "zeitstempel", "date",
)  # fmt: skip
_IDS = ("_id", "id", "submission id", "uuid")
# The csv module takes no more than a C long, which has 32 bits on Windows.
_LONGEST = 2**31 - 1  # characters in a cell, of which Python alone takes 131,072
_NTH = "\0nth"
"""Added to a row that equals an earlier one, so that each gets a different id."""


def read_export(path: Path, source: Source) -> Iterator[Row]:
    """Parse a service's export, a row at a time.

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
            # From the heading alone: answers are prose with commas, which misleads csv.Sniffer.
            delimiter = max(",;\t", key=first.count)
            rows = csv.reader(file, delimiter=delimiter, strict=True)
            columns = next(rows, [])
            mapping = _mapping(columns, source, path)
            repeats: Counter[str] = Counter()
            for row in rows:
                number = rows.line_num
                if len(row) > len(columns):
                    cause = f"{path}, line {number}: more cells than columns"
                    raise _no_export(cause, "Put a text with a comma in it in quotes.")
                if row:
                    yield _row(_item(columns, row), mapping, repeats)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        where = f"after line {number}, " if number else ""
        cause = f"{path} cannot be read as a CSV file in UTF-8 ({where}{error})"
        raise _no_export(cause, "Export it again, as CSV in UTF-8.") from error


def _row(item: dict[str, Any], mapping: RowMapping, repeats: Counter[str]) -> Row:
    """Return a row; two readers' equal answers without an id are two rows."""
    row = mapping.row(item)
    # A service may export without any id, and many readers answer a short form alike.
    ids = {name for name, ours in mapping.ours.items() if ours == "submission_id"}
    if any(item.get(name) for name in (*ids, mapping.reader.id)):
        return row
    repeats[row["submission_id"]] += 1
    count = repeats[row["submission_id"]]
    return row if count == 1 else mapping.row({**item, _NTH: count})


def _no_export(cause: str, cure: str) -> Problem:
    return Problem(code=Code.PULL_EXPORT, cause=cause, cure=cure)


def _mapping(columns: Sequence[str], source: Source, path: Path) -> RowMapping:
    """Return the mapping of an export, with the columns of the time and of the service's id."""
    mapping = RowMapping.of(source)
    if not {mapping.ours.get(column, column) for column in columns} & {
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
    forms = source.manifest.forms.values()
    fields = {key for form in forms for field in form.fields for key in field.keys}
    others = [name for name in columns if mapping.ours.get(name, name) not in fields]
    time, service_id = _first(others, _TIMES), _first(others, _IDS)
    reader = mapping.reader.model_copy(
        update={"ours": False, "data": "", "written": None, "time": time, "id": service_id}
    )
    control = (*mapping.control, _NTH, *filter(None, (time, service_id)))
    return replace(mapping, reader=reader, control=control)


def _first(columns: Sequence[str], names: tuple[str, ...]) -> str:
    """Return the column that has the earliest of these names; empty if none has one."""
    by_name = {column.lower(): column for column in columns}
    return next((by_name[name] for name in names if name in by_name), "")


def _item(columns: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    """Return a row without the ``'`` that keeps a spreadsheet from running a text."""
    return {
        name: unguard(text) for name, text in zip(columns, row, strict=False) if name or text
    }
