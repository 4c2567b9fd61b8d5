"""Validation of what was posted: a row to store, or the problem that refuses it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import (
    CAME_FROM,
    HONEYPOT,
    RESERVED_NAMES,
    Address,
    Submission,
    Text,
    Textarea,
)

from .assign import assign
from .http_problems import (
    BAD_VALUE,
    CLOSED,
    FIELDS,
    UNEXPECTED,
    UNKNOWN_FORM,
    HTTPProblemError,
)
from .ids import read_replaces
from .payload_hash import payload_hash
from .personal import personal_flags
from .store.replacements import REFUSED
from .store.row import Row

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator
    from datetime import date
    from uuid import UUID

    from sphinx_page_feedback.manifest.read import Manifest
    from sphinx_page_feedback.model import Answers, Form, Posted

    from .assign import Assigned
    from .form_versions import FormVersions

_LONGEST = 2_000  # characters, as model.Submission has it
_LONGEST_TIME = 2**53  # the largest number that every JSON reader keeps exact
_EDGES = (-12, 14)
"""Hours from UTC where a day ends last and begins first."""
MOST_EXTRA = 50
"""Names that a submission may have besides those of its form."""
LONGEST_EXTRA = 60
"""Characters of such a name; as long as a field's name may be."""


def validate(
    manifest: Manifest, versions: FormVersions, posted: Posted, submission_id: UUID
) -> Row:
    """Return the row to store.

    Args:
        manifest: The pages and forms that there are now.
        versions: Every version of a form that a reader may have open.
        posted: Everything that was posted.
        submission_id: What ``read_id`` returned for it.

    Raises:
        HTTPProblemError: It cannot be stored as it is.
    """
    form = _present_form(manifest, posted)
    asked = asked_form(manifest, versions, posted)
    assigned = assign(asked or form, posted, is_asked=asked is not None)
    if assigned.errors:
        raise HTTPProblemError(FIELDS.with_errors(assigned.errors))
    _check_extra(assigned.extra)
    refuse_when_closed(form)
    answers, contacts = _addresses_apart(asked or form, assigned.answers)
    posted_page = _single(posted, "page")
    docname = manifest.docnames.get(posted_page, "")
    page = manifest.pages.get(docname)
    submission = Submission(
        submission_id=submission_id,
        form=form.name,
        form_version=_single(posted, "form_version"),
        # The present docname where the page has moved.
        page=docname or posted_page,
        page_url=without_query(_single(posted, "page_url")),
        page_title=_single(posted, "page_title") or (page.title if page else ""),
        section=_listed(posted, "section", page.anchors if page else ()),
        came_from=_listed(posted, "came_from", CAME_FROM),
        language=_single(posted, "language"),
        release=_single(posted, "release"),
        elapsed_ms=_elapsed(_single(posted, "elapsed_ms")),
        answers=answers,
    )
    replaces, is_usable = read_replaces(posted, submission_id)
    # Flags and not refusals: what a rule takes for spam may be a person's, so the team decides.
    flags = {
        "spam:honeypot": any(value.strip() for value in posted.get(HONEYPOT, ())),
        "version:unknown": asked is None,
        "page:unknown": page is None,
        REFUSED: not is_usable,
    }
    received_at = datetime.now(UTC)
    day = received_at.date()
    return Row(
        submission=submission,
        received_at=received_at,
        keep_until=form.keep_until(day),
        contacts=contacts,
        contacts_until=form.keep_email_until(day),
        payload_hash=payload_hash(posted),
        flags=(
            *(flag for flag, is_set in flags.items() if is_set),
            *personal_flags(_free_texts(asked or form, assigned)),
        ),
        extra=assigned.extra,
        replaces=replaces,
        page_names=manifest.names_of(submission.page),
    )


def _addresses_apart(form: Form, answers: Answers) -> tuple[Answers, dict[str, str]]:
    """Return the answers without the e-mail addresses that the form asked for, and those."""
    names = form.email_names & answers.keys()
    contacts = {name: str(answers[name]) for name in sorted(names) if answers[name]}
    return {name: value for name, value in answers.items() if name not in names}, contacts


def _free_texts(form: Form, assigned: Assigned) -> Iterator[str]:
    """Yield what was written in words; an address that the form asks for is no surprise."""
    for name, answer in assigned.answers.items():
        if isinstance(form.fields_by_key.get(name), Text | Textarea) and isinstance(
            answer, str
        ):
            yield answer
    for value in assigned.extra.values():
        yield value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def asked_form(manifest: Manifest, versions: FormVersions, posted: Posted) -> Form | None:
    """Return the form as the page had it; ``None`` if no manifest has had that version.

    A program that states no version is held to today's.

    Args:
        manifest: The pages and forms that there are now.
        versions: Every version of a form that a reader may have open.
        posted: Everything that was posted.
    """
    name, version = _first(posted, "form"), _first(posted, "form_version")
    form = manifest.forms.get(name)
    if form and version in {"", form.version}:
        return form
    return versions.find(name, version)


def refuse_when_closed(form: Form) -> None:
    """Refuse answers outside the form's days.

    A day counts while it is that day anywhere, so that no reader whose own calendar says
    that the form is open is refused.

    Args:
        form: The form as it is today: an open page may have older dates.

    Raises:
        HTTPProblemError: The form is not open.
    """
    if not form.closes and not form.opens:
        return
    now = datetime.now(UTC)
    last, first = (now.astimezone(timezone(timedelta(hours=hours))).date() for hours in _EDGES)
    if form.closes and last > form.closes:
        detail = f"This form took answers until {_day(form.closes)}."
        raise HTTPProblemError(CLOSED.with_detail(detail))
    if form.opens and first < form.opens:
        detail = f"This form takes answers from {_day(form.opens)}."
        raise HTTPProblemError(CLOSED.with_detail(detail))


def without_query(url: str) -> str:
    """Return an address without query, fragment and user; empty for one that is no page's.

    Args:
        url: As the page reported it. A ``file:`` address would reveal the reader's user name.
    """
    try:
        address = Address.parse(url)
    except ValueError:
        return ""
    return str(replace(address, query=None, fragment=None))


def hidden_values(posted: Posted) -> list[tuple[str, str]]:
    """Return what a form sends back unseen, as it was posted, but never the honeypot.

    Args:
        posted: Everything that was posted.
    """
    names = sorted(RESERVED_NAMES - {HONEYPOT, "submission_id", "elapsed_ms"})
    return [(name, value) for name in names for value in posted.get(name, ())]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _first(posted: Posted, name: str) -> str:
    # Cut, not refused: a long title is no reason to lose the answers.
    return next(iter(posted.get(name, ())), "").strip()[:_LONGEST]


def _single(posted: Posted, name: str) -> str:
    """Return the value of a reserved name, no longer than is stored."""
    if len(posted.get(name, ())) > 1:
        detail = f"{name} is there more than once."
        raise HTTPProblemError(BAD_VALUE.with_detail(detail))
    return _first(posted, name)


def _listed(posted: Posted, name: str, listed: Container[str]) -> Any:
    """Return a value of a list; an address may carry anything, so others are dropped."""
    value = _single(posted, name)
    return value if value in listed else ""


def _present_form(manifest: Manifest, posted: Posted) -> Form:
    name = _single(posted, "form")
    if name not in manifest.forms:
        detail = f"The site has no form “{name[:60]}”."
        raise HTTPProblemError(UNKNOWN_FORM.with_detail(detail))
    return manifest.forms[name]


def _check_extra(names: Collection[str]) -> None:
    """Refuse more names than are kept, so that no program fills the database with them."""
    if len(names) > MOST_EXTRA or any(len(name) > LONGEST_EXTRA for name in names):
        raise HTTPProblemError(UNEXPECTED)


def _elapsed(text: str) -> int | None:
    """Return milliseconds; ``None`` for a strange clock, which is no reason to refuse."""
    if not re.fullmatch(r"[0-9]{1,16}", text) or int(text) > _LONGEST_TIME:
        return None
    return int(text)
