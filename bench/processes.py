"""Runs a program and says what it cost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST_RUN = 900
"""Seconds; a program that takes longer is ended."""
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one run of a program cost, its children included.

    Attributes:
        wall: Seconds from start to end.
        cpu: Seconds of processor time, of the user and of the system.
        peak: Bytes of memory that the largest of its processes held at once.
    """

    wall: float
    cpu: float
    peak: int


def end_in_order() -> None:
    """Let a request to end raise ``SystemExit``, so that nothing that we started stays."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("asked to end"))


def run(command: Sequence[str], environ: Mapping[str, str]) -> Cost:
    """Run a program to its end; what it says to standard error is passed on.

    Args:
        command: The program and its arguments.
        environ: Its environment.

    Raises:
        click.ClickException: It failed, or took too long.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    limit = Timer(LONGEST_RUN, process.kill)
    limit.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        limit.cancel()
        process.kill()  # only if we are told to stop; it does nothing to what has ended
    wall = time.perf_counter() - start
    if process.returncode:
        message = f"status {process.returncode} of: {' '.join(command)}"
        raise click.ClickException(message)
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(wall=wall, cpu=cpu, peak=usage.ru_maxrss * _RSS_UNIT)
