"""uvicorn's HTTP protocol on httptools, with a limit to a request's head."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 65_536
"""Bytes of a request's head, and of what may follow its body; h11 has the same limit."""


class BoundedProtocol(HttpToolsProtocol):
    """Closes a connection whose head has no end: httptools keeps every field in memory."""

    _unread = 0  # bytes since the parser last had something to hand on

    def data_received(self, data: bytes) -> None:
        """Parse bytes, and count those that complete no head and no piece of a body."""
        # Counted before parsing and compared after it: on_body, which the parser calls, resets
        # it.
        self._unread += len(data)
        super().data_received(data)
        # The parser may have refused the bytes, and closed, itself. The status would be 431
        # (RFC 6585), but uvicorn has a reply for 400 only.
        if self._unread > LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        """Reset the count: another request begins."""
        self._unread = 0
        super().on_message_begin()

    def on_body(self, body: bytes) -> None:
        """Reset the count: `body.py` limits the body."""
        self._unread = 0
        super().on_body(body)
