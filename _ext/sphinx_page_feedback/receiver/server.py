"""The server: runs the receiver until a signal stops it, and finishes the requests under way."""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from sphinx_page_feedback.problems import Code, Problem

from .app import create_app
from .http_limits import BoundedProtocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from .settings import ReceiverSettings

_LONGEST_STOP = 8
"""Seconds for requests under way; with closing the database, a stop takes under 10."""


def run(
    settings: ReceiverSettings, host: str, port: int, on_ready: Callable[[str], None]
) -> None:
    """Serve until SIGTERM or Ctrl-C.

    Args:
        settings: What the team has set.
        host: The address to listen on.
        port: The port; 0 takes any free one.
        on_ready: Called with the receiver's address once it listens.

    Raises:
        Problem: It cannot start.
    """
    os.umask(0o077)  # answers may hold addresses of people: the file is its owner's alone
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # to be stopped is no error
    # Before the database is opened: a busy port then leaves no new files behind.
    listener = _listen(host, port)
    with listener:
        config = uvicorn.Config(
            create_app(settings),
            # uvicorn's log of requests would hold the addresses of readers.
            access_log=False,
            date_header=True,
            http=_protocol(settings),
            ws="none",  # else a request for a WebSocket would wait for ever
            log_config=None,
            log_level="warning",
            # Nothing depends on the client's address or scheme, and any client can send these
            # headers.
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_LONGEST_STOP,
        )
        gc.freeze()  # what is loaded by now stays, so the collector need not look there
        gc.set_threshold(20_000)  # objects; to look more often takes a tenth of the time
        # uvicorn raises a signal again once it has stopped; Ctrl-C is no error either.
        with suppress(KeyboardInterrupt):
            _Server(config, lambda: on_ready(_address(listener))).run(sockets=[listener])


def _protocol(settings: ReceiverSettings) -> type[BoundedProtocol]:
    """Return the class of connections with the limits of the settings."""

    class Protocol(BoundedProtocol):
        head_timeout = settings.head_timeout
        most_connections = settings.most_connections

    return Protocol


class _Server(uvicorn.Server):
    """uvicorn's server, with a callback once it accepts connections."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        self._on_started()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=2_048)
    except OSError as error:
        raise _listen_problem(host, port, error) from error
    # Else a reply's second packet waits 40 ms for the first one's receipt: asyncio sets this
    # on sockets that it makes itself only.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _listen_problem(host: str, port: int, error: OSError) -> Problem:
    """Return why an address cannot be listened on."""
    if error.errno == errno.EADDRINUSE:
        cause = f"port {port} of {host} is in use"
        cure = "Give another one with --port, or stop the program that has it."
        return Problem(Code.PORT_BUSY, cause, cure)
    if error.errno == errno.EACCES:
        cause = f"port {port} may not be used by this user"
        return Problem(Code.CANNOT_LISTEN, cause, "Give one from 1024 up with --port.")
    cause = f"{host} is no address of this machine ({error.strerror})"
    cure = "Give 127.0.0.1 with --host where a proxy is on the same machine, or 0.0.0.0 for every address."
    return Problem(Code.CANNOT_LISTEN, cause, cure)


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
