"""Settings of the receiver."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_page_feedback import environment
from sphinx_page_feedback.problems import Code, Problem

from .token_strength import SHORTEST_TOKEN, is_guessable

if TYPE_CHECKING:
    from collections.abc import Callable
    from ipaddress import IPv4Network, IPv6Network
    from pathlib import Path


def _discard(_line: str) -> None:
    return


@dataclass(frozen=True, kw_only=True)
class ReceiverSettings:
    """What one receiver is started with.

    Attributes:
        manifest: The site's ``feedback.json``.
        database: An SQLAlchemy URL.
        origins: Origins that may send, besides the one of the manifest's ``base_url``;
            ``null`` stands for pages opened from disk.
        read_token: The token that ``/submissions`` and ``/forms`` ask for; empty for no such
            route.
        announce: Called with a line for each stored submission, without personal data; the
            lines of submissions that were stored together come together.
        warn: Called with a line about what the team should correct while the receiver runs on.
        rate: How many new submissions one network may send in ten minutes; 0 for any number.
        proxies: The addresses of proxies whose ``X-Forwarded-For`` says who sends.
        allowed_hosts: The hosts that requests may be sent to, with ``*.`` for any below one;
            empty for any host.
        head_timeout: Seconds until the whole head of a request must be there.
        most_connections: How many connections may be open at once; beyond it, the one that has
            waited longest to send a head is closed.
        body_timeout: Seconds until the whole body of a request must be there.
        lock_timeout: Seconds to wait for another program that writes to the SQLite file.
    """

    manifest: Path
    database: str = "sqlite:///feedback.sqlite3"
    origins: tuple[str, ...] = ()
    # No repr: one in a traceback would show the token.
    read_token: str = field(default="", repr=False)
    announce: Callable[[str], None] = _discard
    warn: Callable[[str], None] = _discard
    rate: int = 600
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    head_timeout: float = 10.0
    most_connections: int = 900
    body_timeout: float = 10.0
    lock_timeout: float = 5.0

    def __post_init__(self) -> None:
        """Refuse a token that could be guessed.

        Raises:
            Problem: The token is too short or follows a pattern.
        """
        if not self.read_token:
            return
        cure = f"Give it {SHORTEST_TOKEN} or more, for instance from: openssl rand -base64 32"
        if len(self.read_token) < SHORTEST_TOKEN:
            cause = f"{environment.READ_TOKEN} has {len(self.read_token)} characters"
            raise Problem(Code.READ_TOKEN_SHORT, cause, cure)
        if is_guessable(self.read_token):
            cause = f"{environment.READ_TOKEN} repeats itself or follows a pattern"
            cure = "Take a random one, for instance from: openssl rand -base64 32"
            raise Problem(Code.READ_TOKEN_WEAK, cause, cure)
