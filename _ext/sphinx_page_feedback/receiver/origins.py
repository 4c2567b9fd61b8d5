"""Which pages may send: the allow-list of origins, and the origin that a request names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_page_feedback.model import matches_origin, origin_of, parse_origin_pattern
from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

DISK = "null"
"""What browsers send as the origin of a page opened from disk."""


def read_origin(text: str) -> str:
    """Return an entry of the allow-list.

    Args:
        text: From the command line: ``https://docs.example.org``, a pattern such as
            ``https://*.preview.example.org``, or ``null``.

    Raises:
        Problem: It is none of them.
    """
    if text == DISK:
        return DISK
    try:
        return parse_origin_pattern(text)
    except ValueError as error:
        cure = "Write scheme and host, as in https://docs.example.org, a * for one label of a host, as in https://*.preview.example.org, or null."
        raise Problem(Code.ORIGIN, str(error), cure) from error


def is_allowed(origin: str, host: str, listed: Collection[str]) -> bool:
    """Return whether pages of an origin may send.

    A page that the receiver's host serves may always: no browser lets a page choose the
    ``Host`` of a request. The scheme is left out, since a proxy takes the encryption off.

    Args:
        origin: The page's origin, as the browser states it; ``null`` for a page opened from
            disk.
        host: The ``Host`` that the request was sent to.
        listed: The allow-list, of entries from `read_origin`.
    """
    if origin and any(matches_origin(pattern, origin) for pattern in listed):
        return True
    # The origin of `null` and of a malformed Host are both empty, and must not match.
    same_host = {origin_of(f"{scheme}://{host}") for scheme in ("http", "https")}
    return bool(host) and origin_of(origin) in same_host - {""}


def sender_of(headers: Mapping[str, str]) -> str:
    """Return the origin that a request names; empty if it names none.

    ``Origin`` counts before ``Referer``. With ``Referrer-Policy: no-referrer`` a browser sends
    ``Origin: null`` from any page; ``Sec-Fetch-Site``, which no page can set, then
    shows whether the page is of the receiver's origin.

    Args:
        headers: The request's headers.
    """
    site = headers.get("sec-fetch-site", "")
    if headers.get("origin", DISK) == DISK and site == "same-origin":
        return ""
    if "origin" in headers:
        return headers["origin"]
    if site == "none":  # the reader's own click, as on a bookmark
        return ""
    if headers.get("referer"):
        return origin_of(headers["referer"]) or DISK
    # Sec-Fetch-Site shows a browser: one that hides its page counts like a page from disk.
    return DISK if "sec-fetch-site" in headers else ""
