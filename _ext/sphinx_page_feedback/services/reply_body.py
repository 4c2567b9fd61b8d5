"""What the body of a reply says: evidence, failure, errors about fields, a repeat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .json_path import at
from .outcome_table import outcome_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .service_parts import Errors, Repeated, Success

_OUR_TYPES = "urn:sphinx-page-feedback:"
"""What the types of our receiver's problems begin with (RFC 9457 §3.1.1)."""


def holds_evidence(body: Any, success: Success, submission_id: str) -> bool:
    """Return whether a body has all that proves that the submission was stored.

    Args:
        body: The JSON of the reply; ``None`` if it is none.
        success: What the service names as evidence.
        submission_id: The id that was sent.
    """
    return (
        all(_is_filled(at(body, path)) for path in success.has)
        and all(_as_text(at(body, path)) == text for path, text in success.equals.items())
        and (not success.echoes or at(body, success.echoes) == submission_id)
    )


def reports_failure(body: Any) -> bool:
    """Return whether a body says that the service failed, whatever the status.

    Args:
        body: The JSON of the reply.
    """
    failure = outcome_table().failure
    return any(_is_filled(at(body, path)) for path in failure.filled) or any(
        _as_text(at(body, path)) == text for path, text in failure.equals
    )


def field_errors(
    body: Any, errors: Errors, field_names: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the field and the message of each error about a field of the form.

    Args:
        body: The JSON of the reply.
        errors: Where this service says why; other places are looked at afterwards.
        field_names: The names of the form's fields, as the service knows them.
    """
    usual = outcome_table().errors
    paths = [*filter(None, [errors.items]), *usual.items]
    lists = (at(body, path) for path in paths)
    items = next((each for each in lists if isinstance(each, list | dict) and each), ())
    for field, item in _pairs(items, [*filter(None, [errors.field]), *usual.field]):
        name = next((part for part in _parts(field) if part in field_names), "")
        message = _message(item, [*filter(None, [errors.text]), *usual.text])
        if name and message:
            yield name, message
    # Django REST framework: {"field": ["text"]}. A text alone may be an echo of the answer.
    for name, item in body.items() if isinstance(body, dict) else ():
        if name in field_names and isinstance(item, list) and (message := _message(item, ())):
            yield name, message


def _pairs(items: Any, field_paths: Iterable[str]) -> Iterator[tuple[Any, Any]]:
    """Yield what names the field, and the error, of each item."""
    if isinstance(items, dict):
        yield from items.items()
    for item in items if isinstance(items, list) else ():
        yield next(filter(None, (at(item, path) for path in field_paths)), ""), item


def _parts(field: Any) -> list[str]:
    """Split ``data.age``, ``#/age`` and ``["body", "age"]``, the end first."""
    # A path with dots, a JSON Pointer (RFC 6901) and the `loc` of FastAPI. The end comes first:
    # before it stands only where in the body the field was.
    path = ".".join(map(str, field)) if isinstance(field, list) else str(field)
    return re.split(r"[./]", path)[::-1]


def _message(item: Any, text_paths: Iterable[str]) -> str:
    """Return the message of an error: a text, a list of texts, or an object with one."""
    texts = [at(item, path) for path in text_paths] if isinstance(item, dict) else item
    texts = [text for text in (texts if isinstance(texts, list) else [texts]) if text]
    strings = [text for text in texts if isinstance(text, str)]
    return "".join(strings[:1]) if isinstance(item, dict) else " ".join(strings)


def is_repeat(status: int, body: Any, text: str, repeated: Repeated) -> bool:
    """Return whether a refusal means that the same submission was stored before.

    Args:
        status: The HTTP status.
        body: The JSON of the reply.
        text: The same, as it came.
        repeated: How such a refusal looks.
    """
    value = at(body, repeated.path) if repeated.path else text
    texts = value if isinstance(value, list) else [value]
    return status == repeated.status and (
        not repeated.text
        or any(isinstance(each, str) and repeated.text in each for each in texts)
    )


def problem_code(body: Any) -> str:
    """Return the code of a problem of our receiver; empty for any other reply."""
    kind = at(body, "type")
    is_ours = isinstance(kind, str) and kind.startswith(_OUR_TYPES)
    return str(kind).removeprefix(_OUR_TYPES) if is_ours else ""


def _is_filled(value: Any) -> bool:
    """Return whether JSON holds something: no ``null``, ``false``, 0 or empty value."""
    # In JavaScript [] and {} are true, so `isFilled` in outcome.js counts their keys.
    return bool(value)


def _as_text(value: Any) -> str | None:
    """Write a value as JavaScript's ``String`` does; ``None`` for what is no single value."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else None
