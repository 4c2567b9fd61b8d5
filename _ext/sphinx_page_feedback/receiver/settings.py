"""What the team tells the receiver, and what stops it from starting."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHORTEST_TOKEN = 32
"""Characters: 32 of base64 hold 192 bits, more than the 128 that ASVS 11.5.1 asks for."""


class StartCode(StrEnum):
    """What stops the receiver from starting; a heading of the reference page."""

    DATABASE_DRIVER = "database-driver"
    DATABASE_FOREIGN = "database-foreign"
    DATABASE_NEWER = "database-newer"
    DATABASE_UNREACHABLE = "database-unreachable"
    DATABASE_UNSAFE = "database-unsafe"
    MANIFEST_BROKEN = "manifest-broken"
    MANIFEST_MISSING = "manifest-missing"
    ORIGIN = "origin"
    PORT_BUSY = "port-busy"
    READ_TOKEN_SHORT = "read-token-short"  # noqa: S105 (a code, no token)


class StartError(Exception):
    """Why the receiver cannot start: a code, the cause and the cure, for the team."""

    def __init__(self, code: StartCode, cause: str, cure: str) -> None:
        """Keep the three parts.

        Args:
            code: The kind of mistake; a heading of the reference page.
            cause: What is wrong, without a full stop.
            cure: What to do about it.
        """
        super().__init__(f"{cause}. {cure}")
        self.code = code
        self.cause = cause
        self.cure = cure


def _say_nothing(_line: str) -> None:
    return


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the receiver needs to know.

    Attributes:
        manifest: The site's ``feedback.json``.
        database: An SQLAlchemy URL.
        origins: Origins that may send, besides the one of the manifest's ``base_url``;
            ``null`` stands for pages opened from disk.
        read_token: The token that ``GET /submissions`` asks for; empty for no such route.
        announce: Told a line for each stored submission, without personal data; the lines of
            submissions that were stored together come together.
        warn: Told of what the team should mend while the receiver runs on.
    """

    manifest: Path
    database: str = "sqlite:///feedback.sqlite3"
    origins: tuple[str, ...] = ()
    read_token: str = field(default="", repr=False)
    announce: Callable[[str], None] = _say_nothing
    warn: Callable[[str], None] = _say_nothing

    def __post_init__(self) -> None:
        """Refuse a token that could be guessed.

        Raises:
            StartError: The token is too short.
        """
        if self.read_token and len(self.read_token) < SHORTEST_TOKEN:
            cause = f"FEEDBACK_READ_TOKEN has {len(self.read_token)} characters"
            cure = (
                f"Give it {SHORTEST_TOKEN} or more, for instance from: openssl rand -base64 32"
            )
            raise StartError(StartCode.READ_TOKEN_SHORT, cause, cure)
