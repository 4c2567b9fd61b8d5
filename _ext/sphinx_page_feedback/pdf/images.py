"""Images of a book: their alternative texts, and names with spaces."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_page_feedback.nodes import every

if TYPE_CHECKING:
    from sphinx.writers.latex import LaTeXTranslator


class described_image(nodes.image):  # noqa: N801 (nodes are lower_snake)
    """An image with an alternative text, which Sphinx's LaTeX writer would drop."""


class KeepDescriptions(SphinxPostTransform):
    """Keep the alternative texts of images."""

    default_priority = 420

    def run(self, **_kwargs: Any) -> None:
        """Mark each image that has one."""
        for image in list(self.document.findall(nodes.image)):
            if image.get("alt"):
                image.replace_self(described_image(image.rawsource, **image.attributes))


class FindNamesWithSpaces(SphinxTransform):
    """Find the file ``a b.png``, which Sphinx would look for as ``a%20b.png`` or ``ab.png``.

    Markdown writes the former; the directives ``image`` and ``figure`` make the latter of it.
    """

    default_priority = 100  # before Sphinx collects the images of a page

    def apply(self, **_kwargs: Any) -> None:
        """Write the name as the file has it, if there is just one such file."""
        for image in every(self.document, nodes.image):
            if "://" in image["uri"] or self._path(image["uri"]).is_file():
                continue
            found = _same_but_spaces(self._path(unquote(image["uri"])))
            if found:
                image["uri"] = f"/{Path(os.path.relpath(found, self.env.srcdir)).as_posix()}"

    def _path(self, uri: str) -> Path:
        return Path(self.env.relfn2path(uri)[1])


def _same_but_spaces(path: Path) -> Path | None:
    """Return the only file whose name differs from a path's in spaces at most."""
    if path.is_file():
        return path
    wanted = path.name.replace(" ", "")
    files = path.parent.iterdir() if path.parent.is_dir() else ()
    found = [file for file in files if file.name.replace(" ", "") == wanted]
    return found[0] if len(found) == 1 else None


def visit_described_image(self: LaTeXTranslator, node: described_image) -> None:
    """Write the text for ``page-feedback-book.sty`` to put into the PDF, then the image."""
    self.body.append(f"\\feedbackdescribe{{{self.encode(node['alt'])}}}%\n")
    self.visit_image(node)


def depart_described_image(self: LaTeXTranslator, node: described_image) -> None:
    """End the image."""
    self.depart_image(node)
