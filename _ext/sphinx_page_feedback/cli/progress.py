"""How far a long task is, on a terminal's standard error."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from typing import Self

_PATIENCE = 2.0
"""Seconds after which somebody who waits wants to see that something happens."""


class Progress:
    """A line that appears when a task takes long, and goes when it is over."""

    def __init__(self) -> None:
        """Begin to wait."""
        self._stack = ExitStack()
        self._status = Console(stderr=True).status("")
        self._start = time.monotonic()
        self._shown = False

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Take the line away."""
        self._stack.close()

    def show(self, text: str) -> None:
        """Say how far it is, once it takes long.

        Args:
            text: As in ``1,200 submissions read``.
        """
        if time.monotonic() - self._start < _PATIENCE:
            return
        self._status.update(text)
        if not self._shown:
            self._stack.enter_context(self._status)
            self._shown = True
