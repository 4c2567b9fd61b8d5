"""Erasing an answer from the team's files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem

from .log import Act

if TYPE_CHECKING:
    from pathlib import Path

    from .review import Review
    from .rows import Answer


def erase(review: Review, path: Path, reference: str, person: str) -> list[Answer]:
    """Erase an answer with its earlier and later versions, and what was written about it.

    The log keeps that it was erased; its chain still verifies.

    Args:
        review: The answers and the log.
        path: The file of answers.
        reference: As the reader was shown it.
        person: Who erases it.

    Returns:
        The answers that were erased.

    Raises:
        Problem: No answer has that reference, and nothing was erased; or a file cannot be
            written.
    """
    answers = _with_versions(review, reference)
    if not answers:
        cause = f"no answer in {path} has the reference {reference}, and nothing was erased"
        cure = "Give the whole reference, ten characters with a hyphen."
        raise Problem(Code.REFERENCE_UNKNOWN, cause, cure)
    keys = [answer.submission_id for answer in answers]
    review.log.append(Act(kind="erased", person=person, answer=key) for key in keys)
    review.log.delete_reasons(keys)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("PRAGMA secure_delete = ON")
            delete = "DELETE FROM submissions WHERE submission_id = ?"
            database.executemany(delete, [[key] for key in keys])
            database.execute("VACUUM")
    except sqlite3.Error as error:
        cause = f"{path} cannot be written: {error}"
        raise Problem(
            Code.ANSWERS_FILE, cause, "Close what has it open, and try again."
        ) from error
    return answers


def _with_versions(review: Review, reference: str) -> list[Answer]:
    """Return an answer and every other that it replaced or that replaced it."""
    found = {one.submission_id for one in review.answers.rows if one.reference == reference}
    before = -1
    while before != len(found):
        before = len(found)
        for one in review.answers.rows:
            if one.submission_id in found and one.replaced_by in review.by_id:
                found.add(one.replaced_by)
            elif one.replaced_by in found:
                found.add(one.submission_id)
    return [one for one in review.answers.rows if one.submission_id in found]
