"""What all fields have in common: names, the question that types extend, and its errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import not_
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StrictBool,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic import Field as Limits
from pydantic_core import PydanticCustomError

from .table import COLUMN_NAMES, RESERVED_NAMES

Answers = dict[str, str | int | list[str]]
"""What is stored: unanswered is absent; a matrix cell is ``name__row__scale``."""
Posted = Mapping[str, Sequence[str]]
"""What arrived: every value of every name, in the order of the form."""
Translate = Callable[[str], str]
"""Turns an English sentence into the document's language."""

FROM_MANIFEST = {"from_manifest": True}
"""Validation context of a form that an earlier release may have built."""


def mistake(cause: str, cure: str) -> PydanticCustomError:
    """Return the error that a validator raises: the cause, and what to write instead."""
    # In the context, since braces in a template would be read as placeholders.
    return PydanticCustomError("mistake", "{cause}", {"cause": cause, "cure": cure})


def _not_reserved(name: str, info: ValidationInfo) -> str:
    if name in RESERVED_NAMES:
        cause = f'the name "{name}" is reserved: every submission already carries it'
        raise mistake(cause, "Choose another name.")
    # A published form may have the name of a column that came later; its receiver still reads
    # it.
    if name in COLUMN_NAMES and info.context != FROM_MANIFEST:
        cause = f'the name "{name}" is reserved: it is a column of every export'
        cure = f'Choose another name. If the form has asked it before, add was = ["{name}"].'
        raise mistake(cause, cure)
    if "__" in name:
        cause = f'the name "{name}" has "__", which joins the parts of a matrix cell\'s name'
        raise mistake(cause, "Use single underscores.")
    return name


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Name = Annotated[Key, AfterValidator(_not_reserved)]
NonBlank = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Length = Annotated[int, Limits(ge=0, le=20_000, strict=True)]
Points = Annotated[int, Limits(ge=2, le=11, strict=True)]
MessageCode = Literal["missing", "short", "long", "format", "choice"]
"""What a form file may word; ``repeated`` is the receiver's, for two answers to one question."""


FormerNames = Annotated[tuple[Key, ...], Limits(exclude_if=not_)]
"""Names under which earlier versions asked the same. Left out of the manifest where empty,
so that forms without them are written as they were before the key existed."""
FormerValues = Annotated[tuple[NonBlank, ...], Limits(exclude_if=not_)]
"""Values under which earlier versions stored the same option."""

Remember = Annotated[StrictBool, Limits(exclude_if=not_)]
"""Whether an answer that was sent is offered again on the next page of the visit."""


def require_distinct(keys: Sequence[str], noun: str) -> None:
    """Refuse keys that name two things.

    Args:
        keys: Every key, in order.
        noun: What a key is, for the message, as in ``option value``.

    Raises:
        PydanticCustomError: A key occurs twice.
    """
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    if repeated:
        cause = f"the same {noun} twice: {', '.join(repeated)}"
        raise mistake(cause, f"Give each its own {noun}.")


def require_distinct_history(names: Iterable[tuple[str, Sequence[str]]], noun: str) -> None:
    """Refuse a former name that leads to two present ones.

    Args:
        names: Each present name with its former names. A former name may be the present
            name of the same thing: it was renamed and then renamed back.
        noun: What a name is, for the message.

    Raises:
        PydanticCustomError: A former name belongs to something else as well.
    """
    owners: dict[str, set[str]] = {}
    for present, former in names:
        for name in (present, *former):
            owners.setdefault(name, set()).add(present)
    for name, presents in owners.items():
        if len(presents) > 1:
            cause = f'"{name}" is or was the {noun} of two: {", ".join(sorted(presents))}'
            raise mistake(cause, "Take it out of the `was` of all but one.")


def _lower_first(label: str) -> str:
    """Spell a label as inside a sentence: ``your role``, but ``NHS trust``."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


@dataclass(frozen=True, kw_only=True)
class FieldError:
    """The problem with one answer.

    Attributes:
        field: The posted name of the answer.
        code: ``missing``, ``short``, ``long``, ``format``, ``choice`` or ``repeated``.
        message: For the reader, in the document's language.
    """

    field: str
    code: MessageCode | Literal["repeated"]
    message: str


class Part(BaseModel):
    """A frozen model that refuses unknown keys."""

    # A misspelt key of a form file would else have no effect and no message.
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(Part):
    """A visible field: what all types have in common.

    A type overrides ``message_templates`` and ``problem_with``, and ``parse`` or ``check`` where
    its answer is not one text.

    Attributes:
        name: The key in every export; never renamed by a rewording.
        was: Names under which earlier versions asked the same, the latest first.
        label: The question.
        hint: One short sentence of help, without a full stop.
        required: A required field must be answered; any other says "(optional)".
        messages: Error messages that the form file states, by code.
        message_templates: Error messages of the type, by code.
    """

    name: Name
    was: FormerNames = ()
    label: NonBlank
    hint: str = ""
    required: StrictBool = False
    messages: dict[MessageCode, NonBlank] = {}

    message_templates: ClassVar[dict[MessageCode, str]] = {"missing": "Enter {what}"}

    @field_validator("messages", mode="before")
    @classmethod
    def _ignore_codes_of_later_releases(cls, messages: Any, info: ValidationInfo) -> Any:
        if info.context != FROM_MANIFEST or not isinstance(messages, Mapping):
            return messages
        return {code: messages[code] for code in messages if code in cls.message_templates}

    @model_validator(mode="after")
    def _messages_are_of_the_type(self) -> Self:
        for code in sorted(self.messages.keys() - self.message_templates.keys()):
            kind = getattr(self, "type", "")
            cause = f'messages.{code}: a field of type "{kind}" never says it'
            raise mistake(cause, f"Known: {', '.join(sorted(self.message_templates))}.")
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The names under which its answers are posted and stored."""
        return (self.name,)

    def message(self, code: MessageCode, translate: Translate = str) -> str:
        """Return an error message, that of the form file or else of the type.

        Args:
            code: A key of ``message_templates``.
            translate: Into the document's language.
        """
        if code in self.messages:
            return self.messages[code]
        label, inside_sentence = self.label, _lower_first(self.label)
        # “Enter which role do you have?” is no sentence.
        if label.endswith("?"):
            label = f"Your answer to “{self.label}”"
            inside_sentence = f"an answer to “{self.label}”"
        limits = {key: getattr(self, f"{key}_length", "") for key in ("min", "max")}
        template = translate(self.message_templates[code])
        if template != self.message_templates[code]:
            # Translations quote the label: no rule fits it into sentences of all languages.
            label = inside_sentence = self.label
        return template.format(label=label, what=inside_sentence, **limits)

    def error(self, code: MessageCode) -> FieldError:
        """Return an error of this field.

        Args:
            code: A key of ``message_templates``.
        """
        return FieldError(field=self.keys[0], code=code, message=self.message(code))

    def check(self, posted: Posted) -> tuple[Answers, list[FieldError]]:
        """Validate this field's answer.

        Args:
            posted: Everything that was posted.

        Returns:
            The answers to store, none for an empty one; and the errors.
        """
        value = next(iter(posted.get(self.name, ())), "").replace("\r\n", "\n")
        if not value.strip():
            return {}, [self.error("missing")] if self.required else []
        code = self.problem_with(value)
        return ({}, [self.error(code)]) if code else ({self.name: self.parse(value)}, [])

    def problem_with(self, value: str) -> MessageCode | None:
        """Validate one value; a type without rules accepts every one.

        Args:
            value: What was posted, not blank, lines ending in LF.

        Returns:
            A key of ``message_templates``; ``None`` if the value is valid.
        """
        del value
        return None

    def parse(self, value: str) -> str | int:
        """Return a valid value as it is stored."""
        return value
