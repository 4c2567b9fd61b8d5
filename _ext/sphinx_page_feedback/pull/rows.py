"""Map an item of a service's list to a row of the table that all services share."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from sphinx_page_feedback.model import (
    EXPORTED,
    SENT_NAMES,
    Checkboxes,
    Matrix,
    Scale,
    present_row,
    reference_of,
    split_list,
    suspicion,
    without_addresses,
)
from sphinx_page_feedback.services import Reader, Token, at

from .flags import date_flags, spam_flags
from .issues import sent_from_link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_page_feedback.model import Field, Form

    from .source import Row, Source

_NO_READER = Reader(endpoint="", token=Token(variable=""))
# The longer first: splitting at ";" would leave a blank before each answer.
_JOINTS = ("; ", ", ", ";", ",", "\n")
"""How services join several answers; our own exports escape what would be ambiguous."""


@dataclass(frozen=True, kw_only=True)
class RowMapping:
    """How the items of a service become rows.

    Attributes:
        reader: Where things are in an item.
        ours: Our name of each field, by the name that the service knows.
        control: Globs of names that are no answers.
        honeypot: The trap's name.
        source: The site's service and forms.
    """

    reader: Reader
    ours: Mapping[str, str]
    control: tuple[str, ...]
    honeypot: str
    source: Source

    @classmethod
    def of(cls, source: Source) -> Self:
        """Return the mapping for a site's service.

        Args:
            source: The service and the forms.
        """
        service, native = source.settings.service, source.settings.service.native
        reader, forms = service.reader or _NO_READER, source.manifest.forms
        keys = {key for form in forms.values() for field in form.fields for key in field.keys}
        # Where answers stand beside the id and the time, those two are no answers.
        beside = () if reader.data else (reader.id, reader.time)
        roots = [path.partition(".")[0] for path in beside]
        control = [*service.static, *service.reserved, native.thanks, *native.also, *roots]
        return cls(
            reader=reader,
            ours={
                wire: key for key in (*SENT_NAMES, *sorted(keys)) if (wire := service.wire(key))
            },
            control=tuple(filter(None, control)),
            honeypot=service.honeypot.name,
            source=source,
        )

    def row(self, item: Mapping[str, Any], *, is_spam: bool = False) -> Row:
        """Return an item as a row of the table; no answer is left out.

        Args:
            item: What the service gave.
            is_spam: The service took it for spam.
        """
        if self.reader.ours:
            return self._row_of_ours(item)
        sent = self._sent(item)
        identity = self._identity(item, sent)
        time = self.reader.time
        received_at = moment(at(item, time)) if time else ""
        form = self.source.manifest.forms.get(_text(sent.get("form")))
        flags = [
            *spam_flags(sent.get(self.honeypot), is_spam=is_spam),
            *date_flags(form, received_at),
        ]
        row = {
            **dict.fromkeys(EXPORTED, ""),
            **{name: _text(sent.get(name)) for name in SENT_NAMES},
            "submission_id": str(identity),
            "reference": reference_of(identity),
            "received_at": received_at,
            "elapsed_ms": _number(sent.get("elapsed_ms")),
            "suspected_spam": suspicion(flags),
            "flags": flags,
            "extra": {},
            "answers": self._answers(sent, form),
        }
        return self._present(row)

    def _row_of_ours(self, item: Mapping[str, Any]) -> Row:
        """Return a row of the receiver, which may be of an earlier release."""
        row = self._present(item)
        answers = row["answers"]
        flags = item.get("flags")
        # A receiver of an earlier release has only the rules of spam.
        if not isinstance(flags, list):
            rules = split_list(_text(item.get("suspected_spam")))
            flags = [f"spam:{rule}" for rule in rules]
        lists = {
            name: _answer(value, None)
            for name, value in answers.items()
            if isinstance(value, list)
        }
        return {**row, "flags": flags, "answers": {**answers, **lists}}

    def _present(self, row: Mapping[str, Any]) -> Row:
        manifest = self.source.manifest
        present = present_row(row, manifest.forms, manifest.docnames)
        if self.source.with_addresses:
            return present
        return without_addresses(present, manifest.forms)

    def _sent(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what was sent, by our names of it."""
        written = self.reader.written
        data = (
            sent_from_link(item, written, self.source)
            if written
            else at(item, self.reader.data)
        )
        fields = data if isinstance(data, dict) else {}
        return {self.ours.get(key, key): value for key, value in fields.items()}

    def _identity(self, item: Mapping[str, Any], sent: Mapping[str, Any]) -> UUID:
        """Return the id that the reader's browser made, or one that each reading makes alike."""
        try:
            return UUID(_text(sent.get("submission_id")))
        except ValueError:
            service_id = at(item, self.reader.id) if self.reader.id else None
            seed = item if service_id is None else service_id
            text = json.dumps(seed, sort_keys=True, ensure_ascii=False, default=str)
            # Made of the content, so that each `pull` gives a submission the same id.
            return uuid5(NAMESPACE_URL, f"{self.source.settings.endpoint}#{text}")

    def _answers(self, sent: Mapping[str, Any], form: Form | None) -> dict[str, Any]:
        """Return the answers, under the names and with the options that they were sent with."""
        fields = {key: field for field in form.fields for key in field.keys} if form else {}
        if form:
            fields |= {was: fields[key] for was, key in form.renames.names.items()}
        return {
            name: _answer(value, fields.get(name))
            for name, value in sent.items()
            if name not in SENT_NAMES
            and name != self.honeypot
            and value not in (None, "", [])
            and not any(fnmatchcase(name, glob) for glob in self.control if name not in fields)
        }


def _answer(value: Any, field: Field | None) -> Any:
    """Return an answer as its field stores it; what does not fit stays as it was sent."""
    if isinstance(field, Checkboxes):
        options = field.flat_options
        return _choices(value, {name for each in options for name in (each.value, *each.was)})
    if isinstance(field, Scale | Matrix):
        number = _number(value)
        return value if number is None else number
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return value if isinstance(value, int) else _as_text(value)


def _as_text(value: Any) -> str:
    """Return a text as it is, and as JSON what a form cannot send."""
    if isinstance(value, str):
        # A form sends line ends as CRLF (HTML standard), JSON of a script as LF.
        return value.replace("\r\n", "\n")
    return json.dumps(value, ensure_ascii=False)


def _choices(value: Any, options: set[str]) -> list[str]:
    """Split several answers that a service or an export has joined."""
    if isinstance(value, list):
        return [_text(item) for item in value]
    text = _text(value)
    splits = (split_list(text), *(text.split(joint) for joint in _JOINTS))
    # An option may have a comma in it: a split counts only if it gives nothing but options.
    return next((parts for parts in splits if {*parts} <= options), [text])


def _number(value: Any) -> int | None:
    text = _text(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 else None  # noqa: PLR2004 (2**53 has 16 digits)


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = next(iter(value), "")
    return "" if value is None else str(value)


def moment(value: Any) -> str:
    """Return a time in UTC as ``2027-01-31T09:30:00.000Z``; as it is, if it is no time.

    Args:
        value: ISO 8601, an e-mail's date, or seconds or milliseconds since 1970.
    """
    text = _text(value).strip()
    # Ruby writes 2027-01-31 09:30:00 UTC, which fromisoformat does not take.
    text = f"{text[:-4]}+00:00" if text.endswith(" UTC") else text
    for parse in (_since_1970, datetime.fromisoformat, parsedate_to_datetime):
        try:
            time = parse(text)
            # The `date` of FormSubmit has no zone; UTC is what a server most often has.
            aware = time if time.tzinfo else time.replace(tzinfo=UTC)
            utc = aware.astimezone(UTC).isoformat(timespec="milliseconds")
        except (ValueError, OverflowError):
            continue
        return utc.replace("+00:00", "Z")
    return text


def _since_1970(text: str) -> datetime:
    """Read a number; one of eight digits is a date of ISO 8601."""
    number = float(text)
    if number < 1e8:  # noqa: PLR2004 (in 1973)
        raise ValueError(text)
    return datetime.fromtimestamp(number / 1_000 if number > 1e11 else number, UTC)  # noqa: PLR2004 (the year 5138)
