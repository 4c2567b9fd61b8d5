"""HTTP as uvicorn has httptools read it, with an end to what a head may hold."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 65_536
"""Bytes of a request's head, and of what may follow its body; h11 has the same limit."""


class BoundedProtocol(HttpToolsProtocol):
    """Hangs up on who sends fields without end: httptools keeps them all in memory."""

    _unread = 0  # bytes since the parser last had something to hand on

    def data_received(self, data: bytes) -> None:
        """Parse what came, and look how much of it leads nowhere."""
        self._unread += len(data)
        super().data_received(data)
        if self._unread > LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        """Begin to count anew: another request."""
        self._unread = 0
        super().on_message_begin()

    def on_body(self, body: bytes) -> None:
        """Begin to count anew: the body has limits of its own."""
        self._unread = 0
        super().on_body(body)
