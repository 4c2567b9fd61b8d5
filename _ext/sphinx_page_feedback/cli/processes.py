"""Child processes of a command: their output is passed on, and none outlives the command."""

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

_SECONDS_TO_STOP = 7.0
"""Before force is used; together under the 15 s that nox gives a session to end."""
_SECONDS_BETWEEN_LOOKS = 0.1


class Process:
    """A Python module in a process group of its own.

    Ctrl-C then reaches this command alone, which ends the group in order: the module and
    whatever it has started, such as the builds of sphinx-autobuild.
    """

    def __init__(
        self,
        name: str,
        command: Iterable[str],
        environ: Mapping[str, str],
        filter_line: Callable[[str], str] = str,
    ) -> None:
        """Start it.

        Args:
            name: What a message calls it.
            command: The module and its arguments.
            environ: Its environment.
            filter_line: Returns what to print of a line of output; nothing when empty.
        """
        self.name = name
        self._filter_line = filter_line
        self._last_line = ""
        self._stopping = False
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *command],
            # Into a pipe Python writes in blocks, so that lines would come late.
            env={**environ, "PYTHONUNBUFFERED": "1"},
            # Outside the foreground group, reading the terminal stops a process (SIGTTIN).
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            process_group=0,
        )
        self._reader = Thread(target=self._print_output, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        """Return the running process."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End the group, with force where it does not end by itself."""
        self._stopping = True
        self._signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_SECONDS_TO_STOP)
        # Always: the module may have ended and left a process of its group behind.
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._reader.join()

    @property
    def status(self) -> int | None:
        """The exit status; ``None`` while it runs, negative if a signal ended it."""
        return self._process.poll()

    def end_problem(self) -> Problem:
        """Return the problem that it has ended, with its last line of output."""
        # The last line may still be in the pipe. Not without a limit: a child may hold it open.
        self._reader.join(1)
        code = self.status or 0
        how = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        cause = f"{self.name} ended ({how})" + (
            f": {self._last_line}" if self._last_line else ""
        )
        return Problem(Code.ENDED, cause, "Correct what it names, then start again.")

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def _print_output(self) -> None:
        with self._process:
            for line in self._process.stdout or ():
                text = self._filter_line(line.rstrip())
                if text and not self._stopping:
                    self._last_line = text
                    click.echo(text)


def stop_on_signals() -> Event:
    """Return an event that Ctrl-C, a closed terminal or a request to end sets."""
    stop = Event()
    # An event, and no KeyboardInterrupt, which could leave a process between its start and
    # the `with` that ends it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    return stop


def wait(
    stop: Event, processes: Iterable[Process] = (), until: Callable[[], bool] = bool
) -> bool:
    """Wait until a condition holds, while the processes run.

    Args:
        stop: Ends the wait when it is set.
        processes: None of them may end.
        until: The condition; by default one that never holds.

    Returns:
        False if ``stop`` was set first.

    Raises:
        Problem: A process ended.
    """
    while not stop.wait(_SECONDS_BETWEEN_LOOKS):
        for process in processes:
            if process.status is not None:
                raise process.end_problem()
        if until():
            return True
    return False
