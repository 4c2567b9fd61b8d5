"""What is stored for one submission: itself, when it came, and what follows from it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import reference_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sphinx_page_feedback.model import Submission


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One submission, ready to be stored.

    Attributes:
        submission: What the reader sent, checked.
        received_at: When it arrived, in UTC.
        flags: Codes of what a person should know of it. It is stored all the same: a person
            decides.
        extra: What was posted under names that the form does not have.
    """

    submission: Submission
    received_at: datetime
    flags: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """The ``submission_id`` as it is stored."""
        return str(self.submission.submission_id)

    @cached_property
    def reference(self) -> str:
        """What the reader may quote."""
        return reference_of(self.submission.submission_id)

    @cached_property
    def payload_hash(self) -> str:
        """SHA-256 of form, page and answers: what a retry repeats, unlike its timing."""
        sent = self.submission
        payload = {"form": sent.form, "page": sent.page, "answers": sent.answers}
        canonical = json.dumps(payload, sort_keys=True, ensure_ascii=False)
        return sha256(canonical.encode()).hexdigest()

    @property
    def columns(self) -> dict[str, Any]:
        """The row of the table ``submissions``, by column."""
        moment = self.received_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {
            **vars(self.submission),
            "submission_id": self.key,
            "reference": self.reference,
            "received_at": moment,
            "flags": self.flags,
            "extra": dict(self.extra),
            "payload_hash": self.payload_hash,
        }
