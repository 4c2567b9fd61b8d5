"""The field types: what each asks, what it accepts, what it says of a wrong answer."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import Discriminator, model_validator
from pydantic import Field as Limits

from .question import (
    Answers,
    Choices,
    FieldError,
    FormerNames,
    Length,
    MessageCode,
    Name,
    Option,
    OptionGroup,
    Part,
    Posted,
    Question,
    mistake,
    require_distinct,
    require_own_history,
)
from .ratings import Matrix, Scale

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")  # loose: only sending a message proves one


class _Written(Question):
    """A field that takes the reader's own words, with limits in characters."""

    min_length: Length = 0
    max_length: Length = 500
    autocomplete: str = ""

    wording: ClassVar[dict[MessageCode, str]] = {
        **Question.wording,
        "short": "{label} must be {min} characters or more",
        "long": "{label} must be {max} characters or less",
    }

    @model_validator(mode="after")
    def _limits_in_order(self) -> Self:
        if self.min_length > self.max_length:
            cause = f"min_length {self.min_length} is more than max_length {self.max_length}"
            raise mistake(cause, "Make min_length the smaller one.")
        return self

    def fault(self, value: str) -> MessageCode | None:
        """Return what is wrong with a value that is not empty, if anything."""
        if len(value.strip()) < self.min_length:
            return "short"
        return "long" if len(value) > self.max_length else None


class Text(_Written):
    """One line."""

    type: Literal["text"]


class Textarea(_Written):
    """Several lines."""

    type: Literal["textarea"]
    max_length: Length = 5_000
    rows: Annotated[int, Limits(ge=2, le=30)] = 5


class Email(_Written):
    """An e-mail address; 254 characters is the longest (RFC 5321 §4.5.3.1.3, erratum 1690)."""

    type: Literal["email"]
    max_length: Length = 254
    autocomplete: str = "email"

    wording: ClassVar[dict[MessageCode, str]] = {
        **_Written.wording,
        "format": "Enter an email address in the correct format, like name@example.com",
    }

    def stored(self, value: str) -> str | int:
        """Return the address without the spaces that pasting brings along."""
        return value.strip()

    def fault(self, value: str) -> MessageCode | None:
        """Return what is wrong with a value that is not empty, if anything."""
        return super().fault(value) or (None if _EMAIL.fullmatch(value.strip()) else "format")


class _Chosen(Question):
    """A field with a list to choose from."""

    options: Choices

    wording: ClassVar[dict[MessageCode, str]] = {
        "missing": "Select {what}",
        "choice": "Select {what} from the list",
    }

    @property
    def flat_options(self) -> tuple[Option, ...]:
        """Every option, whatever its group, in order."""
        return tuple(_flatten(self.options))

    @model_validator(mode="after")
    def _options_are_distinct(self) -> Self:
        options = self.flat_options
        require_distinct([option.value for option in options], "option value")
        require_own_history(((option.value, option.was) for option in options), "option value")
        return self

    def fault(self, value: str) -> MessageCode | None:
        """Return what is wrong with a value that is not empty, if anything."""
        return None if value in self._values else "choice"

    @cached_property
    def _values(self) -> frozenset[str]:
        return frozenset(option.value for option in self.flat_options)


def _flatten(options: Sequence[Option | OptionGroup]) -> Iterator[Option]:
    for option in options:
        if isinstance(option, OptionGroup):
            yield from option.options
        else:
            yield option


class Select(_Chosen):
    """One answer from a drop-down list."""

    type: Literal["select"]


class Radio(_Chosen):
    """One answer from a visible list."""

    type: Literal["radio"]


class Checkboxes(_Chosen):
    """Any number of answers from a list."""

    type: Literal["checkboxes"]

    wording: ClassVar[dict[MessageCode, str]] = {
        "missing": "Select at least one answer to “{label}”",
        "choice": "Select answers to “{label}” from the list",
    }

    def check(self, posted: Posted) -> tuple[Answers, list[FieldError]]:
        """Read the answers from what was posted; see ``Question.check``."""
        values = list(dict.fromkeys(value for value in posted.get(self.name, ()) if value))
        code: MessageCode | None = "missing" if self.required and not values else None
        if any(self.fault(value) for value in values):
            code = "choice"
        if code:
            return {}, [FieldError(field=self.name, code=code, message=self.say(code))]
        return ({self.name: values} if values else {}), []


class Hidden(Part):
    """A value of the form's own, the same in every submission."""

    type: Literal["hidden"]
    name: Name
    was: FormerNames = ()
    value: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The one name under which it is stored."""
        return (self.name,)

    def check(self, posted: Posted) -> tuple[Answers, list[FieldError]]:
        """Return the form's own value: what was posted cannot change it."""
        del posted
        return {self.name: self.value}, []


Field = Annotated[
    Text | Textarea | Email | Select | Radio | Checkboxes | Scale | Matrix | Hidden,
    Discriminator("type"),
]
