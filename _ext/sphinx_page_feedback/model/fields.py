"""The field types, one class each, and ``Field``, the union of them all.

A new type is a class here (or in ``ratings``), a name in ``Field``, a template of its input in
``templates/feedback`` and one in ``pdf/questions``, and a heading in the reference of form files;
``tests/model/test_field_types.py`` fails until all of them are there.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Discriminator, model_validator
from pydantic import Field as Limits

from .option import Choices, Option, flatten_options
from .question import (
    Answers,
    FieldError,
    FormerNames,
    Length,
    MessageCode,
    Name,
    Part,
    Posted,
    Question,
    Remember,
    mistake,
    require_distinct,
    require_distinct_history,
)
from .ratings import Matrix, Scale

_EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")
"""Loose, since only sending a message proves an address; the same as in ``answers.js``."""


class _FreeText(Question):
    """A field of free text, with limits in characters (Unicode code points)."""

    min_length: Length = 0
    max_length: Length = 500
    autocomplete: str = ""

    message_templates: ClassVar[dict[MessageCode, str]] = {
        **Question.message_templates,
        "short": "{label} must be {min} characters or more",
        "long": "{label} must be {max} characters or less",
    }

    @model_validator(mode="after")
    def _limits_in_order(self) -> Self:
        if self.min_length > self.max_length:
            cause = f"min_length {self.min_length} is more than max_length {self.max_length}"
            raise mistake(cause, "Make min_length the smaller one.")
        return self

    def problem_with(self, value: str) -> MessageCode | None:
        """Hold the length against both limits; only ``min_length`` ignores space at the ends."""
        if len(value.strip()) < self.min_length:
            return "short"
        # A browser counts UTF-16 units, of which an emoji has two; the receiver decides
        # (decision 4).
        return "long" if len(value) > self.max_length else None


class Text(_FreeText):
    """One line."""

    type: Literal["text"]
    remember: Remember = False


class Textarea(_FreeText):
    """Several lines."""

    type: Literal["textarea"]
    max_length: Length = 5_000
    rows: Annotated[int, Limits(ge=2, le=30)] = 5


class Email(_FreeText):
    """An e-mail address; 254 characters is the longest (RFC 5321 §4.5.3.1.3, erratum 1690)."""

    type: Literal["email"]
    max_length: Length = 254
    autocomplete: str = "email"

    message_templates: ClassVar[dict[MessageCode, str]] = {
        **_FreeText.message_templates,
        "format": "Enter an email address in the correct format, like name@example.com",
    }

    def parse(self, value: str) -> str | int:
        """Strip the spaces that pasting brings along."""
        return value.strip()

    def problem_with(self, value: str) -> MessageCode | None:
        """Require the form of an address, after both limits."""
        problem = super().problem_with(value)
        return problem or (None if _EMAIL.fullmatch(value.strip()) else "format")


class _Choice(Question):
    """A field with a list of options."""

    options: Choices

    message_templates: ClassVar[dict[MessageCode, str]] = {
        "missing": "Select {what}",
        "choice": "Select {what} from the list",
    }

    @property
    def flat_options(self) -> tuple[Option, ...]:
        """Every option, whatever its group, in order."""
        return tuple(flatten_options(self.options))

    @model_validator(mode="after")
    def _options_are_distinct(self) -> Self:
        options = self.flat_options
        require_distinct([option.value for option in options], "option value")
        require_distinct_history(
            ((option.value, option.was) for option in options), "option value"
        )
        return self

    def problem_with(self, value: str) -> MessageCode | None:
        """Require the value of one of the options."""
        return None if value in self._values else "choice"

    @cached_property
    def _values(self) -> frozenset[str]:
        return frozenset(option.value for option in self.flat_options)


class Select(_Choice):
    """One answer from a drop-down list."""

    type: Literal["select"]
    remember: Remember = False


class Radio(_Choice):
    """One answer from a visible list."""

    type: Literal["radio"]
    remember: Remember = False


class Checkboxes(_Choice):
    """Any number of answers from a list."""

    type: Literal["checkboxes"]

    message_templates: ClassVar[dict[MessageCode, str]] = {
        "missing": "Select at least one answer to “{label}”",
        "choice": "Select answers to “{label}” from the list",
    }

    def check(self, posted: Posted) -> tuple[Answers, list[FieldError]]:
        """Take every ticked option, each once, in the order in which they were posted."""
        values = list(dict.fromkeys(value for value in posted.get(self.name, ()) if value))
        code: MessageCode | None = "missing" if self.required and not values else None
        if any(self.problem_with(value) for value in values):
            code = "choice"
        if code:
            return {}, [self.error(code)]
        return ({self.name: values} if values else {}), []


class Hidden(Part):
    """A fixed value that the form file states, the same in every submission."""

    type: Literal["hidden"]
    name: Name
    was: FormerNames = ()
    value: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The name under which it is stored."""
        return (self.name,)

    def check(self, posted: Posted) -> tuple[Answers, list[FieldError]]:
        """Answer with the fixed value, whatever was posted."""
        del posted
        return {self.name: self.value}, []


Field = Annotated[
    Text | Textarea | Email | Select | Radio | Checkboxes | Scale | Matrix | Hidden,
    # Without it pydantic would report the errors of every type for one field.
    Discriminator("type"),
]
