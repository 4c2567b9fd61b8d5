"""Which addresses a page can post to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sphinx_page_feedback.model import Address

_HOST = re.compile(r"[^.]{1,63}(\.[^.]{1,63})*\.?")
"""A name that can be looked up (RFC 1035 §2.3.4), which browsers ask of no address."""


def endpoint_problem(endpoint: str) -> tuple[str, str] | None:
    """Return cause and cure of an address that no page can post to; ``None`` for others.

    Args:
        endpoint: ``https://…``, ``http://localhost…`` or a path on the site's own host.
    """
    cause = f'the endpoint "{endpoint}" is not an address that a page can post to'
    unusable = cause, "Give an https:// address, or a path on the site's host like /feedback."
    if re.search(r"[{}]", endpoint):
        return cause, "Put what the service gave you where the braces are."
    try:
        parts = urlsplit(endpoint)
        if parts.scheme or parts.netloc:
            host = Address.parse(endpoint).host
            if ":" not in host and not _HOST.fullmatch(host):
                return unusable
    except ValueError:
        return unusable
    # fetch raises a TypeError for such an address (Fetch standard, Request constructor).
    if parts.username or parts.password:
        cause = "the endpoint carries a user name or password, which every reader could see"
        return cause, "Take them out."
    if parts.fragment:
        return "the endpoint has a #fragment, which is never sent", "Take it off."
    on_this_host = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    secure = parts.scheme == "https" and parts.hostname
    # A page of https may not fetch from http (W3C Mixed Content); loopback is for trying out.
    local = parts.scheme == "http" and is_loopback(endpoint)
    is_address = (on_this_host or secure or local) and not re.search(r"\s", endpoint)
    return None if is_address else unusable


def is_loopback(address: str) -> bool:
    """Return whether an address is one of the computer that asks for it.

    Args:
        address: An address, or a path, which is of no computer yet.
    """
    try:
        return Address.parse(address).is_loopback
    except ValueError:
        return False
