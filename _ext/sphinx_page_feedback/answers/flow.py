"""The account of what became of every answer: received, set aside, campaigns, analysed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .review import Review


@dataclass(frozen=True, kw_only=True)
class Flow:
    """How many answers went which way.

    Attributes:
        received: All, those that were removed since included.
        aside: How many were set aside, by the reason.
        waiting: How many wait for a decision, by what speaks against them.
        counted_once: How many near-identical texts do not count besides the first of each.
        analysed: How many are left.
    """

    received: int
    aside: Mapping[str, int]
    waiting: Mapping[str, int]
    counted_once: int
    analysed: int

    @property
    def adds_up(self) -> bool:
        """Whether every answer went exactly one way."""
        ways = self.aside.values(), self.waiting.values()
        return self.received == (sum(map(sum, ways)) + self.counted_once + self.analysed)


def counted_once(review: Review) -> frozenset[str]:
    """Return the ids of near-identical texts that do not count besides another.

    Args:
        review: Where a person decided which campaigns count once.
    """
    members: set[str] = set()
    for act in review.decisions.of_kind("campaign"):
        if act.details.get("decision") != "once":
            continue
        # Of those that are left, the first counts, whether or not it was the leader.
        left = [key for key in act.details["members"] if _counts(review, key)]
        members.update(left[1:])
    return frozenset(members)


def analysed(review: Review) -> list[str]:
    """Return the ids of the answers that count, in the order of the file.

    Args:
        review: The answers and the decisions.
    """
    beside = counted_once(review)
    keys = (answer.submission_id for answer in review.answers.rows)
    return [key for key in keys if key not in beside and _counts(review, key)]


def count_codes(review: Review) -> Counter[str]:
    """Return how many answers that count have each code.

    Args:
        review: The answers and the decisions.
    """
    states = (review.state(review.by_id[key]) for key in analysed(review))
    return Counter(code for state in states for code in state.codes)


def flow_of(review: Review) -> Flow:
    """Return the account.

    Args:
        review: The answers and the decisions.
    """
    aside: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for answer in review.answers.rows:
        state = review.state(answer)
        if state.aside:
            aside[state.aside] += 1
        elif state.waiting:
            waiting[state.waiting] += 1
    if removed := len(review.removed):
        aside["withdrawn"] += removed
    return Flow(
        received=len(review.answers.rows) + len(review.removed),
        aside=dict(aside),
        waiting=dict(waiting),
        counted_once=len(counted_once(review)),
        analysed=len(analysed(review)),
    )


def _counts(review: Review, key: str) -> bool:
    answer = review.by_id.get(key)
    if answer is None:
        return False
    state = review.state(answer)
    return not (state.aside or state.waiting)
