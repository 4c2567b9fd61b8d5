"""Processes that a command starts: what they say is passed on, and none outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

import click

from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Self

SECONDS_TO_STOP = 7.0
"""Before force is used; together under the 15 s that nox gives a session to end."""


class Child:
    """A Python module that runs beside us."""

    def __init__(
        self,
        name: str,
        command: Iterable[str],
        environ: Mapping[str, str],
        heed: Callable[[str], str] = str,
    ) -> None:
        """Start it.

        Args:
            name: What a message calls it.
            command: The module and its arguments.
            environ: Its environment.
            heed: Returns what to pass on of a line that it says; nothing when empty.
        """
        self.name = name
        self._heed = heed
        self._last_words = ""
        self._stopping = False
        # A group of its own: Ctrl-C reaches us alone, and we end whatever it started too.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *command],
            env={**environ, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            process_group=0,
        )
        self._reader = Thread(target=self._pass_on, daemon=True)
        self._reader.start()

    @property
    def status(self) -> int | None:
        """The exit status; ``None`` while it runs, negative if a signal ended it."""
        return self._process.poll()

    def succeeds(self, stop: Event) -> bool:
        """Wait until it has done its work.

        Args:
            stop: Ends the wait when it is set.

        Returns:
            False if ``stop`` came first.

        Raises:
            Problem: It failed.
        """
        done = wait(stop, until=lambda: self.status is not None)
        if done and self.status:
            raise self.ended()
        return done

    def __enter__(self) -> Self:
        """Return the running process."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End it and whatever it started; with force after five seconds."""
        self._stopping = True
        self._signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(SECONDS_TO_STOP)
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._reader.join()

    def ended(self) -> Problem:
        """Return the error that it ended by itself, with its last words."""
        self._reader.join(1)
        code = self.status or 0
        how = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        why = f": {self._last_words}" if self._last_words else ""
        cause = f"{self.name} ended ({how}){why}"
        cure = "Correct what it names, then start again."
        return Problem(code=Code.ENDED, cause=cause, cure=cure)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def _pass_on(self) -> None:
        with self._process:
            for line in self._process.stdout or ():
                words = self._heed(line.rstrip())
                if words and not self._stopping:
                    self._last_words = words
                    click.echo(words)


def stop_on_signals() -> Event:
    """Return an event that Ctrl-C, a closed terminal or a request to end sets."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    return stop


def wait(stop: Event, children: Iterable[Child] = (), until: Callable[[], bool] = bool) -> bool:
    """Wait until something is so, while the children live.

    Args:
        stop: Ends the wait when it is set.
        children: None of them may end.
        until: Returns whether it is so; never, without this argument.

    Returns:
        False if ``stop`` came first.

    Raises:
        Problem: A child ended by itself.
    """
    while not stop.wait(0.1):
        for child in children:
            if child.status is not None:
                raise child.ended()
        if until():
            return True
    return False
