"""What the receiver asks of a store, whatever the database behind it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from .row import Entry


class Outcome(Enum):
    """What became of an entry."""

    STORED = "stored"
    REPEATED = "repeated"
    """The same was stored before: a retry whose first reply was lost."""
    CONFLICT = "conflict"
    """Something else was stored under this ``submission_id``."""


class StoreError(Exception):
    """The store cannot do it now; the next try may succeed."""


class Store(Protocol):
    """Keeps entries. Every method blocks, and raises ``StoreError`` when it cannot."""

    def add(self, entries: Sequence[Entry]) -> list[Outcome]:
        """Store entries in one transaction; return once they survive a power cut."""

    def payload_hash_of(self, submission_id: UUID) -> str | None:
        """Return the hash of what is stored under an id, if anything is."""

    def read(self, after: int, limit: int) -> list[tuple[int, dict[str, Any]]]:
        """Return up to ``limit`` records that come after a place, each with its own place."""

    def probe(self) -> None:
        """Try to write, and take it back."""

    def close(self) -> None:
        """Let go of the database."""
