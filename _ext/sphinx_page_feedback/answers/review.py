"""The review of a file of answers: the answers, the log beside it, and what follows from both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .decisions import Decisions
from .log import FILE_NAME, Act, Log
from .redaction import Span, redact
from .rows import Answer, Answers, read_answers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class State:
    """What was decided of one answer.

    Attributes:
        aside: Why it is set aside, as a key of ``decisions.REASONS``; empty if it counts.
        waiting: Why nobody has decided yet whether it counts; empty if somebody has, or nothing
            speaks against it.
        codes: The stance of each code that it has.
        spans: What is redacted, by field.
        open_flags: What the receiver noticed and nobody has looked at.
        read_by: Who has read it.
    """

    aside: str = ""
    waiting: str = ""
    codes: Mapping[str, str]
    spans: Mapping[str, tuple[Span, ...]]
    open_flags: tuple[str, ...]
    read_by: tuple[str, ...]


class Review:
    """The answers of a file, and the team's decisions about them."""

    def __init__(self, answers: Answers, log: Log) -> None:
        """Replay the log.

        Args:
            answers: What readers sent.
            log: What the team decided.
        """
        self.answers = answers
        self.log = log
        self._states: dict[str, State] = {}

    @classmethod
    def open(cls, path: Path) -> Review:
        """Read a file of answers and the log beside it.

        Args:
            path: What ``page-feedback pull --to FILE.sqlite3`` wrote.

        Raises:
            Problem: One of the files cannot be used.
        """
        return cls(read_answers(path), Log(path.with_name(FILE_NAME)))

    @cached_property
    def by_id(self) -> dict[str, Answer]:
        """Every answer by its id."""
        return {answer.submission_id: answer for answer in self.answers.rows}

    @property
    def decisions(self) -> Decisions:
        """What the acts of the log come to."""
        if self._replayed != len(self.log.acts):
            self._states.clear()
            self._decisions = Decisions.of(self.log.acts)
            self._replayed = len(self.log.acts)
        return self._decisions

    _replayed = -1
    _decisions = Decisions()

    @property
    def removed(self) -> list[str]:
        """The ids that the log names and no table has: answers that were erased, or withdrawn."""
        named = {act.answer for act in self.log.acts if act.answer}
        return sorted(named - self.by_id.keys())

    def state(self, answer: Answer) -> State:
        """Return what was decided of an answer.

        Args:
            answer: One of the rows.
        """
        decisions, key = self.decisions, answer.submission_id
        if key not in self._states:
            self._states[key] = self._state(decisions, answer)
        return self._states[key]

    @staticmethod
    def _state(decisions: Decisions, answer: Answer) -> State:
        key = answer.submission_id
        aside = decisions.current.get(("aside", key), ())
        reasons = {str(act.details.get("reason", "")) for act in aside}
        waiting = ""
        if len(reasons) > 1:
            waiting = "two people decided differently"
        elif not aside and any(flag.startswith("spam:") for flag in answer.flags):
            waiting = "flagged as spam"
        reason = next(iter(reasons)) if len(reasons) == 1 else ""
        seen = {act.details.get("flag") for act in decisions.of_answer(key, "flag")}
        spans: dict[str, list[Span]] = {}
        for act in decisions.of_answer(key, "redact"):
            if act.details.get("applies"):
                spans.setdefault(act.details["field"], []).append(Span.of(act.details))
        if answer.replaced_by or decisions.of_answer(key, "erased"):
            # Also where the file was fetched again from a place that has it still.
            reason, waiting = "replaced" if answer.replaced_by else "withdrawn", ""
        return State(
            aside=reason,
            waiting=waiting,
            codes={
                act.details["code"]: act.details.get("stance", "")
                for act in decisions.of_answer(key, "code")
                if act.details.get("applies")
            },
            spans={name: tuple(sorted(those)) for name, those in spans.items()},
            open_flags=tuple(flag for flag in answer.flags if flag not in seen),
            read_by=tuple(sorted(act.person for act in decisions.of_answer(key, "read"))),
        )

    def redacted(self, answer: Answer) -> Answer:
        """Return an answer as it may leave the team.

        Args:
            answer: One of the rows.
        """
        spans = self.state(answer).spans

        def clean(values: Mapping[str, Any]) -> dict[str, Any]:
            return {
                name: redact(value, spans.get(name, ())) if isinstance(value, str) else value
                for name, value in values.items()
            }

        return replace(answer, values=clean(answer.values), extra=clean(answer.extra))

    def decide(
        self, person: str, kind: str, answer: str = "", note: str = "", /, **details: Any
    ) -> Act:
        """Write one decision into the log.

        Args:
            person: Who decides.
            kind: See ``decisions.py``.
            answer: The id of the answer.
            note: Why, in the person's own words.
            details: The decision.

        Returns:
            The act.

        Raises:
            Problem: The log cannot be written.
        """
        act = Act(kind=kind, person=person, answer=answer, details=details)
        act = replace(act, over=self.decisions.replaced_by(act))
        self.log.append([act], {act.id: note})
        return act

    def undo(self, person: str) -> Act | None:
        """Undo a person's latest decision that still stands.

        Args:
            person: Who takes back their own act.

        Returns:
            The act that was undone; ``None`` if there is none.

        Raises:
            Problem: The log cannot be written.
        """
        standing = {act.id for acts in self.decisions.current.values() for act in acts}
        for act in reversed(self.log.acts):
            if act.person == person and act.id in standing and act.kind != "erased":
                undo = Act(
                    kind="undo", person=person, answer=act.answer, details={"act": act.id}
                )
                self.log.append([undo])
                return act
        return None
