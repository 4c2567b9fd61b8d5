"""The answers of ``answers.sqlite3``, as ``page-feedback pull`` wrote them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import Form, Text, Textarea, split_list
from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_TEXTS = (
    "submission_id", "reference", "received_at", "form", "form_version", "page", "page_title",
    "section", "came_from", "language", "replaced_by",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One submission, as the team reads it.

    Attributes:
        submission_id: Its id.
        reference: What its reader was shown.
        received_at: When it arrived, as in ``2027-01-31T09:30:00.000Z``.
        form: The name of its form.
        form_version: The version of the questions.
        page: The docname of the page that it is about.
        page_title: The title that the page had.
        section: The anchor of the section, if a link named one.
        came_from: ``pdf`` if a link in the book led to the form.
        language: Of the document.
        replaced_by: The id of the submission that counts in its place; empty if it counts.
        flags: What the receiver noticed.
        extra: What was sent under names that the form does not have.
        values: The answer to each question, by the field's name.
    """

    submission_id: str
    reference: str
    received_at: str
    form: str
    form_version: str
    page: str
    page_title: str
    section: str
    came_from: str
    language: str
    replaced_by: str
    flags: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> str:
        """The day of its arrival in UTC, as in ``2027-01-31``."""
        return self.received_at[:10]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Everything that a file of ``pull`` holds.

    Attributes:
        rows: The submissions, in the order of the file.
        forms: The definition of each version of a form that was published, by name and version.
    """

    rows: tuple[Answer, ...]
    forms: Mapping[tuple[str, str], Form]

    @cached_property
    def latest_forms(self) -> list[Form]:
        """The latest version of each form."""
        return list({name: form for (name, _), form in self.forms.items()}.values())

    def written(self, answer: Answer) -> dict[str, str]:
        """Return what a reader wrote in words, by the field's name; no choice of an option.

        Args:
            answer: One of the rows.
        """
        form = self.form_of(answer)
        asked = form.fields_by_key if form else {}
        beside = {
            name: value for name, value in answer.extra.items() if name not in answer.values
        }
        return {
            name: value
            for name, value in {**answer.values, **beside}.items()
            if isinstance(value, str)
            and isinstance(asked.get(name), Text | Textarea | NoneType)
        }

    def form_of(self, answer: Answer) -> Form | None:
        """Return the questions of an answer, as the latest version of its form asks them.

        Args:
            answer: One of the rows.
        """
        # The values are read under present names, so the latest version knows most of them.
        latest = {form.name: form for form in self.latest_forms}
        return latest.get(answer.form)


def read_answers(path: Path) -> Answers:
    """Read a file that ``page-feedback pull --to FILE.sqlite3`` wrote.

    Args:
        path: The file.

    Raises:
        Problem: It is missing, or no such file.
    """
    cure = "Make it with: page-feedback pull --to answers.sqlite3"
    if not path.is_file():
        raise Problem(Code.ANSWERS_FILE, f"there is no file {path}", cure)
    try:
        # Read only: what a reader wrote is never changed by looking at it.
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as database:
            database.row_factory = sqlite3.Row
            rows = tuple(map(_answer, database.execute("SELECT * FROM submissions")))
            versions = database.execute("SELECT * FROM form_versions ORDER BY first_seen")
            forms = {
                (row["form"], row["version"]): Form.from_manifest(
                    row["form"], json.loads(row["definition"])
                )
                for row in versions
            }
    except (sqlite3.Error, IndexError, ValueError) as error:
        cause = f"{path} was not written by page-feedback pull, or is damaged: {error}"
        raise Problem(Code.ANSWERS_FILE, cause, cure) from error
    return Answers(rows=rows, forms=forms)


def _answer(row: sqlite3.Row) -> Answer:
    return Answer(
        **{name: row[name] or "" for name in _TEXTS},
        flags=tuple(split_list(row["flags"])) if row["flags"] else (),
        extra=json.loads(row["extra"] or "{}"),
        values=json.loads(row["answers"]),
    )
