"""What a press of a button decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_page_feedback.answers import KINDS, REASONS, STANCES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.datastructures import FormData

    from sphinx_page_feedback.answers import Answer, Code

    from .desk import Desk


def decide(desk: Desk, answer: Answer, form: FormData, codes: Iterable[Code]) -> None:
    """Write what a form says; what is no decision writes nothing.

    Args:
        desk: What the review works on.
        answer: What it is about.
        form: What was posted.
        codes: The codebook.

    Raises:
        Problem: The log cannot be written.
    """
    review, person, key = desk.review, desk.person, answer.submission_id
    note = str(form.get("note", ""))
    match form.get("act"):
        case "read":
            review.decide(person, "read", key)
        case "aside" if form.get("reason") in {"", *REASONS}:
            review.decide(person, "aside", key, note, reason=str(form["reason"]))
        case "code" if form.get("code") in {code.id for code in codes}:
            code, stance = str(form["code"]), str(form.get("stance", ""))
            applies = form.get("applies") != "no"
            stance = stance if stance in STANCES else ""
            review.decide(person, "code", key, note, code=code, stance=stance, applies=applies)
        case "flag" if form.get("flag") in answer.flags:
            review.decide(person, "flag", key, note, flag=str(form["flag"]))
        case "redact" if form.get("kind") in KINDS:
            _redact(desk, answer, str(form.get("words", "")), str(form["kind"]), note)
        case "unredact":
            _unredact(desk, answer, str(form.get("field", "")), note)


def _redact(desk: Desk, answer: Answer, words: str, kind: str, note: str) -> None:
    """Redact each place in which some words stand."""
    for name, text in desk.review.answers.written(answer).items():
        start = text.find(words) if words.strip() else -1
        while start >= 0:
            desk.review.decide(
                desk.person, "redact", answer.submission_id, note,
                field=name, start=start, end=start + len(words), kind=kind, applies=True,
            )  # fmt: skip
            start = text.find(words, start + len(words))


def _unredact(desk: Desk, answer: Answer, name: str, note: str) -> None:
    for span in desk.review.state(answer).spans.get(name, ()):
        desk.review.decide(
            desk.person, "redact", answer.submission_id, note,
            field=name, start=span.start, end=span.end, kind=span.kind, applies=False,
        )  # fmt: skip
