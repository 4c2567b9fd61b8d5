"""The hash of what was posted, by which a retry is recognised."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING

from sphinx_page_feedback.model import RESERVED_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_page_feedback.model import Posted

# By its looks and not by its field: which fields are of the type `email` may differ between two
# tries (decision 30).
_EMAIL = re.compile(r"\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*")


def payload_hash(posted: Posted) -> str:
    """Return the SHA-256 of names and values as they were posted.

    It looks at no form, so that a deploy between two tries changes nothing. Reserved names
    but ``form`` and ``page``, blank values and e-mail addresses are left out: a script may
    leave out what a browser posts empty, and an address may be deleted before a retry.

    Args:
        posted: Every value of every name.
    """
    # The same answers about another page are another submission.
    names = sorted(posted.keys() - RESERVED_NAMES | {"form", "page"})
    payload = {name: _values(posted.get(name, ())) for name in names}
    kept = {name: values for name, values in payload.items() if values}
    return sha256(json.dumps(kept, ensure_ascii=False).encode()).hexdigest()


def _values(values: Iterable[str]) -> list[str]:
    """Return values without blanks and addresses, with the line ends of a script."""
    # A native post writes a line end as CRLF, a script as LF, and either may be the retry.
    texts = [value.replace("\r\n", "\n") for value in values]
    return [text for text in texts if text.strip() and not _EMAIL.fullmatch(text)]
