"""What the receiver answers: JSON to a script, a page or a redirect to a browser."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import uuid4

from starlette.responses import JSONResponse, RedirectResponse, Response

from sphinx_page_feedback.model import reference_of, thanks_fragment

from .http_problems import FIELDS, KEY_REUSED, NOT_STORED, TOO_MANY
from .pages import Visit, form_page, problem_page

if TYPE_CHECKING:
    from uuid import UUID

    from starlette.requests import Request

    from .http_problems import HTTPProblem
    from .running import Receiver

_SEND_AGAIN = {problem.code for problem in (FIELDS, KEY_REUSED, NOT_STORED, TOO_MANY)}
"""The problems after which the form, sent once more, can be stored."""
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
        matches = [match for p in parameters if (match := _QUALITY.fullmatch(p))]
        weights[name.strip()] = float(matches[0][1]) if matches else 1.0
    return next((weights[name] for name in ranges if name in weights), 0.0)


def wants_page(request: Request) -> bool:
    """Return whether a browser itself asks, and not a script."""
    return _prefers_page(request.headers.get("accept", ""))


# Browsers send few different values, and the cache keeps 128 at most.
@lru_cache
def _prefers_page(accept: str) -> bool:
    # `*/*`, which fetch and curl send by default, weighs the same for both: they get JSON.
    return quality(accept, "text/html") > quality(accept, "application/json")


def confirm(
    request: Request, receiver: Receiver, submission_id: UUID, *, is_new: bool
) -> Response:
    """Reply that a submission is stored, with nothing of what it holds.

    Args:
        request: The request; its state has ``posted``.
        receiver: The running receiver.
        submission_id: What is stored.
        is_new: It was not stored before.
    """
    reference = reference_of(submission_id)
    if wants_page(request):
        posted, manifest = request.state.posted, receiver.manifest
        root = receiver.root_for(posted, request.headers)
        # Relative without a site: a proxy may serve the receiver below a path.
        page = f"{root}{manifest.thanks}" if root else "feedback/thanks"
        form = receiver.asked_form(posted)
        fragment = thanks_fragment(form.name) if root and form else ""
        # With 303 the browser asks with GET, so reloading the page posts nothing again.
        return RedirectResponse(f"{page}?reference={reference}{fragment}", 303)
    body = {"submission_id": str(submission_id), "reference": reference}
    return JSONResponse(body, 201 if is_new else 200)


def refuse(request: Request, receiver: Receiver, problem: HTTPProblem) -> Response:
    """Reply that nothing was stored, and send a browser what the reader wrote.

    Args:
        request: The request; its state has ``posted`` and ``submission_id`` as soon as they
            are read.
        receiver: The running receiver.
        problem: Why.
    """
    if not wants_page(request):
        media_type = "application/problem+json"
        body = problem.body(receiver.manifest.sentences)
        return JSONResponse(body, problem.status, problem.headers, media_type)
    # Not there where reading the body failed.
    posted = getattr(request.state, "posted", {})
    root = receiver.root_for(posted, request.headers)
    form = receiver.asked_form(posted)
    visit = Visit(manifest=receiver.manifest, posted=posted, root=root, form=form)
    if not form or problem.code not in _SEND_AGAIN:
        return problem_page(problem, visit)
    # The stored answers keep their id, so the changed ones need another.
    changed = problem.code == KEY_REUSED.code
    submission_id = uuid4() if changed else request.state.submission_id
    return form_page(problem, visit, form, submission_id)
