"""JSON without halves of characters, which no text can hold and some parsers stumble over."""

from __future__ import annotations

import re
from typing import IO

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F]..)|.?)", re.DOTALL
)
"""A whole character, half of one (the group), or any other escape."""
_LONGEST = 12  # bytes of an escape
_UNKNOWN = rb"\ufffd"


class Mended:
    """A body of JSON, read in any portions."""

    def __init__(self, body: IO[bytes]) -> None:
        """Begin.

        Args:
            body: JSON in UTF-8.
        """
        self._body = body
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """Return some more of it; nothing at its end.

        Args:
            size: About how many bytes to read.
        """
        mended = b""
        while not mended:
            more = self._body.read(size)
            data = self._left + more
            whole = _end_of_whole(data) if more else len(data)
            mended = _ESCAPE.sub(_mend, data[:whole])
            self._left = data[whole:]
            if not more:
                break
        return mended


def _end_of_whole(data: bytes) -> int:
    """Return where an escape begins that may go on in what is still to be read."""
    near = len(data) - _LONGEST
    starts = (found.start() for found in _ESCAPE.finditer(data))
    return next((start for start in starts if start > near), len(data))


def _mend(found: re.Match[bytes]) -> bytes:
    return _UNKNOWN if found[1] else found[0]
