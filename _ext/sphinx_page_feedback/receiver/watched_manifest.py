"""The manifest of the published site, read again when its file changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_page_feedback.manifest.read import read_manifest
from sphinx_page_feedback.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_page_feedback.manifest.read import Manifest

_Signature = tuple[int, int, int]


class WatchedManifest:
    """A manifest file. A rebuilt site needs no restart, and a broken file stops nothing."""

    def __init__(self, path: Path, warn: Callable[[str], None]) -> None:
        """Read it for the first time.

        Args:
            path: The ``feedback.json``.
            warn: Called with a line when a changed file cannot be used.

        Raises:
            Problem: It cannot be used.
        """
        self._path = path
        self._warn = warn
        # Before reading: a file that is replaced in between is read again at the next request.
        self._signature = self._stat()
        self._manifest = read_manifest(path)

    @property
    def present(self) -> Manifest:
        """The manifest as the file had it when it was read last, or before it broke."""
        return self._manifest

    def has_changed(self) -> bool:
        """Return whether the file has changed since this was asked last: once for each change."""
        signature = self._stat()
        if signature == self._signature:
            return False
        # Before reading, so that a broken file is reported once and not at each request.
        self._signature = signature
        return True

    def read_again(self) -> None:
        """Read the file; one of many pages takes a third of a second."""
        try:
            self._manifest = read_manifest(self._path)
        except Problem as problem:
            self._warn(f"{problem.cause}. The one from before stays in use.")

    def _stat(self) -> _Signature | None:
        """Return what changes when the file does; ``None`` when it is gone."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        # A build replaces the file by renaming, so the inode changes even where size and clock
        # do not.
        return status.st_mtime_ns, status.st_size, status.st_ino
