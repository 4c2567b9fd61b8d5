"""The requests that servers are loaded with: the same words from the same page to each."""

from __future__ import annotations

import json
from itertools import cycle
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from uuid import uuid4

from document import docname_of

if TYPE_CHECKING:
    from collections.abc import Callable

SITE = "https://docs.example.org"
PAGES = 50
_SUMMARY = "The second section promises more than the table shows"
_DETAILS = (
    "I read this with a colleague who does the work every day. We think that the figures "
    "leave out the smaller authorities, where one person does what three do elsewhere. "
    "Please say how many answered, and when. A sentence on what comes next would help."
)
_FORM = {
    "form": "page",
    "page_title": "Review child children",
    "language": "en_GB",
    "elapsed_ms": "48211",
    "nature": "issue",
    "summary": _SUMMARY,
    "details": _DETAILS,
    "role": "la_data",
    "org": "Example Council",
    "email": "reader@example.org",
}


def submissions(version: str) -> Callable[[], bytes]:
    """Return what makes posts as the form's script sends them, each a new submission.

    Args:
        version: Of the form, as the manifest has it.
    """
    pages = cycle(map(docname_of, range(PAGES)))

    def make() -> bytes:
        page = next(pages)
        own = {
            "submission_id": str(uuid4()),
            "page": page,
            "page_url": f"{SITE}/{page}.html",
            "form_version": version,
        }
        body = urlencode({**own, **_FORM})
        return _post("/feedback", body, "application/x-www-form-urlencoded")

    return make


def comments() -> Callable[[], bytes]:
    """Return what makes posts as Isso's script sends them, each a new comment."""
    pages = cycle(map(docname_of, range(PAGES)))

    def make() -> bytes:
        page = next(pages)
        words = {
            "text": f"{_SUMMARY}\n\n{_DETAILS}",
            "author": "A reader",
            "email": _FORM["email"],
            "title": _FORM["page_title"],
        }
        path = f"/new?uri={quote(f'/{page}.html', safe='')}"
        return _post(path, json.dumps(words), "application/json")

    return make


def _post(path: str, body: str, media_type: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        f"Origin: {SITE}\r\n"
        "Accept: application/json\r\n"
        f"Content-Type: {media_type}\r\n"
        f"Content-Length: {len(body.encode())}\r\n"
    )
    return f"{head}\r\n{body}".encode()
