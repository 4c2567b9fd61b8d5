"""What the field types are made of: names, options, a question, what is wrong with an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic import Field as Limits

Answers = dict[str, str | int | list[str]]
"""What is stored: unanswered is absent; a matrix cell is ``name__row__scale``."""
Posted = Mapping[str, Sequence[str]]
"""What arrived: every value of every name, in the order of the form."""
Translate = Callable[[str], str]
"""Turns an English sentence into the document's language."""

RESERVED_NAMES = frozenset({
    "elapsed_ms", "form", "form_version", "hp_field", "language", "page", "page_title",
    "page_url", "received_at", "reference", "release", "section", "submission_id",
})  # fmt: skip
"""What every submission carries besides the answers (design §5), and what a receiver adds."""


def _not_reserved(name: str) -> str:
    if name in RESERVED_NAMES:
        msg = f'"{name}" is reserved: every submission already carries it'
        raise ValueError(msg)
    if "__" in name:
        msg = f'"{name}" has "__", which joins the parts of a matrix cell\'s name'
        raise ValueError(msg)
    return name


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Name = Annotated[Key, AfterValidator(_not_reserved)]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Length = Annotated[int, Limits(ge=0, le=20_000)]
Points = Annotated[int, Limits(ge=2, le=11)]
MessageCode = Literal["missing", "short", "long", "format", "choice"]


def require_distinct(keys: Sequence[str], what: str) -> None:
    """Refuse keys that name two things.

    Args:
        keys: Every key, in order.
        what: What a key names, for the message.

    Raises:
        ValueError: A key occurs twice.
    """
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        msg = f"the same {what} twice: {', '.join(twice)}"
        raise ValueError(msg)


def _lower_first(label: str) -> str:
    """``Your role`` → ``your role``, but ``NHS trust`` stays as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


@dataclass(frozen=True, kw_only=True)
class FieldError:
    """What is wrong with one answer.

    Attributes:
        field: The posted name that it is about.
        code: ``missing``, ``short``, ``long``, ``format`` or ``choice``.
        message: What to tell the reader, in the document's language.
    """

    field: str
    code: MessageCode
    message: str


class Part(BaseModel):
    """A frozen piece of a form that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Part):
    """One answer to choose: ``value`` is stored and stable, ``label`` may be reworded."""

    value: Words
    label: Words


class OptionGroup(Part):
    """Options under a heading of their own."""

    group: Words
    options: Annotated[tuple[OptionLike, ...], Limits(min_length=1)]


def _option(given: Any) -> Any:
    return {"value": given, "label": given} if isinstance(given, str) else given


def _choice(given: Any) -> Any:
    """Pick the class by the key that only groups have, so that mistakes name one class."""
    if isinstance(given, Mapping) and "group" in given:
        return OptionGroup.model_validate(given)
    return given if isinstance(given, OptionGroup) else Option.model_validate(_option(given))


OptionLike = Annotated[Option, BeforeValidator(_option)]
Choices = Annotated[
    tuple[Annotated[Option | OptionGroup, BeforeValidator(_choice)], ...], Limits(min_length=1)
]


class Question(Part):
    """What every visible field has.

    Attributes:
        name: The key in every export; never renamed by a rewording.
        label: The question.
        hint: One short sentence of help, without a full stop.
        required: A required field must be answered; any other says "(optional)".
        messages: Error messages of the form's own, by code.
    """

    name: Name
    label: Words
    hint: str = ""
    required: bool = False
    messages: dict[MessageCode, Words] = {}

    wording: ClassVar[dict[MessageCode, str]] = {"missing": "Enter {what}"}

    @property
    def keys(self) -> tuple[str, ...]:
        """The names under which its answers are posted and stored."""
        return (self.name,)

    def say(self, code: MessageCode, translate: Translate = str) -> str:
        """Return the message for one mistake, the form's own or the type's.

        Args:
            code: The mistake; one of the type's ``wording``.
            translate: Into the document's language.
        """
        if code in self.messages:
            return self.messages[code]
        limits = {key: getattr(self, f"{key}_length", "") for key in ("min", "max")}
        return translate(self.wording[code]).format(
            label=self.label, what=_lower_first(self.label), **limits
        )

    def check(self, posted: Posted) -> tuple[Answers, list[FieldError]]:
        """Read this field's answer from what was posted.

        Args:
            posted: Everything that was posted.

        Returns:
            The answers to store (none where nothing was answered) and what is wrong.
        """
        value = next(iter(posted.get(self.name, ())), "").replace("\r\n", "\n")
        code = self.fault(value) if value.strip() else "missing" if self.required else None
        if code:
            error = FieldError(field=self.keys[0], code=code, message=self.say(code))
            return {}, [error]
        return ({self.name: self.stored(value)} if value.strip() else {}), []

    def fault(self, value: str) -> MessageCode | None:
        """Return what is wrong with a value that is not empty, if anything."""
        raise TypeError(value)

    def stored(self, value: str) -> str | int:
        """Return what is stored for a value that is right."""
        return value
