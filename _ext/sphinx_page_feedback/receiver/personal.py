"""Personal data in what a reader wrote, by its shape: each kind has a flag ``personal:…``.

A flag keeps a row out of tables that are passed on until a person has looked at it. Names and
addresses in words have no shape, and are not found.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = (
    r"(?:\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})[a-z]{{0,6}}\.?,? (?:19|20)\d\d)"
)
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The check letters of a unique pupil number, by remainder (Department for Education, UPN guide)."""


def _is_nhs_number(text: str) -> bool:
    """Return whether the tenth digit checks the others (NHS Data Dictionary, modulus 11)."""
    digits = _digits(text)
    weighted = sum(
        digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    return len(set(digits)) > 1 and (11 - weighted % 11) % 11 == digits[9]


def _is_card_number(text: str) -> bool:
    """Return whether the last digit checks the others (ISO/IEC 7812-1, Luhn)."""
    digits = _digits(text)[::-1]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_upn(text: str) -> bool:
    """Return whether the letter checks the digits."""
    digits, last = text[1:-1], text[-1].upper()
    value = _UPN_LETTERS.find(last) if last.isalpha() else int(last)
    numbers = [*map(int, digits), value]
    remainder = sum(
        number * weight for number, weight in zip(numbers, range(2, 14), strict=True)
    )
    return _UPN_LETTERS[remainder % 23] == text[0].upper()


def _is_iban(text: str) -> bool:
    """Return whether the two digits check the others (ISO 13616, modulus 97)."""
    plain = re.sub(r"\s", "", text).upper()
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def _is_day(text: str) -> bool:
    """Return whether a numeric date is one: neither a version nor a ratio."""
    parts = [int(part) for part in re.findall(r"\d+", text)]
    if len(parts) != 3:  # noqa: PLR2004 (day, month and year: in words, the month is none)
        return True
    year, month, day = parts if parts[0] > 31 else parts[::-1]  # noqa: PLR2004
    try:
        date(year if year > 99 else 1900 + year, month, day)  # noqa: PLR2004
    except ValueError:
        return False
    return True


def _digits(text: str) -> list[int]:
    return [int(char) for char in text if char in "0123456789"]


def _always(_text: str) -> bool:
    return True


# Each pattern is linear: no part that repeats can take what the part after it takes.
_KINDS: dict[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "email": (re.compile(r"[\w.+'-]{1,64}@\w[\w-]{0,62}(?:\.[\w-]{1,63}){1,8}"), _always),
    "phone": (
        re.compile(
            r"(?<![\w+])(?<!\d[ .-])(?:\+44|0044|\(?0)(?:[ ().-]{0,3}\d){9,10}(?![ .-]?\d)"
        ),
        _always,
    ),
    "ni-number": (
        re.compile(
            r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?"
            r"(?:\d ?){6}[A-D]\b",
            re.IGNORECASE,
        ),
        _always,
    ),
    "nhs-number": (re.compile(r"(?<![\d-])\d{3}([ -]?)\d{3}\1\d{4}(?![\d-])"), _is_nhs_number),
    "postcode": (
        re.compile(
            r"\b(?:[A-Z]{1,2}\d[A-Z\d]?|[a-z]{1,2}\d[a-z\d]?) ?\d"
            r"(?:[ABD-HJLNP-UW-Z]{2}|[abd-hjlnp-uw-z]{2})\b"
        ),
        _always,
    ),
    "card": (re.compile(r"(?<![\d-])[3-6]\d{3}(?:[ -]?\d){9,15}(?![\d-])"), _is_card_number),
    "birth-date": (
        re.compile(
            rf"\b(?:born|birth(?:day)?|d\.?o\.?b\.?)\b[^\d\n]{{0,25}}?(?P<day>{_DATE})",
            re.IGNORECASE,
        ),
        _is_day,
    ),
    "upn": (
        re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]\b", re.IGNORECASE),
        _is_upn,
    ),
    "iban": (
        re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        _is_iban,
    ),
}


def personal_flags(texts: Iterable[str]) -> list[str]:
    """Return a flag for each kind of personal data in some texts.

    Args:
        texts: What a reader wrote in words; not the answer to a question for an address.
    """
    text = "\n".join(texts)
    return [
        f"personal:{kind}"
        for kind, (pattern, is_one) in _KINDS.items()
        if any(is_one(_found(match)) for match in pattern.finditer(text))
    ]


def _found(match: re.Match[str]) -> str:
    return match.groupdict().get("day") or match[0]
