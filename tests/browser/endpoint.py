"""Where forms post to: the real receiver, unless a test plans something worse."""

from __future__ import annotations

import json
import socket
import struct
from collections import deque
from collections.abc import Callable
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from serving import HOST, LoopbackServer, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from threading import Event

ANY_PAGE = {"Access-Control-Allow-Origin": "*"}
_OF_ONE_CONNECTION = {"connection", "content-length", "transfer-encoding"}


class Endpoint:
    """An address that a site is built with; it passes on what no test has plans for.

    Attributes:
        url: The address.
        upstream: The port of the real receiver.
        plan: What happens to the next posts, a step each.
        posts: What was posted: names with their values.
        preflights: How many requests only asked whether another may be made.
    """

    def __init__(self) -> None:
        """Take a port and begin to answer."""
        self.upstream = 0
        self.plan: deque[Step] = deque()
        self.posts: list[dict[str, list[str]]] = []
        self.preflights = 0
        self._port = free_port()
        self._handler = type("_Call", (Call,), {"endpoint": self})
        self.origin = f"http://{HOST}:{self._port}"
        self.url = f"{self.origin}/feedback"
        self._listen()

    def _listen(self) -> None:
        self._server = LoopbackServer(self._handler, self._port)

    def close(self) -> None:
        """Refuse connections."""
        self._server.server_close()

    def reset(self) -> None:
        """Forget what the last test planned and sent."""
        self.plan.clear()
        self.posts.clear()
        self.preflights = 0

    @contextmanager
    def down(self) -> Iterator[None]:
        """Refuse connections while the block runs."""
        self.close()
        try:
            yield
        finally:
            self._listen()


class Call(BaseHTTPRequestHandler):
    """One request, and what can be done with it."""

    endpoint: Endpoint
    body = b""

    def do_GET(self) -> None:
        """Pass it on: the receiver's pages have a style."""
        self.answer(*self.ask())

    def do_OPTIONS(self) -> None:
        """Allow anything, but count it."""
        self.endpoint.preflights += 1
        self.answer(204, b"", ANY_PAGE)

    def do_POST(self) -> None:
        """Note what was posted and take the next step of the plan."""
        self.body = self.rfile.read(int(self.headers["Content-Length"]))
        self.endpoint.posts.append(parse_qs(self.body.decode(), keep_blank_values=True))
        plan = self.endpoint.plan
        step = plan.popleft() if plan else pass_on
        step(self)

    def ask(self) -> tuple[int, bytes, dict[str, str]]:
        """Return the real receiver's status, body and headers."""
        receiver = HTTPConnection(HOST, self.endpoint.upstream, timeout=30)
        try:
            receiver.request(self.command, self.path, self.body, dict(self.headers))
            reply = receiver.getresponse()
            return reply.status, reply.read(), dict(reply.getheaders())
        finally:
            receiver.close()

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Send a reply."""
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in _OF_ONE_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name there)
        """Keep the test's output for the test."""


Step = Callable[[Call], None]


def pass_on(call: Call) -> None:
    """Let the real receiver answer."""
    call.answer(*call.ask())


def break_off(call: Call) -> None:
    """End the connection with a reset and no reply."""
    call.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    call.rfile.close()
    call.wfile.close()
    call.connection.close()
    call.close_connection = True


def lose_reply(call: Call) -> None:
    """Let the real receiver store it, but break off before its answer gets back."""
    call.ask()
    break_off(call)


def pass_on_when(event: Event) -> Step:
    """Make a receiver that answers when the test says so."""

    def step(call: Call) -> None:
        event.wait(30)
        pass_on(call)

    return step


def reply(
    status: int,
    body: object,
    media_type: str = "application/json",
    *,
    readable: bool = True,
    headers: dict[str, str] | None = None,
) -> Step:
    """Answer in the place of the receiver.

    Args:
        status: The HTTP status.
        body: Text, or what becomes JSON.
        media_type: The type of the body.
        readable: Whether the page may read it.
        headers: Others of the reply.
    """
    text = body if isinstance(body, str) else json.dumps(body)
    added = {"Access-Control-Expose-Headers": "*", **(headers or {})}
    sent = {"Content-Type": media_type, **(ANY_PAGE if readable else {}), **added}

    def step(call: Call) -> None:
        call.answer(status, text.encode(), sent)

    return step
