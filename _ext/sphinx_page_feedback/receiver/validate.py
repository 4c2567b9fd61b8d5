"""What was posted, held against the site: an entry to store, or why it cannot be one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

from sphinx_page_feedback.model import CAME_FROM, RESERVED_NAMES, Submission

from .refusals import BAD_VALUE, CLOSED, FIELDS, UNKNOWN_FORM, UNKNOWN_PAGE, RefusedError
from .store.row import Entry

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import date

    from sphinx_page_feedback.manifest.read import Manifest
    from sphinx_page_feedback.model import Form, Posted

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_QUOTED_UUID = re.compile(f'"{_UUID.pattern}"')  # a string as RFC 8941 writes it
_LONGEST = 2_000  # characters, as model.Submission has it
_LONGEST_TIME = 2**53  # the largest number that every JSON reader keeps exact
_EDGES = (-12, 14)
"""Hours from UTC where a day ends last and begins first."""


@dataclass(frozen=True, kw_only=True)
class Intake:
    """A submission that may be stored, and the form that it answers."""

    entry: Entry
    form: Form


def examine(manifest: Manifest, posted: Posted, submission_id: UUID) -> Intake:
    """Check what was posted.

    Args:
        manifest: The pages and forms that there are.
        posted: Everything that was posted.
        submission_id: What ``read_id`` returned for it.

    Raises:
        RefusedError: It cannot be stored as it is.
    """
    form, page = _form(manifest, posted), _page(manifest, posted)
    answers, errors = form.check(posted)
    if errors:
        raise RefusedError(FIELDS.with_errors(errors))
    submission = Submission(
        submission_id=submission_id,
        form=form.name,
        form_version=_one(posted, "form_version"),
        page=page,
        page_url=without_query(_one(posted, "page_url")),
        page_title=_one(posted, "page_title") or manifest.pages[page].title,
        section=_known(posted, "section", manifest.pages[page].anchors),
        came_from=_known(posted, "came_from", CAME_FROM),
        language=_one(posted, "language"),
        release=_one(posted, "release"),
        elapsed_ms=_elapsed(_one(posted, "elapsed_ms")),
        answers=answers,
    )
    trapped = any(value.strip() for value in posted.get("hp_field", ()))
    entry = Entry(
        submission=submission,
        received_at=datetime.now(UTC),
        flags=("spam:honeypot",) if trapped else (),
    )
    return Intake(entry=entry, form=form)


def read_id(posted: Posted, idempotency_key: str = "") -> UUID:
    """Return the id that the reader's device made, or a new one for a form without script.

    Args:
        posted: Everything that was posted.
        idempotency_key: The header of that name; counts when the body has no id.

    Raises:
        RefusedError: It is no UUID.
    """
    given = _one(posted, "submission_id")
    if not given and idempotency_key:
        if not _QUOTED_UUID.fullmatch(idempotency_key.strip()):
            raise RefusedError(BAD_VALUE.saying('Idempotency-Key must be a UUID in "quotes".'))
        given = idempotency_key.strip(' "')
    if not given:
        return uuid4()
    if not _UUID.fullmatch(given):
        raise RefusedError(BAD_VALUE.saying("submission_id must be a UUID."))
    return UUID(given)


def refuse_when_closed(form: Form) -> None:
    """Refuse answers outside the form's days.

    A day counts while it is that day anywhere, so that no reader whose own calendar says
    that the form is open is refused.

    Raises:
        RefusedError: The form is not open.
    """
    if not form.closes and not form.opens:
        return
    now = datetime.now(UTC)
    last, first = (now.astimezone(timezone(timedelta(hours=hours))).date() for hours in _EDGES)
    if form.closes and last > form.closes:
        raise RefusedError(CLOSED.saying(f"This form took answers until {_day(form.closes)}."))
    if form.opens and first < form.opens:
        raise RefusedError(CLOSED.saying(f"This form takes answers from {_day(form.opens)}."))


def without_query(url: str) -> str:
    """Return an address without query, fragment and user; nothing for one that is no page's.

    Args:
        url: As the page reported it. A ``file:`` address would tell the reader's user name.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"}:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _one(posted: Posted, name: str) -> str:
    """Return the one value of a name of our own, no longer than is stored."""
    values = posted.get(name, ())
    if len(values) > 1:
        raise RefusedError(BAD_VALUE.saying(f"{name} is there more than once."))
    return values[0].strip()[:_LONGEST] if values else ""


def _known(posted: Posted, name: str, known: Container[str]) -> Any:
    """Return a value that we know; an address may carry anything, so others are dropped."""
    value = _one(posted, name)
    return value if value in known else ""


def _form(manifest: Manifest, posted: Posted) -> Form:
    name = _one(posted, "form")
    if name not in manifest.forms:
        raise RefusedError(UNKNOWN_FORM.saying(f"The site has no form “{name[:60]}”."))
    return manifest.forms[name]


def _page(manifest: Manifest, posted: Posted) -> str:
    name = _one(posted, "page")
    if name not in manifest.pages:
        raise RefusedError(UNKNOWN_PAGE.saying(f"The site has no page “{name[:200]}”."))
    return name


def _elapsed(text: str) -> int | None:
    """Return milliseconds, or nothing: a strange clock is no reason to refuse words."""
    return (
        int(text) if re.fullmatch(r"[0-9]{1,16}", text) and int(text) <= _LONGEST_TIME else None
    )


def hidden_values(posted: Posted) -> dict[str, str]:
    """Return what a form sends back unseen, as it was posted, but never the honeypot."""
    names = sorted(RESERVED_NAMES - {"hp_field", "submission_id", "elapsed_ms"})
    return {name: posted[name][0] for name in names if posted.get(name)}
