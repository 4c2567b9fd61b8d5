"""Which of the answers are looked for."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sphinx_page_feedback.model import Checkboxes, Radio, Select

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .review import Review, State
    from .rows import Answer, Answers

STATES = {
    "": "All answers",
    "unread": "Not read by me",
    "waiting": "Waiting for a decision",
    "counted": "Counted",
    "aside": "Set aside",
    "flagged": "With a flag that nobody has looked at",
    "uncoded": "Counted, without a code",
}


@dataclass(frozen=True, kw_only=True)
class Query:
    """What the team looks for; empty parts narrow nothing.

    Attributes:
        words: Words that the answer has, each as it begins.
        page: The docname of the page.
        section: The anchor of the section.
        form: The name of the form.
        state: A key of ``STATES``.
        flag: A flag of the receiver.
        code: The id of a code.
        choice: A field and one of its options, as in ``role=nhs``.
        since: The first day of arrival, as in ``2027-01-31``.
        until: The last day of arrival.
    """

    words: str = ""
    page: str = ""
    section: str = ""
    form: str = ""
    state: str = ""
    flag: str = ""
    code: str = ""
    choice: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Query:
        """Return the query of an address.

        Args:
            parameters: Of the address; others are ignored.
        """
        return cls(**{one.name: parameters.get(one.name, "").strip() for one in fields(cls)})

    def __str__(self) -> str:
        """Return it as an address carries it."""
        return urlencode({name: value for name, value in vars(self).items() if value})


class Index:
    """The words of every answer, in memory alone: no deletion reaches an index in a file."""

    def __init__(self, answers: Answers) -> None:
        """Read the words.

        Args:
            answers: All.
        """
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE texts USING fts5 "
            "(id UNINDEXED, words, tokenize = 'unicode61 remove_diacritics 2')"
        )
        rows = (
            [one.submission_id, "\n".join(answers.written(one).values())]
            for one in answers.rows
        )
        self._database.executemany("INSERT INTO texts VALUES (?, ?)", rows)

    def find(self, words: str) -> set[str]:
        """Return the ids of the answers that have all of some words.

        Args:
            words: Each may be the beginning of a longer one.
        """
        # In quotes, so that no word is taken for an operator of the query language.
        query = " ".join('"{}"*'.format(word.replace('"', '""')) for word in words.split())
        found = self._database.execute(
            "SELECT id FROM texts WHERE texts MATCH ?", [f"words:({query})"]
        )
        return {key for (key,) in found}


def matching(review: Review, index: Index | None, query: Query, person: str) -> list[Answer]:
    """Return the answers that a query asks for, in the order of the file.

    Args:
        review: The answers and the decisions.
        index: The words of the answers; needed only where the query has some.
        query: What is looked for.
        person: Who looks.
    """
    with_words = index.find(query.words) if index and query.words else None
    name, _, option = query.choice.partition("=")
    result = []
    for answer in review.answers.rows:
        chosen = answer.values.get(name, ())
        is_there = (
            (with_words is None or answer.submission_id in with_words)
            and query.page in {"", answer.page}
            and query.section in {"", answer.section}
            and query.form in {"", answer.form}
            and (not query.flag or query.flag in answer.flags)
            and (
                not query.choice
                or option in (chosen if isinstance(chosen, list) else [str(chosen)])
            )
            and (not query.since or answer.day >= query.since)
            and (not query.until or answer.day <= query.until)
        )
        by_state = query.state or query.code
        if is_there and (not by_state or _fits(review.state(answer), query, person)):
            result.append(answer)
    return result


def _fits(state: State, query: Query, person: str) -> bool:
    if query.code and query.code not in state.codes:
        return False
    counted = not (state.aside or state.waiting)
    return {
        "unread": person not in state.read_by,
        "waiting": bool(state.waiting),
        "counted": counted,
        "aside": bool(state.aside),
        "flagged": bool(state.open_flags),
        "uncoded": counted and not state.codes,
    }.get(query.state, True)


def choices(review: Review) -> dict[str, list[tuple[str, str]]]:
    """Return the options of every choice that the forms ask, by the question's label.

    Args:
        review: The answers, with the versions of their forms.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    for form in review.answers.latest_forms:
        for asked in form.fields:
            if isinstance(asked, Select | Radio | Checkboxes):
                options = [
                    (f"{asked.name}={one.value}", one.label) for one in asked.flat_options
                ]
                groups.setdefault(asked.label, options)
    return groups
