"""The site that the receiver serves: its manifest, read again when the file changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_page_feedback.manifest.read import read_manifest
from sphinx_page_feedback.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_page_feedback.manifest.read import Manifest

_Signature = tuple[int, int, int]


class Site:
    """A published site. A rebuilt one needs no restart, and a broken manifest stops nothing."""

    def __init__(self, path: Path, warn: Callable[[str], None]) -> None:
        """Read it for the first time.

        Args:
            path: The ``feedback.json``.
            warn: Told when a changed manifest cannot be used.

        Raises:
            Problem: It cannot be used.
        """
        self._path = path
        self._warn = warn
        self._signature = self._look()
        self._manifest = read_manifest(path)

    @property
    def manifest(self) -> Manifest:
        """What the manifest says now, or said before it broke."""
        signature = self._look()
        if signature != self._signature:
            self._signature = signature
            try:
                self._manifest = read_manifest(self._path)
            except Problem as error:
                self._warn(f"{error.cause}. The one from before stays in use.")
        return self._manifest

    def _look(self) -> _Signature | None:
        """Return what changes when the file does, or nothing when it is gone."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
