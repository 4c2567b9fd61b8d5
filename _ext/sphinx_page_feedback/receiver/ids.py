"""The ids in a post: of the submission itself, and of those in whose place it is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sphinx_page_feedback.model import REPLACES

from .http_problems import BAD_VALUE, HTTPProblemError

if TYPE_CHECKING:
    from sphinx_page_feedback.model import Posted

# UUID() alone also takes braces, urn:uuid: and hyphens anywhere.
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_QUOTED_UUID = re.compile(f'"{_UUID.pattern}"')  # a string as RFC 8941 writes it
_MOST_REPLACED = 50
"""Ids that one submission may replace; a reader presses Send less often on one text."""


def read_id(posted: Posted, idempotency_key: str = "") -> UUID:
    """Return the id that the reader's device made, or a new one for a form without script.

    Args:
        posted: Everything that was posted.
        idempotency_key: The header of that name; counts when the body has no id.

    Raises:
        HTTPProblemError: It is no UUID, or there are two.
    """
    texts = posted.get("submission_id", ())
    if len(texts) > 1:
        raise HTTPProblemError(BAD_VALUE.with_detail("submission_id is there more than once."))
    text = next(iter(texts), "").strip()
    if not text and idempotency_key:
        if not _QUOTED_UUID.fullmatch(idempotency_key.strip()):
            detail = 'Idempotency-Key must be a UUID in "quotes".'
            raise HTTPProblemError(BAD_VALUE.with_detail(detail))
        text = idempotency_key.strip(' "')
    if not text:
        return uuid4()
    if not _UUID.fullmatch(text):
        raise HTTPProblemError(BAD_VALUE.with_detail("submission_id must be a UUID."))
    return UUID(text)


def read_replaces(posted: Posted, submission_id: UUID) -> tuple[tuple[str, ...], bool]:
    """Return the ids of the submissions that this one replaces, and whether all can be.

    A wrong id is no reason to refuse words: such a submission counts beside the other.

    Args:
        posted: Everything that was posted.
        submission_id: Of the submission itself.
    """
    texts = [text.strip() for text in posted.get(REPLACES, ()) if text.strip()]
    ids = {str(UUID(text)): None for text in texts if _UUID.fullmatch(text)}
    are_usable = all(map(_UUID.fullmatch, texts)) and len(ids) <= _MOST_REPLACED
    others = tuple(key for key in ids if key != str(submission_id))[:_MOST_REPLACED]
    return others, are_usable and len(others) == len(ids)
