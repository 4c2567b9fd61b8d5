"""Write submissions to a file: whole or not at all, and never all of them in memory."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import COLUMNS, guard, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    Rows = Iterable[dict[str, Any]]
    Export = Callable[[Rows, Path, "FileOptions"], int]


@dataclass(frozen=True, kw_only=True)
class FileOptions:
    """What a file holds besides the submissions, where its format can.

    Attributes:
        bom: A CSV file begins with the mark that tells Excel that it is UTF-8.
        form_versions: The rows of the table ``form_versions`` of an SQLite file.
    """

    bom: bool = False
    form_versions: Sequence[Mapping[str, Any]] = ()


def write_jsonl(rows: Rows, path: Path, _options: FileOptions) -> int:
    """Write one JSON object a line, nothing rearranged.

    Args:
        rows: The submissions.
        path: The file.

    Returns:
        How many there are.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return _write_lines(rows, file)


def write_csv(rows: Rows, path: Path, options: FileOptions) -> int:
    """Write one row a submission, one column a question, safe to open in a spreadsheet.

    The columns are known only when the last submission is, so each waits in a temporary file.

    Args:
        rows: The submissions.
        path: The file.
        options: Whether it begins with a mark for Excel.

    Returns:
        How many there are.
    """
    keys: dict[str, None] = {}
    encoding = "utf-8-sig" if options.bom else "utf-8"
    with TemporaryFile("w+", encoding="utf-8") as waiting:
        _write_lines(_noting(map(_named_safely, rows), keys), waiting)
        waiting.seek(0)
        with path.open("w", encoding=encoding, newline="") as file:
            return write_table(file, map(json.loads, waiting), list(keys))


def write_sqlite(rows: Rows, path: Path, options: FileOptions) -> int:
    """Write the tables ``submissions``, whose column ``answers`` is JSON, and ``form_versions``.

    Args:
        rows: The submissions.
        path: The file.
        options: The versions of the forms.

    Returns:
        How many submissions there are.
    """
    exported = [column for column in COLUMNS if column.exported]
    types = {column.name: column.sql_type for column in exported}
    types |= {"submission_id": "TEXT PRIMARY KEY", "answers": "TEXT"}
    columns = ", ".join(f'"{name}" {sql_type}' for name, sql_type in types.items())
    holes = ", ".join("?" * len(types))
    values = (
        [*(column.to_sql(row.get(column.name)) for column in exported), _json(row["answers"])]
        for row in rows
    )
    versions = [[_cell(each.get(name)) for name in _VERSION] for each in options.form_versions]
    with closing(sqlite3.connect(path)) as database, database:
        # Without STRICT, SQLite would store any text in a column of numbers.
        database.execute(f"CREATE TABLE submissions ({columns}) STRICT")
        database.execute(_VERSIONS_TABLE)
        database.executemany("INSERT INTO form_versions VALUES (?, ?, ?, ?)", versions)
        insert = f"INSERT INTO submissions VALUES ({holes})"  # noqa: S608 (only question marks)
        return database.executemany(insert, values).rowcount


_VERSION = ("form", "version", "first_seen", "definition")
_VERSIONS_TABLE = """
CREATE TABLE form_versions (
  form TEXT, version TEXT, first_seen TEXT, definition TEXT, PRIMARY KEY (form, version)
) STRICT
"""

EXPORTS: dict[str, Export] = {
    ".jsonl": write_jsonl,
    ".csv": write_csv,
    ".sqlite3": write_sqlite,
}
"""How to write a file, by its ending."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a file to write that takes the place of another once it is whole.

    Args:
        path: The file to replace; it stays as it is if an error is raised.

    Yields:
        An empty file beside it, that only its owner may read: answers are personal.
    """
    # In the same folder: a rename is atomic within one file system only.
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        part = Path(file.name)
    try:
        yield part
        # Before the rename, or a crash could leave the new name with an empty file.
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else _json(value)


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _write_lines(rows: Rows, file: TextIO) -> int:
    count = 0
    for record in rows:
        file.write(f"{_json(record)}\n")
        count += 1
    return count


def _named_safely(record: dict[str, Any]) -> dict[str, Any]:
    """Return a submission whose answers have names that no spreadsheet runs."""
    answers = {guard(name): value for name, value in record["answers"].items()}
    return {**record, "answers": answers}


def _noting(rows: Rows, keys: dict[str, None]) -> Iterator[dict[str, Any]]:
    """Pass submissions on, and keep the name of each answer in the order of first sight."""
    for record in rows:
        keys.update(dict.fromkeys(record["answers"]))
        yield record
