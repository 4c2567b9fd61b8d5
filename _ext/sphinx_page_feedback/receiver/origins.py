"""Which pages may send: the allow-list of origins, held against what a browser says."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sphinx_page_feedback.model import origin_of
from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

DISK = "null"
"""What browsers send as the origin of a page opened from disk."""


def read_origin(text: str) -> str:
    """Return an origin of the allow-list.

    Args:
        text: What the team wrote: ``https://docs.example.org``, or ``null``.

    Raises:
        Problem: It is no origin.
    """
    if text == DISK:
        return DISK
    origin = origin_of(text)
    if not origin or urlsplit(text).path.strip("/"):
        cause = f'"{text}" is not an origin'
        cure = "Write only scheme and host, as in https://docs.example.org, or null."
        raise Problem(Code.ORIGIN, cause, cure)
    return origin


def is_allowed(origin: str, host: str, listed: Collection[str]) -> bool:
    """Return whether pages of an origin may send.

    A page that the receiver's own host serves may always: no browser lets a page choose the
    ``Host`` of a request. The scheme is left out, since a proxy takes the encryption off.

    Args:
        origin: What the browser says; ``null`` for a page opened from disk.
        host: The ``Host`` that the request was sent to.
        listed: The allow-list.
    """
    if origin and origin in listed:
        return True
    own = {origin_of(f"{scheme}://{host}") for scheme in ("http", "https")}
    return bool(host) and origin_of(origin) in own - {""}


def sender_of(headers: Mapping[str, str]) -> str:
    """Return the origin that a request names, if it names one.

    ``Origin`` counts before ``Referer``; a browser that says the request stays on its own
    site names no other.
    """
    if "origin" in headers:
        return headers["origin"]
    if headers.get("sec-fetch-site") in {"same-origin", "none"}:
        return ""
    if headers.get("referer"):
        return origin_of(headers["referer"]) or DISK
    return DISK if "sec-fetch-site" in headers else ""
