"""What the field types are made of: names, options, a question, what is wrong with an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import not_
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    StrictBool,
    StringConstraints,
    Tag,
    ValidationInfo,
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
    """Return the error that a validator raises: what is wrong, and what to write instead."""
    return PydanticCustomError("mistake", "{cause}", {"cause": cause, "cure": cure})


def _not_reserved(name: str, info: ValidationInfo) -> str:
    if name in RESERVED_NAMES:
        cause = f'the name "{name}" is reserved: every submission already carries it'
        raise mistake(cause, "Choose another name.")
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
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Length = Annotated[int, Limits(ge=0, le=20_000, strict=True)]
Points = Annotated[int, Limits(ge=2, le=11, strict=True)]
MessageCode = Literal["missing", "short", "long", "format", "choice"]


FormerNames = Annotated[tuple[Key, ...], Limits(exclude_if=not_)]
"""Names under which earlier versions asked the same. Left out of the manifest where empty,
so that forms without them are written as they were before the key existed."""
FormerValues = Annotated[tuple[Words, ...], Limits(exclude_if=not_)]
"""Values under which earlier versions stored the same option."""


def require_distinct(keys: Sequence[str], what: str) -> None:
    """Refuse keys that name two things.

    Args:
        keys: Every key, in order.
        what: What a key names, for the message.

    Raises:
        PydanticCustomError: A key occurs twice.
    """
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        cause = f"the same {what} twice: {', '.join(twice)}"
        raise mistake(cause, f"Give each its own {what}.")


def require_own_history(names: Iterable[tuple[str, Sequence[str]]], what: str) -> None:
    """Refuse a former name that leads to two present ones.

    Args:
        names: Each present name with its former names. A former name may be the present
            name of the same thing: it was renamed and then renamed back.
        what: What a name stands for, for the message.

    Raises:
        PydanticCustomError: A former name belongs to something else as well.
    """
    owners: dict[str, set[str]] = {}
    for present, former in names:
        for name in (present, *former):
            owners.setdefault(name, set()).add(present)
    for name, presents in owners.items():
        if len(presents) > 1:
            cause = f'"{name}" is or was the {what} of two: {", ".join(sorted(presents))}'
            raise mistake(cause, "Take it out of the `was` of all but one.")


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
    was: FormerValues = ()


def _option(given: Any) -> Any:
    return {"value": given, "label": given} if isinstance(given, str) else given


def _kind(given: Any) -> str:
    """Tell a group from an option by the key that only groups have."""
    has_group = "group" in given if isinstance(given, Mapping) else hasattr(given, "group")
    return "group" if has_group else "option"


OptionLike = Annotated[Option, BeforeValidator(_option)]


class OptionGroup(Part):
    """Options under a heading of their own."""

    group: Words
    options: Annotated[tuple[OptionLike, ...], Limits(min_length=1)]


Choice = Annotated[
    Annotated[OptionLike, Tag("option")] | Annotated[OptionGroup, Tag("group")],
    Discriminator(_kind),
]
Choices = Annotated[tuple[Choice, ...], Limits(min_length=1)]


class Question(Part):
    """What every visible field has.

    Attributes:
        name: The key in every export; never renamed by a rewording.
        was: Names under which earlier versions asked the same, the latest first.
        label: The question.
        hint: One short sentence of help, without a full stop.
        required: A required field must be answered; any other says "(optional)".
        messages: Error messages of the form's own, by code.
    """

    name: Name
    was: FormerNames = ()
    label: Words
    hint: str = ""
    required: StrictBool = False
    messages: dict[MessageCode, Words] = {}

    wording: ClassVar[dict[MessageCode, str]] = {"missing": "Enter {what}"}

    @model_validator(mode="after")
    def _says_its_messages(self) -> Self:
        for code in sorted(self.messages.keys() - self.wording.keys()):
            kind = getattr(self, "type", "")
            cause = f'messages.{code}: a field of type "{kind}" never says it'
            raise mistake(cause, f"Known: {', '.join(sorted(self.wording))}.")
        return self

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
        label, what = self.label, _lower_first(self.label)
        if label.endswith("?"):
            label = translate("Your answer to “{label}”").format(label=self.label)
            what = translate("an answer to “{label}”").format(label=self.label)
        limits = {key: getattr(self, f"{key}_length", "") for key in ("min", "max")}
        return translate(self.wording[code]).format(label=label, what=what, **limits)

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
