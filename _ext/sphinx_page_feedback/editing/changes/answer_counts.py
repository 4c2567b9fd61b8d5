"""How many answers each page has since it last changed, by one question; no words of readers."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NO_ANSWER = "no answer"


@dataclass(frozen=True, kw_only=True)
class AnswerCount:
    """How many answers gave one option.

    Attributes:
        option: The option's value.
        count: The answers.
    """

    option: str
    count: int


def count_answers(
    file: Path, field: str, since: Mapping[str, str]
) -> dict[str, tuple[AnswerCount, ...]]:
    """Count the answers to one choice, page by page.

    Args:
        file: A file that ``page-feedback pull --to x.sqlite3`` wrote.
        field: The name of a field with options.
        since: The moment from which answers count, in UTC as ``received_at`` has it, by
            docname.

    Raises:
        Problem: The file is no such file.
    """
    counts: dict[str, Counter[str]] = {}
    try:
        # Read only: for a missing file, connect() would make an empty one otherwise.
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            # A file that an earlier release wrote has no such column.
            columns = {row[1] for row in database.execute("PRAGMA table_info(submissions)")}
            counts_once = "WHERE replaced_by IS NULL OR replaced_by = ''"
            where = counts_once if "replaced_by" in columns else ""
            rows = database.execute(
                f"SELECT page, received_at, answers FROM submissions {where}"  # noqa: S608 (ours)
            )
            for page, received_at, text in rows:
                # Both are written in the same form of ISO 8601, which sorts as text.
                if page in since and (received_at or "") > since[page]:
                    value = json.loads(text).get(field)
                    option = value if isinstance(value, str) and value else NO_ANSWER
                    counts.setdefault(page, Counter())[option] += 1
    except (sqlite3.Error, ValueError) as error:
        cause = f"{file} is no file of answers: {error}"
        cure = "Fetch them with page-feedback pull --to answers.sqlite3."
        raise Problem(Code.ANSWERS_FILE, cause, cure) from error
    return {
        page: tuple(
            AnswerCount(option=option, count=count)
            for option, count in sorted(counter.items(), key=lambda item: (-item[1], item[0]))
        )
        for page, counter in counts.items()
    }
