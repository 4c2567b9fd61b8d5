"""Hosts of addresses, parsed as browsers do: the host parser of the WHATWG URL Standard."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv6Address
from urllib.parse import unquote_to_bytes

import idna

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f#/:<>?@\[\\\]^|%]")
"""Forbidden domain code points, § 3.5 of the standard."""
_ZEROS = re.compile(r"(?:^|:)0(?::0)+(?:$|:)")


def parse_host(text: str) -> str:
    """Return a host as browsers send it: lower case, ``xn--`` for other scripts.

    Args:
        text: What stands between ``//`` and the port or path, as in ``Bücher.example``.

    Raises:
        ValueError: No browser takes it for a host.
    """
    if text.startswith("["):
        return _ipv6(text)
    domain = _to_ascii(unquote_to_bytes(text).decode("utf-8", "replace"))
    if not domain or _FORBIDDEN.search(domain):
        raise ValueError(text)
    return _ipv4(domain) if _ends_in_number(domain) else domain


def _ipv6(text: str) -> str:
    # ipaddress takes a zone after a %, browsers do not.
    if not text.endswith("]") or "%" in text:
        raise ValueError(text)
    groups = ":".join(
        f"{int(part, 16):x}" for part in IPv6Address(text[1:-1]).exploded.split(":")
    )
    if runs := _ZEROS.findall(groups):  # the first of the longest is left out
        groups = groups.replace(max(runs, key=len), "::", 1)
    return f"[{groups}]"


def _to_ascii(domain: str) -> str:
    """Apply UTS 46, ToASCII, with the flags that the standard names."""
    # UTS 46 only lower-cases ASCII, and browsers do not limit the length of a label.
    if domain.isascii() and "xn--" not in domain.lower():
        return domain.lower()
    labels = [_to_unicode(label) for label in _map(domain).split(".")]
    text = "".join(labels)
    is_bidi = any(unicodedata.bidirectional(char) in {"R", "AL", "AN"} for char in text)
    for label in filter(None, labels):
        _check(label, is_bidi=is_bidi)
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
        for label in labels
    )


def _map(domain: str) -> str:
    # The standard sets UseSTD3ASCIIRules to false: an underscore is allowed in a host.
    return idna.uts46_remap(domain, std3_rules=False)


def _to_unicode(label: str) -> str:
    """Decode a label with the prefix ``xn--``; it must be the only way to write its text."""
    if not label.startswith("xn--"):
        return label
    encoded = label.removeprefix("xn--")
    decoded = encoded.encode("ascii").decode("punycode")
    unique = decoded.encode("punycode").decode() == encoded and _map(decoded) == decoded
    if decoded.isascii() or not unique:
        raise ValueError(label)
    return decoded


def _check(label: str, *, is_bidi: bool) -> None:
    """Check the validity criteria of UTS 46 that mapping does not settle."""
    if label.startswith("xn--"):
        raise ValueError(label)
    idna.check_nfc(label)
    idna.check_initial_combiner(label)
    # CheckJoiners: Persian and Indic scripts need them; elsewhere they would be invisible.
    joiners = (place for place, char in enumerate(label) if char in "\u200c\u200d")
    if not all(idna.valid_contextj(label, place) for place in joiners):
        raise ValueError(label)
    if is_bidi:
        idna.check_bidi(label, check_ltr=True)


def _ends_in_number(domain: str) -> bool:
    # Such a host is an IPv4 address or invalid: 1.2.3.256 is no domain.
    last = domain.removesuffix(".").rpartition(".")[2]
    return bool(re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last))


def _ipv4(domain: str) -> str:
    """Return ``127.0.0.1`` for ``127.1``, ``0x7f.1`` or ``2130706433``."""
    *first, last = (_ipv4_number(part) for part in domain.removesuffix(".").split("."))
    if len(first) > 3 or any(part > 255 for part in first) or last >= 256 ** (4 - len(first)):  # noqa: PLR2004 (bytes of an address)
        raise ValueError(domain)
    number = last + sum(part << 8 * (3 - place) for place, part in enumerate(first))
    return ".".join(str(byte) for byte in number.to_bytes(4, "big"))


def _ipv4_number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    if not part.isdecimal():
        raise ValueError(part)
    # A leading 0 means octal, as in inet_aton of C.
    return int(part, 8 if part.startswith("0") else 10)
