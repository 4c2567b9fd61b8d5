"""Settings of the receiver."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_page_feedback import environment
from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHORTEST_TOKEN = 32
"""Characters: 32 of base64 hold 192 bits, more than the 128 that ASVS 11.5.1 asks for."""


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
            Problem: The token is too short.
        """
        if self.read_token and len(self.read_token) < SHORTEST_TOKEN:
            cause = f"{environment.READ_TOKEN} has {len(self.read_token)} characters"
            cure = (
                f"Give it {SHORTEST_TOKEN} or more, for instance from: openssl rand -base64 32"
            )
            raise Problem(Code.READ_TOKEN_SHORT, cause, cure)
