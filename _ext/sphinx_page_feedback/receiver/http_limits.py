"""uvicorn's HTTP protocol on httptools, with limits to what a client may hold open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

LARGEST_HEAD = 16_384
"""Bytes of a request's line and header fields; what may follow a body is limited by four of it."""
_NOT_REPEATED = {b"connection", b"http2-settings", b"upgrade"}


class BoundedProtocol(HttpToolsProtocol):
    """Reads requests from clients that may be slow, endless, or ask for another protocol."""

    head_timeout = 10.0
    """Seconds in which the whole head must arrive."""
    most_connections = 900
    """Open at once: a process may have 1,024 files open where nobody has raised the number."""

    _head_size = 0
    _unread = 0  # bytes since the parser last had something to hand on
    _repeating = False
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head; where there are too many connections, end one that waits."""
        super().connection_made(transport)
        self._wait_for_head()
        if len(self.connections) > self.most_connections:
            others: Any = self.connections - {self}
            waiting = [one for one in others if one._head_timer]  # noqa: SLF001 (of this class)
            # The one that has waited longest: whoever is about to send is let in.
            oldest = min(waiting, key=lambda one: one._head_timer.when(), default=self)  # noqa: SLF001
            oldest.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse bytes, and count those that complete no head and no piece of a body."""
        self._unset_keepalive_if_required()
        # Counted before parsing and compared after it: on_body, which the parser calls, resets
        # it.
        self._unread += len(data)
        try:
            self._parse(data)
        # Also what a callback below has raised.
        except httptools.HttpParserError:
            self.send_400_response("Invalid HTTP request received.")
            return
        # The status would be 431 (RFC 6585), but uvicorn has a reply for 400 only.
        if self._unread > 4 * LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def _parse(self, data: bytes) -> None:
        while True:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                # A server may ignore the wish (RFC 9110 §7.8). The parser takes all that
                # follows the head for another protocol, so another parser goes on from there.
                data = data[upgrade.args[0] :]
                self._repeat_head()
                continue
            return

    def _repeat_head(self) -> None:
        """Give a new parser the head once more, without the wish, so that it reads the body."""
        method, version = self.scope["method"], self.parser.get_http_version()
        lines = [f"{method} ".encode() + self.url + f" HTTP/{version}".encode()]
        lines += [
            name + b": " + value for name, value in self.headers if name not in _NOT_REPEATED
        ]
        # The request has been handed on already, without a body; it has not begun to run.
        self.cycle.more_body = True
        self.parser = httptools.HttpRequestParser(self)
        self._repeating = True
        try:
            self.parser.feed_data(b"\r\n".join([*lines, b"", b""]))
        finally:
            self._repeating = False

    def on_message_begin(self) -> None:
        """Reset the counts: another request begins."""
        if self._repeating:
            return
        self._unread = self._head_size = 0
        self._wait_for_head()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Count a part of the address."""
        if not self._repeating:
            self._count_head(len(url))
            super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header field."""
        if not self._repeating:
            self._count_head(len(name) + len(value))
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Refuse a request that names no host, or two (RFC 9112 §3.2), and hand on any other."""
        if self._repeating:
            return
        self._stop_waiting()
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (not hosts and self.parser.get_http_version() != "1.0"):
            text = "a request names one host"
            raise ValueError(text)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Reset the count: `body.py` limits the body."""
        self._unread = 0
        super().on_body(body)

    def _count_head(self, size: int) -> None:
        self._head_size += size
        if self._head_size > LARGEST_HEAD:
            text = "the head is too long"
            raise ValueError(text)

    def _wait_for_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.head_timeout, self._give_up)

    def _stop_waiting(self) -> None:
        if self._head_timer:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        if self.transport:
            self.transport.close()
