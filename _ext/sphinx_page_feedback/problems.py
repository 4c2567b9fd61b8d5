"""The mistakes a team can make: each has a code, a place, a cause and a cure."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Code(StrEnum):
    """What went wrong; the subtype of a Sphinx warning and a heading of the error page."""

    CONFIG = "config"
    DUPLICATE_FORM = "duplicate-form"
    FORM_SYNTAX = "form-syntax"
    FORM_VALUE = "form-value"
    PAGE_OPTION = "page-option"
    SERVICE = "service"
    UNKNOWN_FORM = "unknown-form"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One mistake, in words that let its author mend it.

    Attributes:
        code: The kind of mistake; ``feedback.<code>`` in Sphinx's output.
        place: Where it is: ``docs/_feedback/page.toml:12`` or ``conf.py``.
        cause: What is wrong, without a full stop.
        cure: What to write instead, a sentence.
        subject: The field or option that it is about; empty for the whole file.
    """

    code: Code
    place: str
    cause: str
    cure: str
    subject: str = ""

    def __str__(self) -> str:
        """One line: place, subject, cause, cure."""
        subject = f" {self.subject}:" if self.subject else ""
        return f"{self.place}:{subject} {self.cause}. {self.cure}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say what may have been meant.

    Args:
        word: What was written.
        known: What could have been written.

    Returns:
        ``Did you mean "page"? Known: main, page.``, or only the second sentence.
    """
    names = sorted(known)
    close = get_close_matches(word, names, n=1)
    guess = f'Did you mean "{close[0]}"? ' if close else ""
    return f"{guess}Known: {', '.join(names) or 'none'}."
