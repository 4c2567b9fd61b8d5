"""Parse a text of questions and answers: what a page wrote into an issue, or an issue form did.

A page writes each question on a line of its own, its answer below, then an empty line. An issue
form of GitHub writes each question as a heading, ``### Question``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import (
    SENT_NAMES,
    Checkboxes,
    Hidden,
    Matrix,
    Radio,
    Scale,
    Select,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_page_feedback.model import Field, Form

_HEADING = "### "
_NO_ANSWER = "_No response_"  # what an issue form of GitHub writes for one
_TICKED = re.compile(r"- \[[xX]\] (.*)")
_UNTICKED = "- [ ] "


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """A text, parsed as answers to one form.

    Attributes:
        form: The form's name; empty if there is none to compare with.
        answers: The text under each question, by the name of its field.
        rest: The text above the first question.
    """

    form: str = ""
    answers: Mapping[str, Any]
    rest: str


def read_transcript(lines: list[str], form: Form, *, headed: bool) -> Transcript:
    """Parse a text as answers to a form.

    Args:
        lines: Of the text.
        form: The form that may have asked the questions.
        headed: Each question is a heading.
    """
    fields = {key: field for field in form.fields for key in field.keys}
    questions = [*_questions(form.fields)]
    blocks: dict[str, list[str]] = {"": []}
    key, number = "", 0
    while number < len(lines):
        begins = lines[number].startswith(_HEADING) if headed else _is_blank(lines, number - 1)
        asked, length = "", 1
        if begins:
            asked, length = _asked(lines[number : number + 2], questions, headed=headed)
        # A question that comes again is part of an answer: a reader may have quoted it.
        if asked and asked not in blocks:
            key = asked
            blocks[key] = []
        else:
            blocks[key] += lines[number : number + length]
        number += length
    rest = "\n".join(blocks.pop("")).strip()
    parsed = {key: _answer(block, fields.get(key)) for key, block in blocks.items()}
    answers = {key: answer for key, answer in parsed.items() if answer}
    return Transcript(form=form.name, answers=answers, rest=rest)


def _is_blank(lines: list[str], number: int) -> bool:
    return number < 0 or not lines[number].strip()


def _questions(fields: Iterable[Field]) -> Iterable[tuple[str, str, bool]]:
    """Yield each question as a page shows it, its field's key, and whether more text may follow."""
    for field in fields:
        if isinstance(field, Matrix):
            for row, scale, key in field.cells:
                yield _plain(f"{row.label}: {scale.label}"), key, True
        elif not isinstance(field, Hidden):
            # What both ends of a scale mean follows its question.
            yield _plain(field.label), field.name, isinstance(field, Scale)


def _asked(
    lines: list[str], questions: list[tuple[str, str, bool]], *, headed: bool
) -> tuple[str, int]:
    """Return the key of the question that the lines begin with, and how many lines it takes."""
    for length in (1,) if headed else (1, 2):  # a row of a matrix is above its scale
        text = _plain(" ".join(lines[:length]).removeprefix(_HEADING))
        for label, key, more in questions:
            if text == label or (text.startswith(f"{label} ") and (more or text[-1] == ")")):
                return key, length
        if headed:
            keys = {key for _, key, _ in questions} | {*SENT_NAMES}
            return (text if text in keys else lines[0].removeprefix(_HEADING).strip()), 1
    return "", 1


def _answer(lines: list[str], field: Field | None) -> str | list[str]:
    """Return an answer as a form would have sent it."""
    text = "\n".join(lines).strip()
    if text == _NO_ANSWER:
        return ""
    if isinstance(field, Matrix):
        return next((line.strip() for line in reversed(lines) if line.strip().isdigit()), "")
    if not isinstance(field, Checkboxes | Radio | Select):
        return text
    options = field.flat_options  # a link writes labels, or values into an issue form
    values = {
        _plain(name): option.value
        for option in options
        for name in (option.value, option.label)
    }
    shown = [_TICKED.sub(r"\1", line) for line in lines if not line.startswith(_UNTICKED)]
    chosen = [part for line in shown if line.strip() for part in _parts(line, values)]
    answers = [values.get(_plain(text), text.strip()) for text in chosen]
    return answers if isinstance(field, Checkboxes) else "\n".join(answers)


def _parts(line: str, options: Mapping[str, str]) -> list[str]:
    """Split what a link or an issue form has joined, if each part is an option."""
    # A link joins with a semicolon, a drop-down of GitHub with a comma.
    splits = (line.split(joint) for joint in ("; ", ", "))
    return next(
        (parts for parts in splits if all(_plain(part) in options for part in parts)), [line]
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
