"""A submission: where it came from, and what the reader answered."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field as Limits
from pydantic import StringConstraints

from .question import Answers, Key, Part

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none that looks like another

Line = Annotated[str, StringConstraints(max_length=2_000)]
CAME_FROM = ("pdf",)
"""Where a link may say that it stands; the script that reads the address knows the same."""


class Submission(Part):
    """What is stored for one press of the button.

    Attributes:
        submission_id: Made when Send is first pressed; the same on every retry.
        form: The form's name.
        form_version: The version of the page's form, which may be older than the receiver's.
        page: The page's docname.
        page_url: Where the reader was, without query and fragment.
        page_title: The page's title.
        section: The anchor of the section that the reader came from.
        came_from: Where the link to the form stood: ``pdf``, or nothing.
        language: The document's language.
        release: The document's release.
        elapsed_ms: Milliseconds from opening the page to pressing Send.
        answers: The answers, by field name.
    """

    submission_id: UUID
    form: Key
    form_version: Line = ""
    page: Line
    page_url: Line = ""
    page_title: Line = ""
    section: Line = ""
    came_from: Literal["", "pdf"] = ""
    language: Line = ""
    release: Line = ""
    elapsed_ms: Annotated[int, Limits(ge=0, le=2**53)] | None = None
    answers: Answers


def reference_of(submission_id: UUID) -> str:
    """Return the short reference that a reader may quote, like ``7KQ2M-9XTRA``.

    It follows from the id, so a retry gets the same, and the id does not follow from it:
    50 bits of a SHA-256, in an alphabet without look-alikes. Among a million submissions
    two share a reference with a probability of about 1 in 2,000.
    """
    number = int.from_bytes(sha256(submission_id.bytes).digest()[:8]) >> 14
    letters = "".join([_ALPHABET[number >> shift & 31] for shift in range(45, -1, -5)])
    return f"{letters[:5]}-{letters[5:]}"
