"""Periods such as ``P1Y``, as ISO 8601 writes them: years, months, weeks and days."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator

from .question import mistake

LONGEST_DRAFT = 30
"""Days that anything stays on a reader's device (``draft.js`` has the same)."""
_PERIOD = re.compile(
    r"P(?=\d)(?:(?P<years>\d{1,2})Y)?(?:(?P<months>\d{1,3})M)?"
    r"(?:(?P<weeks>\d{1,3})W)?(?:(?P<days>\d{1,4})D)?"
)


@dataclass(frozen=True, kw_only=True)
class Period:
    """A length of time in days of the calendar."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Parse a period.

        Args:
            text: As in ``P1Y``, ``P6M``, ``P2W`` or ``P90D``, or several of them in this order.

        Raises:
            ValueError: It is no period, or has no length.
        """
        match = _PERIOD.fullmatch(text)
        numbers = (
            {unit: int(number or 0) for unit, number in match.groupdict().items()}
            if match
            else {}
        )
        if not any(numbers.values()):
            raise ValueError(text)
        return cls(**numbers)

    def after(self, day: date) -> date:
        """Return the day that is this long after another.

        Args:
            day: The day from which it counts; the last of a month stays the last of a month
                that is shorter.
        """
        months = day.year * 12 + day.month - 1 + self.years * 12 + self.months
        year, month = months // 12, months % 12 + 1
        moved = day.replace(
            year=year, month=month, day=min(day.day, monthrange(year, month)[1])
        )
        return moved + timedelta(days=self.days, weeks=self.weeks)

    @property
    def most_days(self) -> int:
        """The days of it where months and years are at their longest."""
        day = date(2003, 7, 1)  # two months of 31 days, and a leap year within twelve
        return (self.after(day) - day).days


def check_period(text: str) -> str:
    """Return a period as it is; empty means none.

    Raises:
        pydantic_core.PydanticCustomError: It is no period.
    """
    try:
        if text:
            Period.parse(text)
    except ValueError:
        cause = f'"{text}" is no length of time'
        raise mistake(
            cause, 'Write years, months, weeks or days as in "P1Y", "P6M" or "P90D".'
        ) from None
    return text


def check_draft_period(text: str) -> str:
    """Return a period as it is, if drafts may stay on a device for so long.

    Raises:
        pydantic_core.PydanticCustomError: It is no period, or longer than 30 days.
    """
    if not text or Period.parse(text).most_days > LONGEST_DRAFT:
        cause = f'"{text}" is no time for which a draft may stay on a reader\'s device'
        raise mistake(cause, f'Write {LONGEST_DRAFT} days, "P{LONGEST_DRAFT}D", or less.')
    return text


PeriodText = Annotated[str, AfterValidator(check_period)]
DraftPeriod = Annotated[str, AfterValidator(check_period), AfterValidator(check_draft_period)]
