"""Starts servers on this machine, watches what they cost, and ends them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

PATIENCE = 30.0
"""Seconds until a server that does not listen is a failure, or one that does not stop."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How to run a server, and what to send it.

    Attributes:
        name: What the table calls it.
        command: The program and its arguments.
        environ: What it needs in its environment besides ours.
        port: Where the command makes it listen.
        request: Returns one more request, whole; no two store the same.
        count: Returns how many submissions are stored.
        stores: Whether it is meant to store any.
    """

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    port: int
    request: Callable[[], bytes]
    count: Callable[[], int] = int  # which returns 0
    stores: bool = True


class Server:
    """A running server: a group of processes."""

    def __init__(self, recipe: Recipe, process: subprocess.Popen[bytes]) -> None:
        """Keep what runs.

        Args:
            recipe: How it was started.
            process: The first of its group.
        """
        self.recipe = recipe
        self._process = process

    def wait_until_up(self) -> None:
        """Return once it listens.

        Raises:
            click.ClickException: It ended, or took too long.
        """
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < deadline:
            with (
                suppress(OSError),
                socket.create_connection(("127.0.0.1", self.recipe.port), 1),
            ):
                return
            time.sleep(0.05)
        message = f"{self.recipe.name} does not come up: {' '.join(self.recipe.command)}"
        raise click.ClickException(message)

    def processor_time(self) -> float:
        """Return the processor seconds that its processes have used; Linux alone tells."""
        ticks = sum(map(self._ticks, Path("/proc").glob("[0-9]*/stat")))
        return ticks / os.sysconf("SC_CLK_TCK")

    def _ticks(self, file: Path) -> int:
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            return 0
        group, user, system = (int(fields[place]) for place in (2, 11, 12))  # proc(5)
        return user + system if group == self._process.pid else 0


@contextmanager
def running(recipe: Recipe) -> Iterator[Server]:
    """Run a server, and end it and whatever it started.

    Args:
        recipe: How.

    Yields:
        It, once it listens.
    """
    process = subprocess.Popen(
        recipe.command,
        env={**os.environ, **recipe.environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )
    try:
        server = Server(recipe, process)
        server.wait_until_up()
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
