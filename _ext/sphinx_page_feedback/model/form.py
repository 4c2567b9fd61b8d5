"""A form: its texts, its dates and its fields."""

from __future__ import annotations

import json
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field as Limits
from pydantic import PrivateAttr, TypeAdapter, model_validator

from .body_size import largest_body
from .fields import Email, Field, Hidden
from .period import LONGEST_DRAFT, DraftPeriod, Period, PeriodText
from .question import FROM_MANIFEST, Answers, Key, NonBlank, Part, Posted, Translate, mistake
from .renames import Renames

if TYPE_CHECKING:
    from .question import FieldError

_FIELDS = TypeAdapter(tuple[Field, ...])
_NOT_ASKED = frozenset({"messages", "remember", "was"})
"""Keys of a field that change nothing of what a reader is asked."""
_TEXTS = frozenset(
    {"title", "intro", "submit", "thanks", "warning", "label", "hint", "group", "low", "high"}
)
"""Keys whose value is a text for the reader, in a form and in all that it holds."""


class Form(Part):
    """A form, as a form file declares it.

    Attributes:
        name: The name that pages, exports and the manifest use; the file's name.
        title: The heading above the form.
        intro: A paragraph or two under the heading, in Markdown.
        submit: The text of the button.
        thanks: The confirmation once the answers are stored.
        opens: The first day on which answers are taken.
        closes: The last day on which answers are taken.
        warning: The advice next to the button on what to leave out of an answer.
        privacy: Docname or URL of the full privacy notice.
        keep: How long answers are kept, as in ``P1Y``; empty where nobody has said so.
        keep_email: How long e-mail addresses are kept, which is never longer than the answers.
        drafts: How long a draft stays on a reader's device: until the form closes, at most this.
        fields: The questions, in order.
    """

    name: Key
    title: NonBlank
    intro: str = ""
    submit: NonBlank = "Send feedback"
    thanks: NonBlank = "Thank you. We have received your feedback."
    opens: date | None = None
    closes: date | None = None
    warning: str = (
        "Do not include personal or financial information, or details that could identify "
        "somebody else."
    )
    privacy: str = ""
    keep: PeriodText = ""
    keep_email: PeriodText = ""
    drafts: DraftPeriod = f"P{LONGEST_DRAFT}D"
    fields: Annotated[tuple[Field, ...], Limits(min_length=1)]
    # Private, so that no dump and no manifest has it as a key of the form.
    _written_version: str = PrivateAttr("")

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.opens and self.closes and self.opens > self.closes:
            cause = f"the form opens on {self.opens}, after it closes on {self.closes}"
            raise mistake(cause, "Make opens the earlier day.")
        return self

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that change when what is asked does.

        Messages and former names ask nothing. Keys that later releases add are left out
        where they have their default (``exclude_if``), so that an upgrade changes no version.
        The version that a manifest states counts, since a later release may have written it.
        """
        return self._written_version or self._hash_of_fields

    @cached_property
    def _hash_of_fields(self) -> str:
        fields = _FIELDS.dump_python(self.fields, mode="json")
        text = json.dumps(_without(fields, _NOT_ASKED), sort_keys=True, ensure_ascii=False)
        # 48 bits: each page carries it, and it tells apart the versions of one form only.
        return sha256(text.encode()).hexdigest()[:12]

    @cached_property
    def fields_by_key(self) -> dict[str, Field]:
        """The field of each answer, by the name under which it is stored."""
        return {key: field for field in self.fields for key in field.keys}

    @cached_property
    def renames(self) -> Renames:
        """Where answers to earlier versions stand in this one."""
        return Renames.of(self.fields)

    @cached_property
    def largest_body(self) -> int:
        """Bytes of the largest body that an answer to the form can have, in any encoding."""
        return largest_body(self.fields)

    @cached_property
    def email_names(self) -> frozenset[str]:
        """The names of the fields that ask for an e-mail address, and their former names."""
        fields = [field for field in self.fields if isinstance(field, Email)]
        return frozenset(name for field in fields for name in (field.name, *field.was))

    def keep_until(self, day: date) -> date | None:
        """Return the last day on which an answer is kept; ``None`` if nobody has said so.

        Args:
            day: The day of its arrival; the period counts from the last day of the form where
                it has one.
        """
        return self._end_of(self.keep, day)

    def keep_email_until(self, day: date) -> date | None:
        """Return the last day on which an e-mail address is kept, as ``keep_until`` does.

        Args:
            day: The day of its arrival.
        """
        return self._end_of(self.keep_email, day)

    def _end_of(self, period: str, day: date) -> date | None:
        return Period.parse(period).after(self.closes or day) if period else None

    def state_on(self, day: date) -> Literal["early", "open", "closed"]:
        """Return whether answers are taken on a day; both end days count as open."""
        if self.opens and day < self.opens:
            return "early"
        return "closed" if self.closes and day > self.closes else "open"

    def translated(self, translate: Translate) -> Form:
        """Return the form with each text for readers translated.

        Names and values stay, so that answers in all languages stand in one table.

        Args:
            translate: From the language of the form file.
        """
        data = _translate_texts(self.model_dump(exclude={"name"}), translate)
        return Form.model_validate({**data, "name": self.name})

    def check(self, posted: Posted) -> tuple[Answers, list[FieldError]]:
        """Validate every field's answer; names that the form does not have are left out.

        Args:
            posted: Everything that was posted.

        Returns:
            The answers to store and the errors, both in the order of the form.
        """
        answers: Answers = {}
        errors: list[FieldError] = []
        for field in self.fields:
            field_answers, field_errors = field.check(posted)
            answers |= field_answers
            errors += field_errors
        return answers, errors

    def to_manifest(self, translate: Translate = str) -> dict[str, Any]:
        """Return the form as ``feedback.json`` holds it, every message spelled out.

        Args:
            translate: Into the document's language.
        """
        # With every message, since the receiver has no catalogue to translate by (decision 3).
        data = self.model_dump(mode="json", exclude={"name"})
        for field, dumped in zip(self.fields, data["fields"], strict=True):
            if not isinstance(field, Hidden):
                dumped["messages"] = {
                    code: field.message(code, translate) for code in field.message_templates
                }
        return {"version": self.version, **data}

    @classmethod
    def from_manifest(cls, name: str, data: dict[str, Any]) -> Form:
        """Read back what ``to_manifest`` wrote.

        Args:
            name: The form's name, its key in the manifest.
            data: What the manifest holds under that key.

        Raises:
            pydantic.ValidationError: It is no form of this version.
        """
        # A later release may have written keys that this one does not have.
        form = cls.model_validate({**data, "name": name}, extra="ignore", context=FROM_MANIFEST)
        version = data.get("version", "")
        if isinstance(version, str) and version != form.version:
            form._written_version = version  # noqa: SLF001 (of the same class)
        return form


def _without(value: Any, keys: frozenset[str]) -> Any:
    """Return JSON without some keys, at every depth."""
    if isinstance(value, dict):
        return {key: _without(item, keys) for key, item in value.items() if key not in keys}
    return [_without(item, keys) for item in value] if isinstance(value, list) else value


def _translate_texts(value: Any, translate: Translate) -> Any:
    """Return data of a form with each text for readers translated, at every depth."""
    if isinstance(value, dict):
        return {
            key: {code: translate(text) for code, text in item.items()}
            if key == "messages"
            else translate(item)
            if key in _TEXTS and item
            else _translate_texts(item, translate)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_translate_texts(item, translate) for item in value]
    return value
