"""The allow-list of origins: one origin, or all that differ in one label of the host."""

from __future__ import annotations

import re

from .address import Address, origin_of

_FIXED_LABELS = 2
"""At the end of a pattern: ``https://*.org`` would let half of the web in."""


def parse_origin_pattern(text: str) -> str:
    """Return an entry of the allow-list as browsers write origins.

    Args:
        text: ``https://docs.example.org``, or ``https://*.preview.example.org``, in which the
            ``*`` stands for exactly one label of the host.

    Raises:
        ValueError: It is neither; the message has the reason.
    """
    try:
        address = Address.parse(text)
    except ValueError:
        address = None
    # An origin has no path, query or fragment.
    if address is None or str(address) != f"{address.origin}/" or address.has_user:
        message = f'"{text}" is not an origin'
        raise ValueError(message)
    labels = address.host.split(".")
    wild = [label for label in labels if "*" in label]
    if len(wild) > 1 or any(label != "*" for label in wild):
        message = f'"{text}" is not an origin: a * stands for one whole label of a host, once'
        raise ValueError(message)
    if wild and (len(labels) <= _FIXED_LABELS or "*" in labels[-_FIXED_LABELS:]):
        message = f'"{text}" would let in sites of others: a * needs two fixed labels after it'
        raise ValueError(message)
    return address.origin


def matches_origin(pattern: str, origin: str) -> bool:
    """Return whether an entry of the allow-list lets an origin in.

    Args:
        pattern: From `parse_origin_pattern`.
        origin: What a browser sent, as in ``https://pr-12.preview.example.org``.
    """
    # No dot: a * that covered several labels would let in names that a host gives to others.
    wanted = re.escape(pattern).replace(r"\*", "[^.:/]+")
    return origin == pattern or re.fullmatch(wanted, origin_of(origin)) is not None
