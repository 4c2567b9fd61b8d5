"""Answers found again in a text: what a page wrote for an issue, or what an issue form did.

A page writes each question on a line of its own, its answer below, then an empty line. An issue
form of GitHub writes each question as a heading, ``### Question``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import SENT_NAMES, Checkboxes, Hidden, Matrix, Radio, Select

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_page_feedback.model import Field, Form

_HEADING = "### "
_NO_ANSWER = "_No response_"  # what an issue form of GitHub writes for one
_TICKED = re.compile(r"- \[[xX]\] (.*)")
_UNTICKED = "- [ ] "


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """What was found in a text, read as answers to one form.

    Attributes:
        form: The form's name; empty if there is none to compare with.
        answers: What stands under each question, by the name of its field.
        rest: The words above the first question.
    """

    form: str = ""
    answers: Mapping[str, Any]
    rest: str


def read_transcript(lines: list[str], form: Form, *, headed: bool) -> Transcript:
    """Read a text as answers to a form.

    Args:
        lines: Of the text.
        form: What may have been asked.
        headed: Each question is a heading.
    """
    fields = {key: field for field in form.fields for key in field.keys}
    questions = [*_questions(form.fields)]
    found: dict[str, list[str]] = {"": []}
    key, at_line = "", 0
    while at_line < len(lines):
        begins = (
            lines[at_line].startswith(_HEADING) if headed else _is_blank(lines, at_line - 1)
        )
        asked, length = (
            _asked(lines[at_line : at_line + 2], questions, headed=headed)
            if begins
            else ("", 1)
        )
        if asked and asked not in found:
            key = asked
            found[key] = []
        else:
            found[key] += lines[at_line : at_line + length]
        at_line += length
    rest = "\n".join(found.pop("")).strip()
    answers = {key: _answer(written, fields.get(key)) for key, written in found.items()}
    given = {key: answer for key, answer in answers.items() if answer}
    return Transcript(form=form.name, answers=given, rest=rest)


def _is_blank(lines: list[str], number: int) -> bool:
    return number < 0 or not lines[number].strip()


def _questions(fields: Iterable[Field]) -> Iterable[tuple[str, str, bool]]:
    """Yield what a page shows as each question, its name, and whether more may follow."""
    for field in fields:
        if isinstance(field, Matrix):
            for row, scale, key in field.cells:
                yield _plain(f"{row.label}: {scale.label}"), key, True
        elif not isinstance(field, Hidden):
            yield _plain(field.label), field.name, False


def _asked(
    lines: list[str], questions: list[tuple[str, str, bool]], *, headed: bool
) -> tuple[str, int]:
    """Return the name of the question that stands at the beginning, and on how many lines."""
    for length in (1,) if headed else (1, 2):  # a row of a matrix is above its scale
        words = _plain(" ".join(lines[:length]).removeprefix(_HEADING))
        for label, key, more in questions:
            if words == label or (words.startswith(f"{label} ") and (more or words[-1] == ")")):
                return key, length
        if headed:
            known = {key for _, key, _ in questions} | {*SENT_NAMES}
            return (words if words in known else lines[0].removeprefix(_HEADING).strip()), 1
    return "", 1


def _answer(lines: list[str], field: Field | None) -> str | list[str]:
    """Return an answer as a form would have sent it."""
    written = "\n".join(lines).strip()
    if written == _NO_ANSWER:
        return ""
    if isinstance(field, Matrix):
        return next((line.strip() for line in reversed(lines) if line.strip().isdigit()), "")
    if not isinstance(field, Checkboxes | Radio | Select):
        return written
    options = field.flat_options  # a link writes labels, or values into an issue form
    values = {_plain(name): one.value for one in options for name in (one.value, one.label)}
    shown = [_TICKED.sub(r"\1", line) for line in lines if not line.startswith(_UNTICKED)]
    chosen = [part for line in shown if line.strip() for part in _parts(line, values)]
    given = [values.get(_plain(one), one.strip()) for one in chosen]
    return given if isinstance(field, Checkboxes) else "\n".join(given)


def _parts(line: str, known: Mapping[str, str]) -> list[str]:
    """Take apart what a link or an issue form has joined, if all of it is known."""
    tried = (line.split(joint) for joint in ("; ", ", "))
    return next(
        (parts for parts in tried if all(_plain(one) in known for one in parts)), [line]
    )


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
