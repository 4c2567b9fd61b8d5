"""One submission as it is stored: its columns, and the hash that recognises a retry."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import reference_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sphinx_page_feedback.model import Submission


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the table ``submissions``.

    Attributes:
        submission: The validated submission.
        received_at: When it arrived, in UTC.
        payload_hash: SHA-256 of what was posted (see ``payload_hash.py``).
        flags: Codes of what a person should know of it; none keeps it from being stored.
        contacts: The e-mail addresses that the form asked for, by field.
        contacts_until: The last day on which these are kept, if the form says so.
        extra: What was posted under names that the form does not have.
        keep_until: The last day on which it is kept, if the form says so.
        replaces: The ids of submissions in whose place it was sent.
        page_names: Every docname that its page has and has had.
    """

    submission: Submission
    received_at: datetime
    payload_hash: str
    flags: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)
    contacts_until: date | None = None
    keep_until: date | None = None
    replaces: tuple[str, ...] = ()
    page_names: frozenset[str] = frozenset()

    @cached_property
    def key(self) -> str:
        """The ``submission_id`` as it is stored."""
        return str(self.submission.submission_id)

    @property
    def hash_of_version_2(self) -> str:
        """The hash that releases with schema version 2 stored for the same submission.

        It lets a retry across the upgrade be recognised.
        """
        sent = self.submission
        answers = {**sent.answers, **self.contacts}
        payload = {"form": sent.form, "page": sent.page, "answers": answers}
        canonical = json.dumps(payload, sort_keys=True, ensure_ascii=False)
        return sha256(canonical.encode()).hexdigest()

    def has_hash(self, stored: str | None) -> bool:
        """Return whether what is stored under this id is the same submission.

        Args:
            stored: The stored ``payload_hash``.
        """
        return stored in {self.payload_hash, self.hash_of_version_2}

    @property
    def columns(self) -> dict[str, Any]:
        """The values by column."""
        # Of one length and in UTC, so that texts sort as the times do.
        moment = self.received_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {
            **vars(self.submission),
            "submission_id": self.key,
            "reference": reference_of(self.submission.submission_id),
            "received_at": moment,
            "flags": self.flags,
            "extra": dict(self.extra),
            "replaced_by": "",
            "keep_until": _day(self.keep_until),
            "payload_hash": self.payload_hash,
        }

    @property
    def contact_rows(self) -> list[dict[str, str]]:
        """The rows of the table ``contacts``."""
        shared = {"submission_id": self.key, "keep_until": _day(self.contacts_until)}
        return [
            {**shared, "field": name, "address": address}
            for name, address in self.contacts.items()
        ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
