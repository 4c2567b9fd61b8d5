"""What the receiver answers: JSON to a script, a page or a redirect to a browser."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import uuid4

from starlette.responses import JSONResponse, RedirectResponse, Response

from sphinx_page_feedback.model import return_fragment

from .pages import Visit, form_page, problem_page
from .refusals import FIELDS, KEY_REUSED, NOT_STORED

if TYPE_CHECKING:
    from starlette.requests import Request

    from .refusals import Refusal
    from .running import Receiver
    from .store.row import Entry

_SEND_AGAIN = {refusal.code for refusal in (FIELDS, KEY_REUSED, NOT_STORED)}
"""The reasons after which the form, sent once more, can be stored."""
_QUALITY = re.compile(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", re.IGNORECASE)


def quality(accept: str, kind: str) -> float:
    """Return how much a media type is wanted: the weight of the most exact range for it.

    Args:
        accept: The header ``Accept`` (RFC 9110 §12.5.1).
        kind: The media type.
    """
    ranges = [kind, f"{kind.partition('/')[0]}/*", "*/*"]
    weights = {}
    for item in accept.lower().split(","):
        name, *parameters = item.split(";")
        found = [match for p in parameters if (match := _QUALITY.fullmatch(p))]
        weights[name.strip()] = float(found[0][1]) if found else 1.0
    return next((weights[name] for name in ranges if name in weights), 0.0)


def wants_page(request: Request) -> bool:
    """Return whether a browser itself asks, and not a script."""
    return _prefers_page(request.headers.get("accept", ""))


@lru_cache
def _prefers_page(accept: str) -> bool:
    return quality(accept, "text/html") > quality(accept, "application/json")


def confirm(request: Request, receiver: Receiver, entry: Entry, *, is_new: bool) -> Response:
    """Answer that an entry is stored, with nothing of what it says.

    Args:
        request: The request.
        receiver: Who answers.
        entry: What is stored.
        is_new: It was not stored before.
    """
    if wants_page(request):
        root = receiver.root_for(request.state.posted, request.headers)
        page = f"{root}{receiver.manifest.thanks}" if root else "feedback/thanks"
        back = return_fragment(entry.submission.page) if root else ""
        return RedirectResponse(f"{page}?reference={entry.reference}{back}", 303)
    told = {"submission_id": entry.key, "reference": entry.reference}
    return JSONResponse(told, 201 if is_new else 200)


def refuse(request: Request, receiver: Receiver, refusal: Refusal) -> Response:
    """Answer that nothing was stored, and give a browser the reader's words back.

    Args:
        request: The request; its state has ``posted`` and ``submission_id`` as soon as they
            are known.
        receiver: Who answers.
        refusal: Why.
    """
    if not wants_page(request):
        media_type = "application/problem+json"
        return JSONResponse(refusal.body(), refusal.status, refusal.headers, media_type)
    posted = getattr(request.state, "posted", {})
    root = receiver.root_for(posted, request.headers)
    visit = Visit(manifest=receiver.manifest, posted=posted, root=root)
    if not visit.form or refusal.code not in _SEND_AGAIN:
        return problem_page(refusal, visit)
    changed = refusal.code == KEY_REUSED.code
    submission_id = uuid4() if changed else request.state.submission_id
    return form_page(refusal, visit, visit.form, submission_id)
