"""What the team has decided: the acts of a log, replayed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .log import Act

REASONS = {
    "empty": "nothing was said",
    "spam": "spam",
    "test": "a test of the team",
    "scope": "out of scope",
    "again": "the same person twice",
    "withdrawn": "withdrawn by the person",
    "replaced": "replaced by a later answer of the same person",
}
"""Why an answer is set aside, by the code that the log holds."""
STANCES = ("", "for", "against", "mixed", "unclear")
"""How an answer stands to a code; empty where nothing was said of it."""
COUNTED = ("once", "all", "separate")
"""What is decided of a campaign: its texts count once, all, or are no campaign."""

Question = tuple[str, ...]
"""What an act decides: its kind, the answer, and what else tells two decisions apart."""

_PARTS: Mapping[str, tuple[str, ...]] = {
    "aside": (),
    "code": ("code",),
    "flag": ("flag",),
    "redact": ("field", "start", "end"),
    "campaign": ("leader",),
    "read": ("person",),
    "erased": (),
}
"""The kinds of act, and the details that belong to the question and not to the decision."""


def question_of(act: Act) -> Question:
    """Return what an act decides; empty for one of a kind that a later release has.

    Args:
        act: Of a log.
    """
    if act.kind not in _PARTS:
        return ()
    details = {**act.details, "person": act.person}
    return (act.kind, act.answer, *(str(details.get(name, "")) for name in _PARTS[act.kind]))


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """The state of a log.

    Attributes:
        current: The acts that count for each question: one, several of the same decision, or
            several that contradict each other, where two people decided without knowing of
            each other.
    """

    current: Mapping[Question, tuple[Act, ...]] = field(default_factory=dict)

    @cached_property
    def _latest(self) -> dict[tuple[str, str], list[Act]]:
        latest: dict[tuple[str, str], list[Act]] = {}
        for (kind, answer, *_), acts in self.current.items():
            if settled := _settled(acts):
                latest.setdefault((kind, answer), []).append(settled)
        return latest

    @classmethod
    def of(cls, acts: Iterable[Act]) -> Decisions:
        """Replay a log.

        Args:
            acts: In any order: each names the acts in whose place it stands.
        """
        # By id, since two people's logs that were merged may have any order.
        by_id = {act.id: act for act in acts}
        undone = _undone(by_id.values())
        standing = [act for act in by_id.values() if act.id not in undone]
        replaced = {key for act in standing for key in act.over}
        current: defaultdict[Question, list[Act]] = defaultdict(list)
        for act in sorted(standing, key=lambda act: (act.at, act.id)):
            question = question_of(act)
            if question and act.id not in replaced:
                current[question].append(act)
        return cls(current={question: tuple(those) for question, those in current.items()})

    def of_answer(self, answer: str, kind: str) -> list[Act]:
        """Return the acts of one kind about an answer, one for each question that is settled.

        Args:
            answer: Its id.
            kind: As ``code``.
        """
        return self._latest.get((kind, answer), [])

    def of_kind(self, kind: str) -> list[Act]:
        """Return the acts of one kind, one for each question that is settled.

        Args:
            kind: As ``campaign``.
        """
        return [act for (one, _), acts in self._latest.items() if one == kind for act in acts]

    def conflicts(self) -> list[tuple[Act, ...]]:
        """Return the acts that contradict each other, one group a question."""
        return [
            acts for acts in self.current.values() if len({_value(act) for act in acts}) > 1
        ]

    def replaced_by(self, act: Act) -> tuple[str, ...]:
        """Return the ids of the acts in whose place a new one would stand.

        Args:
            act: The new one.
        """
        return tuple(each.id for each in self.current.get(question_of(act), ()))


def _undone(acts: Iterable[Act]) -> set[str]:
    """Return the ids of the acts that others undid; one that was itself undone undoes nothing."""
    undoing: dict[str, list[str]] = {}
    for act in acts:
        if act.kind == "undo":
            undoing.setdefault(str(act.details.get("act", "")), []).append(act.id)
    undone: dict[str, bool] = {}
    # From the end of each chain: an act can only name one that was there before it.
    waiting = list(undoing)
    while waiting:
        key = waiting[-1]
        unknown = [each for each in undoing.get(key, ()) if each not in undone]
        if unknown:
            waiting += unknown
            continue
        undone[key] = any(not undone[each] for each in undoing.get(key, ()))
        waiting.pop()
    return {key for key, is_undone in undone.items() if is_undone}


def _settled(acts: Sequence[Act]) -> Act | None:
    """Return the act that counts for a question; ``None`` where two contradict each other.

    What anybody has redacted stays redacted until somebody decides.
    """
    if len({_value(act) for act in acts}) == 1:
        return acts[-1]
    hiding = [act for act in acts if act.kind == "redact" and act.details.get("applies")]
    return hiding[-1] if hiding else None


def _value(act: Act) -> Any:
    """Return the decision itself, for comparison."""
    return tuple(sorted((name, str(value)) for name, value in act.details.items()))
