"""Spans of a text that do not leave the team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KINDS = {
    "name": "a name",
    "contact": "an address or a number",
    "third": "somebody else",
    "health": "health or family",
    "offensive": "offensive words",
    "other": "something else",
}
"""Why a span is redacted, by the code that the log holds."""


@dataclass(frozen=True, kw_only=True, order=True)
class Span:
    """A part of a text.

    Attributes:
        start: Its first character, from 0.
        end: The one after its last.
        kind: A key of ``KINDS``.
    """

    start: int
    end: int
    kind: str = "other"

    @classmethod
    def of(cls, details: Mapping[str, Any]) -> Self:
        """Return the span of an act.

        Args:
            details: Of the act.
        """
        return cls(
            start=int(details["start"]),
            end=int(details["end"]),
            kind=str(details.get("kind", "")),
        )


def redact(text: str, spans: Iterable[Span]) -> str:
    """Return a text with a mark in place of each span; those that overlap are one.

    Args:
        text: As the reader wrote it.
        spans: In any order.
    """
    parts: list[str] = []
    place = 0
    for span in sorted(spans):
        if span.end <= place:
            continue
        if span.start >= place:
            parts += [
                text[place : span.start],
                f"[redacted: {KINDS.get(span.kind, 'something else')}]",
            ]
        place = span.end
    return "".join([*parts, text[place:]])
