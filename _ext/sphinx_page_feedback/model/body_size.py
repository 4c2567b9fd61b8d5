"""How large the body of a request can be that answers a form in full."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from .fields import Checkboxes, Email, Radio, Select, Text, Textarea

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .fields import Field

_CHARACTER = 12
"""Bytes of a character outside the Basic Multilingual Plane: four of UTF-8, each as ``%F0``.
JSON with ``\\ud83d\\ude00`` takes as many, multipart four, and a line end six."""
_ENTRY = 300
"""Bytes around one value, at most: a part of multipart, whose boundary has up to 70 characters
(RFC 2046 §5.1.1) and whose header repeats the name; a matrix cell's name has up to 184."""
_ENVELOPE = 16_384
"""Bytes for what a page sends besides its answers: its address, title and section, encoded."""


def largest_body(fields: Iterable[Field]) -> int:
    """Return the bytes of the largest body that a form sends, in any encoding.

    Args:
        fields: The fields of the form.
    """
    return _ENVELOPE + sum(map(_largest_entries, fields))


def _largest_entries(field: Field) -> int:
    match field:
        case Text() | Textarea() | Email():
            return _ENTRY + _CHARACTER * field.max_length
        case Checkboxes():
            return sum(_ENTRY + len(quote_plus(option.value)) for option in field.flat_options)
        case Select() | Radio():
            return _ENTRY + max(len(quote_plus(option.value)) for option in field.flat_options)
        case _:  # a score of two digits for each cell, or the value of a hidden field
            return sum(
                _ENTRY + len(quote_plus(getattr(field, "value", "11"))) for _ in field.keys
            )
