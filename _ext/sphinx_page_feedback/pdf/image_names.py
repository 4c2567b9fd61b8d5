"""Images whose file names have spaces."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinx_page_feedback.nodes import every


class FindImagesWithSpaces(SphinxTransform):
    """Find the file ``a b.png``, which Sphinx would look for as ``a%20b.png`` or ``ab.png``.

    Markdown writes the former; the directives ``image`` and ``figure`` make the latter of it.
    """

    default_priority = 100  # before Sphinx collects the images of a page

    def apply(self, **_kwargs: Any) -> None:
        """Write the name as the file has it, if there is just one such file."""
        for image in every(self.document, nodes.image):
            if "://" in image["uri"] or self._path(image["uri"]).is_file():
                continue
            path = _same_but_spaces(self._path(unquote(image["uri"])))
            if path:
                # A slash at the start means the source folder to Sphinx.
                image["uri"] = f"/{Path(os.path.relpath(path, self.env.srcdir)).as_posix()}"

    def _path(self, uri: str) -> Path:
        return Path(self.env.relfn2path(uri)[1])


def _same_but_spaces(path: Path) -> Path | None:
    """Return the only file whose name differs from a path's in spaces at most."""
    if path.is_file():
        return path
    name = path.name.replace(" ", "")
    files = path.parent.iterdir() if path.parent.is_dir() else ()
    matches = [file for file in files if file.name.replace(" ", "") == name]
    # Of several files any could be meant; then Sphinx warns of the missing image.
    return matches[0] if len(matches) == 1 else None
