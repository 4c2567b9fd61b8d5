"""A Sphinx extension that notes what reading and writing cost, and how much was read."""

from __future__ import annotations

import gc
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

NOTES = "stopwatch.json"
"""Beside the doctrees, which no published site holds."""
COLLECT = "BENCH_COLLECT"
"""The environment variable that is empty where Python is not to look for garbage."""


class Stopwatch:
    """The moments of one build, in seconds of processor time."""

    def __init__(self) -> None:
        """Begin with nothing noted."""
        self._read: list[str] = []
        self._moments: dict[str, float] = {}

    def begin_reading(self, _app: Sphinx, _env: Any, docnames: list[str]) -> None:
        """Note which pages are about to be read."""
        self._read = list(docnames)
        self._note("reading")

    def end_reading(self, *_event: Any) -> None:
        """Note that every page has been read."""
        self._note("read")

    def begin_writing(self, *_event: Any) -> None:
        """Note that Sphinx begins to write."""
        self._note("writing")

    def finish(self, app: Sphinx, _error: Exception | None) -> None:
        """Write the notes down."""
        self._note("written")
        notes = {"read": len(self._read), "moments": self._moments}
        Path(app.doctreedir, NOTES).write_text(json.dumps(notes), encoding="utf-8")

    def _note(self, name: str) -> None:
        self._moments[name] = sum(os.times()[:4])  # processor seconds, of children too


def setup(app: Sphinx) -> ExtensionMetadata:
    """Listen to the moments of a build."""
    if not os.environ.get(COLLECT, "yes"):
        gc.disable()
    watch = Stopwatch()
    app.connect("env-before-read-docs", watch.begin_reading)
    app.connect("env-updated", watch.end_reading)
    app.connect("write-started", watch.begin_writing)
    app.connect("build-finished", watch.finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
