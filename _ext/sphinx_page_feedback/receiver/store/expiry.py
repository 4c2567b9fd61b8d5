"""Deleting what has been kept as long as its form said."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from sphinx_page_feedback.model import Form
from sphinx_page_feedback.problems import Code, Problem

from .removal import batches, empty_free_space, hash_of, open_existing, remove
from .tables import CONTACTS, EXPIRY_RUNS, SUBMISSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    End = Callable[[Form, date], date | None]

_LONGEST_PAUSE = timedelta(days=40)
"""A job that runs each day or month has run within this; else the clock is wrong."""


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """Which answers are past the last day on which they are kept.

    Attributes:
        now: The moment of the run, in UTC.
        forms: Every form of the present manifest. A period that it has made longer counts, and
            one that it no longer has means that nothing is deleted.
        apply_shorter: Whether a period that it has made shorter, or has set for the first
            time, counts for answers that are stored already.
    """

    now: datetime
    forms: Mapping[str, Form]
    apply_shorter: bool = False

    def is_over(
        self, form: str, received_at: str, stored: str, end: End = Form.keep_until
    ) -> bool:
        """Return whether an answer, or its e-mail addresses, are past their day.

        Args:
            form: The name of its form.
            received_at: When it arrived.
            stored: The day that was stored with it; empty if its form had no period.
            end: Returns what the form says at present, by the day of arrival.
        """
        form_today = self.forms.get(form)
        arrived = datetime.fromisoformat(received_at).date()
        today_says = end(form_today, arrived) if form_today else None
        if form_today and today_says is None:
            return False
        days = {date.fromisoformat(stored)} if stored else set()
        if today_says and self.apply_shorter:
            days = {today_says}
        elif today_says and stored:
            days.add(today_says)
        # A day counts until it is over in UTC.
        return bool(days) and max(days) < self.now.date()


@dataclass(frozen=True, kw_only=True)
class Expired:
    """What was past its day.

    Attributes:
        references: Of each answer, in order of arrival.
        addresses: How many e-mail addresses, besides those of these answers.
    """

    references: tuple[str, ...]
    addresses: int


def expire(
    url: str, expiry: Expiry, *, dry_run: bool = False, trust_clock: bool = False
) -> Expired:
    """Delete the answers that are past their day, and the e-mail addresses that are.

    Args:
        url: An SQLAlchemy URL.
        expiry: Which answers these are.
        dry_run: Whether to change nothing.
        trust_clock: Whether a clock that seems to be wrong is right.

    Raises:
        Problem: The database cannot be used, the clock seems to be wrong, or the words are
            deleted and still in SQLite's log.
    """
    engine = open_existing(url)
    try:
        with engine.connect() as connection:
            if not trust_clock:
                _check_clock(connection, expiry.now)
            rows = _past_their_day(connection, expiry)
            addresses = _addresses_past_their_day(connection, expiry)
            for key in rows:
                addresses.pop(key, None)
            if not dry_run:
                if rows:
                    remove(connection, list(rows), [hash_of(key) for key in rows])
                for batch in batches(sorted(addresses)):
                    is_one = CONTACTS.c.submission_id.in_(batch)
                    connection.execute(delete(CONTACTS).where(is_one))
                moment = expiry.now.isoformat(timespec="seconds")
                run = {"ran_at": moment, "deleted": len(rows)}
                connection.execute(EXPIRY_RUNS.insert(), [run])
                connection.commit()
        if (rows or addresses) and not dry_run:
            empty_free_space(engine, patience=30)
    finally:
        engine.dispose()
    return Expired(references=tuple(rows.values()), addresses=sum(addresses.values()))


def _past_their_day(connection: Connection, expiry: Expiry) -> dict[str, str]:
    """Return the reference of each answer that is past its day, by its id."""
    table = SUBMISSIONS.c
    query = select(
        table.submission_id, table.reference, table.form, table.received_at, table.keep_until
    )
    return {
        row.submission_id: row.reference
        for row in connection.execute(query.order_by(table.number))
        if expiry.is_over(row.form, row.received_at, row.keep_until)
    }


def _addresses_past_their_day(connection: Connection, expiry: Expiry) -> dict[str, int]:
    """Return how many e-mail addresses of an answer are past their day, by the answer's id."""
    table = SUBMISSIONS.c
    query = select(
        CONTACTS.c.submission_id, CONTACTS.c.keep_until, table.form, table.received_at
    ).join(SUBMISSIONS, table.submission_id == CONTACTS.c.submission_id)
    return Counter(
        row.submission_id
        for row in connection.execute(query)
        if expiry.is_over(row.form, row.received_at, row.keep_until, Form.keep_email_until)
    )


def _check_clock(connection: Connection, now: datetime) -> None:
    """Refuse a clock by which too much, or everything, would be past its day."""
    newest, latest = (
        connection.execute(select(func.max(column))).scalar_one()
        for column in (SUBMISSIONS.c.received_at, EXPIRY_RUNS.c.ran_at)
    )
    moments = [datetime.fromisoformat(moment) for moment in (newest, latest) if moment]
    if not moments:
        return
    if now < max(moments):
        cause = f"the clock says {now:%Y-%m-%d %H:%M} UTC, which is before an answer or a run of this command"
        raise Problem(Code.CLOCK, cause, "Set the clock.")
    if now - max(moments) > _LONGEST_PAUSE:
        days = (now - max(moments)).days
        cause = f"by the clock, nothing has arrived and this has not run for {days} days; nothing was deleted"
        cure = f"If {now:%Y-%m-%d} is today, run it again with --yes."
        raise Problem(Code.CLOCK, cause, cure)
