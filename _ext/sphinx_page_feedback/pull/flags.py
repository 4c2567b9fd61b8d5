"""The flags of a row, and which rows an export leaves out because of them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from sphinx_page_feedback.model import Form

    from .source import Row

_FIRST = timezone(timedelta(hours=14))  # Kiritimati, where a day begins first
_LAST = timezone(timedelta(hours=-12))  # Baker Island, where it ends last
# Not `early`, `late` or `page:*`: a wrong clock or a moved page is no reason to hide an answer.
_LEFT_OUT = {"spam": "spam", "personal": "personal data"}
"""What the flags that keep a row out of an export stand for, by their beginning."""


def spam_flags(trap: Any, *, is_spam: bool) -> list[str]:
    """Return the flags of a submission that may be spam.

    Args:
        trap: The value of the trap for programs.
        is_spam: The service took it for spam.
    """
    # A clear tick-box is false in JSON, and "false" once it is written as text.
    if trap not in (None, "", False, "false"):
        return ["spam:honeypot"]
    return ["spam:service"] if is_spam else []


def date_flags(form: Form | None, received_at: str) -> list[str]:
    """Return the flag of a submission that arrived outside the days of its form.

    A day counts while it is that day anywhere on Earth.

    Args:
        form: As it is at present.
        received_at: As in ``2027-01-31T09:30:00.000Z``; anything else is no time.
    """
    if form is None or not (form.opens or form.closes):
        return []
    try:
        time = datetime.fromisoformat(received_at)
    except ValueError:
        return []
    if form.opens and _day(time, _FIRST) < form.opens:
        return ["early"]
    return ["late"] if form.closes and _day(time, _LAST) > form.closes else []


def _day(time: datetime, zone: timezone) -> date:
    try:
        return time.astimezone(zone).date()
    except OverflowError:  # in the year 1 or 9999
        return time.date()


def without_doubtful(rows: Iterable[Row], left_out: Counter[str]) -> Iterator[Row]:
    """Yield the rows that an export has by itself.

    Args:
        rows: All rows.
        left_out: Counts the others, by the reason.
    """
    for row in rows:
        if reason := _reason(row):
            left_out[reason] += 1
        else:
            yield row


def _reason(row: Mapping[str, Any]) -> str:
    kinds = [flag.partition(":")[0] for flag in row.get("flags") or ()]
    reason = next((_LEFT_OUT[kind] for kind in kinds if kind in _LEFT_OUT), "")
    return reason or ("replaced" if row.get("replaced_by") else "")
