"""A CSV file of answers with the decisions about them, to work on in a spreadsheet and read back."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_page_feedback.model import guard, join_list, split_list
from sphinx_page_feedback.problems import Code as ProblemCode
from sphinx_page_feedback.problems import Problem

from .decisions import REASONS, STANCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

    from .review import Review, State
    from .rows import Answer

_ABOUT = (
    "submission_id", "reference", "day", "form", "page", "page_title", "section", "flags",
)  # fmt: skip
_DECIDED = ("aside", "codes", "read_by")
"""The columns of decisions; the first two are read back."""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What reading a file back has changed.

    Attributes:
        decisions: How many were written.
        unknown: The ids in the file that no answer has.
    """

    decisions: int
    unknown: tuple[str, ...] = field(default=())


def export_sheet(review: Review, path: Path) -> int:
    """Write every answer as it may leave the team, and what was decided of it.

    Args:
        review: The answers and the decisions.
        path: A CSV file that is not there yet; its owner's alone.

    Returns:
        How many answers it has.

    Raises:
        Problem: It cannot be written.
    """
    rows = review.answers.rows
    asked = [key for form in review.answers.latest_forms for key in form.fields_by_key]
    names = list(dict.fromkeys([*asked, *(name for row in rows for name in row.values)]))
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        cause = f"{path} cannot be made: {error.strerror}"
        cure = "Name a file that is not there yet, in a folder that is."
        raise Problem(ProblemCode.SHEET, cause, cure) from error
    # With the mark by which Excel knows UTF-8.
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
        # A field may be called as a column is: its answers stand under a name of their own.
        writer.writerow([*_ABOUT, *_DECIDED, *(f"answer:{name}" for name in names)])
        for row in rows:
            answer, state = review.redacted(row), review.state(row)
            about = [*(getattr(answer, name) for name in _ABOUT[:-1]), list(answer.flags)]
            decided = [state.aside, _codes(state), list(state.read_by)]
            values = [answer.values.get(name) for name in names]
            writer.writerow([_cell(value) for value in (*about, *decided, *values)])
    return len(rows)


def import_sheet(review: Review, path: Path, person: str, codes: Iterable[str]) -> Imported:
    """Read back what a file says of ``aside`` and ``codes``, and write what differs.

    Nothing is written if anything in the file is wrong.

    Args:
        review: The answers and the decisions.
        path: A CSV file with the column ``submission_id``, and one or both of these.
        person: Who decides.
        codes: The ids of the codebook.

    Raises:
        Problem: The file cannot be read, or holds a reason, a code or a stance that there is
            not.
    """
    wanted: list[tuple[Answer, Mapping[str, str]]] = []
    unknown = []
    known = set(codes)
    for number, row in _rows(path):
        _check(path, number, row, known)
        answer = review.by_id.get(row["submission_id"])
        if answer is None:
            unknown.append(row["submission_id"])
        else:
            wanted.append((answer, row))
    count = 0
    for answer, cells in wanted:
        for kind, details in _differences(review.state(answer), cells):
            review.decide(person, kind, answer.submission_id, **details)
            count += 1
    return Imported(decisions=count, unknown=tuple(unknown))


def _differences(state: State, row: Mapping[str, str]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield the kind and the details of each decision that would make the state as the row is."""
    if "aside" in row and row["aside"] != state.aside:
        yield "aside", {"reason": row["aside"]}
    if "codes" in row:
        new = _parse_codes(row["codes"])
        for code, stance in new.items():
            if state.codes.get(code) != stance:
                yield "code", {"code": code, "stance": stance, "applies": True}
        for code in state.codes.keys() - new.keys():
            yield "code", {"code": code, "stance": "", "applies": False}


def _rows(path: Path) -> Iterable[tuple[int, dict[str, str]]]:
    """Yield each row with the number of its line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            # Excel writes semicolons where a comma is the decimal point.
            delimiter = max(",;\t", key=first.count)
            reader = csv.DictReader(file, delimiter=delimiter, strict=True)
            columns = set(reader.fieldnames or ())
            if "submission_id" not in columns or not columns & {"aside", "codes"}:
                cause = f"{path} has no column submission_id, or neither aside nor codes"
                raise _no_sheet(cause)
            for row in reader:
                yield (
                    reader.line_num,
                    {
                        name: (row[name] or "").strip()
                        for name in ("submission_id", "aside", "codes")
                        if name in columns
                    },
                )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        cause = f"{path} cannot be read as CSV in UTF-8: {error}"
        raise _no_sheet(cause) from error


def _check(path: Path, number: int, row: Mapping[str, str], codes: set[str]) -> None:
    problems = [
        f'"{code}" is no code' if code not in codes else f'"{stance}" is no stance'
        for code, stance in _parse_codes(row.get("codes", "")).items()
        if code not in codes or stance not in STANCES
    ]
    if row.get("aside", "") not in {"", *REASONS}:
        problems.append(f'"{row["aside"]}" is no reason to set an answer aside')
    if problems:
        cause = f"{path}, line {number}: {problems[0]}"
        raise _no_sheet(cause)


def _no_sheet(cause: str) -> Problem:
    cure = "Nothing was written. Begin with a file that page-feedback review export wrote."
    return Problem(ProblemCode.SHEET, cause, cure)


def _codes(state: State) -> list[str]:
    return [
        f"{code}:{stance}" if stance else code for code, stance in sorted(state.codes.items())
    ]


def _parse_codes(text: str) -> dict[str, str]:
    parts = [part.partition(":") for part in split_list(text) if part.strip()]
    return {code.strip(): stance.strip() for code, _, stance in parts}


def _cell(value: Any) -> str | int:
    """Return a cell; only a number that we made ourselves is one in the file."""
    if isinstance(value, int):
        return value
    if isinstance(value, list):
        return guard(join_list(value))
    return guard(str(value)) if value is not None else ""
