"""The outcome of a submission, decided from the reply by the table in ``outcomes.json``.

The script of a page decides by the same table.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .outcome_table import outcome_table
from .reply_body import field_errors, holds_evidence, is_repeat, problem_code, reports_failure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .outcome_table import Outcome
    from .service import Service


@dataclass(frozen=True, kw_only=True)
class PostReply:
    """The reply to a submission.

    Attributes:
        status: The HTTP status; 0 if no whole reply came.
        text: The body.
        connected: A connection was made; without one, nothing can have been sent.
    """

    status: int
    text: str = ""
    connected: bool = True


def outcome_of(
    service: Service, reply: PostReply, submission_id: str, field_names: Collection[str] = ()
) -> Outcome:
    """Decide what a reply proves; a status alone proves nothing.

    Args:
        service: The service that replied.
        reply: Its reply.
        submission_id: The id that was sent.
        field_names: The names of the form's fields, as the service knows them.
    """
    facts = {*_facts(service, reply, submission_id, field_names)}
    rules = outcome_table().rules
    return next(outcome for needed, outcome in rules if facts.issuperset(needed.split()))


def _facts(
    service: Service, reply: PostReply, submission_id: str, field_names: Collection[str]
) -> Iterator[str]:
    # Only `check` can tell this from a lost reply: fetch reports both as a TypeError.
    if not reply.connected:
        yield "unconnected"
    if not reply.status:
        yield "network"
        return
    # A browser shows a page neither status nor body of such a reply, so both are left unused.
    if service.opaque:
        yield "opaque"
        return
    yield str(reply.status)
    yield f"{reply.status // 100}xx"
    body = _parse(reply.text)
    if not service.success.is_named:
        yield "unconfirmable"
    elif holds_evidence(body, service.success, submission_id):
        yield "confirmed"
        if service.success.echoes:
            yield "echoed"
    if reports_failure(body):
        yield "failed"
    if any(field_errors(body, service.errors, field_names)):
        yield "errors"
    if any(is_repeat(reply.status, body, reply.text, item) for item in service.repeated):
        yield "repeated"
    yield f"type:{problem_code(body)}"


def _parse(text: str) -> object:
    """Parse JSON as a browser does: without ``NaN``, and with a byte order mark."""
    try:
        parsed: object = json.loads(text.removeprefix("\ufeff"), parse_constant=_no_json)
    # json raises RecursionError for some thousand brackets in each other.
    except (ValueError, RecursionError):
        return None
    return parsed


def _no_json(constant: str) -> None:
    raise ValueError(constant)
