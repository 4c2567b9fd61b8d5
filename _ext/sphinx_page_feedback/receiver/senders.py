"""How much one network may send: counted in memory, by a key that says nothing of the address."""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from ipaddress import IPv4Address, IPv4Network

    from starlette.requests import Request

    Address = IPv4Address | IPv6Address
    Network = IPv4Network | IPv6Network

WINDOW = 600.0
"""Seconds in which a network's submissions are counted together."""
BURST = 60
"""Stored submissions in a window from which a team should look: a classroom, or a program."""
MOST_WRONG_TOKENS = 10
"""Wrong tokens in a window after which no other wrong one gets a plain refusal."""
_PREFIX = 56
"""Bits of an IPv6 address that a household or an office gets as a whole (RIPE-690 §4.2)."""
_MOST_KEYS = 100_000
"""Networks in memory, some 20 MB; beyond it the oldest are forgotten."""
_KEY_LIFE = 86_400.0
"""Seconds after which another key is drawn, so that no count can be followed from day to day."""


def read_network(text: str) -> Network:
    """Parse the address of a proxy, or of several.

    Args:
        text: As in ``127.0.0.1`` or ``10.0.0.0/8``.

    Raises:
        Problem: It is neither.
    """
    try:
        return ip_network(text)
    except ValueError as error:
        cause = f'"{text}" is no address of a proxy'
        cure = "Give --trust-proxy an IP address, or a network as in 10.0.0.0/8."
        raise Problem(Code.PROXY, cause, cure) from error


def sender_address(request: Request, trusted: tuple[Network, ...]) -> Address | None:
    """Return the address that a request came from; ``None`` where it is not known.

    A header counts only from a proxy that the team named, since any client can send one. It
    is read from the right: each proxy adds the peer that it saw.

    Args:
        request: The request.
        trusted: The addresses of those proxies.
    """
    peer = _parse(request.client.host if request.client else "")
    if peer and _is_in(peer, trusted):
        chain = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        for text in reversed(chain):
            peer = _parse(text.strip())
            if peer is None or not _is_in(peer, trusted):
                return peer
        return None  # it came from the proxy itself
    # Behind a proxy that was not named, all readers would share one count.
    return None if peer is None or peer.is_loopback or peer.is_private else peer


def _parse(text: str) -> Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_in(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


@dataclass
class _Count:
    since: float
    number: int = 0


@dataclass
class SenderCounts:
    """How often each network did something, in windows of ten minutes.

    Attributes:
        clock: Seconds that only grow.
    """

    clock: Callable[[], float] = time.monotonic
    _counts: dict[bytes, _Count] = field(default_factory=dict)
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _drawn: float | None = None

    def of(self, address: Address | None) -> int:
        """Return the count of an address's network; 0 where no address is known.

        Args:
            address: Of the sender.
        """
        count = self._find(address)
        return count.number if count else 0

    def wait(self, address: Address | None) -> int:
        """Return the seconds until the count of an address's network begins anew, at least 1.

        Args:
            address: Of the sender.
        """
        count = self._find(address)
        return max(1, round(count.since + WINDOW - self.clock())) if count else 1

    def add(self, address: Address | None) -> int:
        """Count one more, and return the new count; 0 where no address is known.

        Args:
            address: Of the sender.
        """
        if address is None:
            return 0
        count = self._find(address)
        if count is None:
            self._make_room()
            count = self._counts[self._key(address)] = _Count(self.clock())
        count.number += 1
        return count.number

    def _find(self, address: Address | None) -> _Count | None:
        if address is None:
            return None
        key = self._key(address)
        count = self._counts.get(key)
        if count and self.clock() - count.since >= WINDOW:
            del self._counts[key]
            return None
        return count

    def _key(self, address: Address) -> bytes:
        now = self.clock()
        if self._drawn is None or now - self._drawn >= _KEY_LIFE:
            self._secret, self._drawn = secrets.token_bytes(32), now
            self._counts.clear()
        bits = address.packed[: _PREFIX // 8] if address.version == 6 else address.packed  # noqa: PLR2004 (IPv6)
        return hmac.digest(self._secret, bits, "sha256")[:16]

    def _make_room(self) -> None:
        """Forget what is over, and the oldest where there are too many."""
        now = self.clock()
        # A dictionary keeps the order in which counts began.
        while self._counts:
            key, count = next(iter(self._counts.items()))
            if now - count.since < WINDOW and len(self._counts) < _MOST_KEYS:
                return
            del self._counts[key]
