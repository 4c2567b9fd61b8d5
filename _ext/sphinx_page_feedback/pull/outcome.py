"""What a reply means, as the script on the page judges it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from .json_path import at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_page_feedback.services import Service

Outcome = Literal["sent", "handed", "rejected", "unconfirmed"]
_PASSING = {408, 425, 429}


def outcome_of(service: Service, status: int, text: str, submission_id: str) -> Outcome:
    """Judge a reply; a status alone proves nothing.

    Args:
        service: Who replied.
        status: The HTTP status.
        text: The body.
        submission_id: What was sent.
    """
    if service.opaque:
        return "handed"
    body = _parsed(text)
    said = body if isinstance(body, dict | list) else {}
    is_2xx = 200 <= status < 300  # noqa: PLR2004
    failed = isinstance(said, dict) and failed_by(said)
    if is_2xx and not failed and _proven(service, said, body, submission_id):
        return "handed" if service.success.by == "never" else "sent"
    answered = failed if is_2xx else status < 500 and status not in _PASSING  # noqa: PLR2004
    return "rejected" if answered else "unconfirmed"


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def failed_by(said: Mapping[str, Any]) -> bool:
    """Return whether a reply reports a failure, in any of the ways that services have.

    Args:
        said: The JSON of the reply.
    """
    success = said.get("success", said.get("ok"))
    told = said.get("error") or said.get("errors")
    return bool(told) or _as_text(success) == "false" or said.get("result") == "error"


def _proven(service: Service, said: Any, body: Any, submission_id: str) -> bool:
    success = service.success
    return (
        (success.by != "body" or said is body)
        and all(at(said, path) for path in success.has)
        and all(_as_text(at(said, path)) == text for path, text in success.equals.items())
        and (not success.echoes or at(said, success.echoes) == submission_id)
    )


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
