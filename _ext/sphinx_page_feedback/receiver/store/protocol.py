"""What the receiver asks of a store, whatever the database behind it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sphinx_page_feedback.model import Form

    from .row import Row


class AddResult(Enum):
    """What adding a row did."""

    STORED = "stored"
    REPEATED = "repeated"
    """The same was stored before: a retry whose first reply was lost."""
    CONFLICT = "conflict"
    """Something else was stored under this ``submission_id``."""
    ERASED = "erased"
    """It was stored and has been erased; it is not stored again."""


class StoreError(Exception):
    """Nothing was stored; the next try may succeed."""


class UncertainCommitError(Exception):
    """It is unknown whether the database committed."""


def cause_of(error: BaseException) -> str:
    """Return what a database said of an error, in one line and without a reader's words.

    Args:
        error: What a store raised.
    """
    cause = error.__cause__ or error
    # Further lines of PostgreSQL repeat values.
    return (
        next(iter(str(getattr(cause, "orig", cause)).splitlines()), "") or type(cause).__name__
    )


class Store(Protocol):
    """Keeps rows. Every method blocks, and raises ``StoreError`` when it cannot do its work."""

    def add(self, rows: Sequence[Row]) -> list[AddResult]:
        """Store rows in one transaction; return once they survive a power cut."""

    def payload_hash_of(self, submission_id: UUID) -> str | None:
        """Return the hash of what is stored under an id, if anything is."""

    def read(
        self, after: int, limit: int, *, with_addresses: bool = False
    ) -> list[tuple[int, dict[str, Any]]]:
        """Return up to ``limit`` records that come after a place, each with its place.

        The e-mail addresses that forms asked for are among the answers if they are asked for.
        """

    def note_read(self, after: int, answers: int, addresses: int) -> None:
        """Keep that so many answers after a place were read, and so many addresses."""

    def record_versions(self, forms: Iterable[Form]) -> list[dict[str, Any]]:
        """Keep the present versions of the forms, and return every version that is kept."""

    def form_versions(self) -> list[dict[str, Any]]:
        """Return every version that is kept, in order of first sight."""

    def probe(self) -> None:
        """Write, as a submission would be written; raise ``StoreError`` where that fails."""

    def close(self) -> None:
        """Release the database."""
