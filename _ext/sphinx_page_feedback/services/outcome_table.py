"""The contents of ``outcomes.json``, which the script of a page reads too."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

from sphinx_page_feedback.model import Part


class Outcome(StrEnum):
    """What became of a submission, as far as its reply proves it."""

    STORED = "stored"
    HANDED_OVER = "handed_over"
    NOT_STORED = "not_stored"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class FailurePaths(Part):
    """Where the body of a reply reports a failure.

    Attributes:
        filled: Paths that hold something only in a failure.
        equals: Paths with the text that they hold only in a failure.
    """

    filled: tuple[str, ...]
    equals: tuple[tuple[str, str], ...]


class ErrorPaths(Part):
    """Where refusals of the common kinds say why, each list in the order to look.

    Attributes:
        items: Paths of errors about fields: a list, or an object by field name.
        field: Where an item of a list has the name or the path of its field.
        text: Where an item has its message.
        message: Paths of a message about all of it.
    """

    items: tuple[str, ...]
    field: tuple[str, ...]
    text: tuple[str, ...]
    message: tuple[str, ...]


class OutcomeTable(Part):
    """The contents of ``outcomes.json``.

    Attributes:
        outcomes: What each outcome means for the reader.
        facts: What can be seen in a reply, each with its meaning.
        rules: Facts with spaces between, and the outcome; the first rule all of whose facts
            hold decides, and the last needs none.
        failure: Where a body reports a failure.
        errors: Where a refusal says why.
    """

    outcomes: Mapping[Outcome, str]
    facts: Mapping[str, str]
    rules: tuple[tuple[str, Outcome], ...]
    failure: FailurePaths
    errors: ErrorPaths


# One file for page and Python: two copies of the rules had drifted apart (decision 35).
@cache
def outcome_table() -> OutcomeTable:
    """Return the table that the script reads too."""
    text = files(__package__).joinpath("outcomes.json").read_text(encoding="utf-8")
    return OutcomeTable.model_validate_json(text)
