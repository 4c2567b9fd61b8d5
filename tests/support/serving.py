"""Serves a built site on loopback, with the headers and the gaps that a test wants."""

from __future__ import annotations

import socket
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import BaseHTTPRequestHandler
    from io import BytesIO
    from pathlib import Path
    from typing import BinaryIO

HOST = "127.0.0.1"


def free_port() -> int:
    """Return a port that nobody has now."""
    with socket.create_server((HOST, 0)) as found:
        return int(found.getsockname()[1])


class LoopbackServer(ThreadingHTTPServer):
    """Answers in the background, from its start until the end of the ``with`` block."""

    request_queue_size = 128
    daemon_threads = True

    def __init__(self, handler: Callable[..., BaseHTTPRequestHandler], port: int = 0) -> None:
        """Take a port, any free one by default, and begin to answer."""
        super().__init__((HOST, port), handler)
        self.address = f"http://{HOST}:{self.server_port}"
        self._thread = Thread(target=self._answer, daemon=True)
        self._thread.start()

    def _answer(self) -> None:
        self.serve_forever(poll_interval=0.01)  # seconds until a stop is noticed

    def server_close(self) -> None:
        """Stop, and give the port back."""
        self.shutdown()
        self._thread.join()
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what failed, unless the browser went away, which browsers do."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Site:
    """A folder with a built site, and the server that shows it.

    Attributes:
        root: The folder.
        url: The site's address, ending in a slash.
        headers: Headers of every reply; a test may change them.
        missing: Ends of paths that answer 404; a test may change them.
    """

    def __init__(self, root: Path) -> None:
        """Take a port and begin to answer; the files may come later."""
        self.root = root
        self.headers: dict[str, str] = {}
        self.missing: set[str] = set()
        self._server = LoopbackServer(partial(_Files, directory=str(root), site=self))
        self.origin = self._server.address
        self.url = f"{self.origin}/"

    @property
    def pages(self) -> list[str]:
        """The path of every page, below the site's address."""
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*.html"))

    def close(self) -> None:
        """Stop the server."""
        self._server.server_close()


class _Files(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, site: Site, **options: Any) -> None:
        self._site = site
        super().__init__(*args, **options)

    def send_head(self) -> BytesIO | BinaryIO | None:
        path = urlsplit(self.path).path
        if any(path.endswith(end) for end in self._site.missing):
            self.send_error(404)
            return None
        return super().send_head()

    def end_headers(self) -> None:
        for name, value in self._site.headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name there)
        """Keep the test's output for the test."""
