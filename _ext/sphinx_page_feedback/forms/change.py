"""A change between two builds of a site, and its effect on what readers send."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Effect(StrEnum):
    """What a change does, the gravest first. The value is how commands print it."""

    STOPS = "stops collecting"
    EXPORTS = "exports change"
    MEANING = "answers before and after may mean different things"
    OPEN_PAGES = "pages opened before are affected"
    HARMLESS = "harmless"

    @property
    def needs_decision(self) -> bool:
        """True for what the team should decide before it publishes."""
        # MEANING too (docs/decisions/0056): a program cannot tell
        # a corrected comma from a reversed question.
        return self in {Effect.STOPS, Effect.EXPORTS, Effect.MEANING}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change between two builds.

    Attributes:
        effect: What it does.
        kind: What was done: ``added``, ``removed``, ``renamed``, ``moved``, ``order``, or the
            key that has another value, as in ``label``.
        text: The change in a sentence, without a full stop.
        form: The form's name; empty for a page or the site.
        field: The field's present name; empty for the whole form.
        page: The page's former docname; empty for a form or the site.
    """

    effect: Effect
    kind: str
    text: str
    form: str = ""
    field: str = ""
    page: str = ""

    def __str__(self) -> str:
        """Return a line: place, effect, text."""
        place = f"page {self.page}" if self.page else self.form or "site"
        return f"{place}: {self.effect}: {self.text}"


def became(old: Any, new: Any) -> str:
    """Return how a value changed, as in ``was “A” and is “B”``.

    Args:
        old: The former value.
        new: The present one.
    """
    return f"was {_shown(old)} and is {_shown(new)}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {item}" for key, item in sorted(value.items())) or "empty"
    return "empty" if value in (None, "", [], ()) else f"“{value}”"
