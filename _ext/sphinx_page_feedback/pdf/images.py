"""Images of a book: their alternative texts, and names with spaces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

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
    """Find ``a b.png``, which Markdown writes as ``a%20b.png``; Sphinx looks for the latter."""

    default_priority = 100  # before Sphinx collects the images of a page

    def apply(self, **_kwargs: Any) -> None:
        """Write the name as the file has it, if there is such a file."""
        for image in self.document.findall(nodes.image):
            name = unquote(image["uri"])
            if name != image["uri"] and Path(self.env.relfn2path(name)[1]).is_file():
                image["uri"] = name


def visit_described_image(self: LaTeXTranslator, node: described_image) -> None:
    """Write the text for ``page-feedback-book.sty`` to put into the PDF, then the image."""
    self.body.append(f"\\feedbackdescribe{{{self.encode(node['alt'])}}}%\n")
    self.visit_image(node)


def depart_described_image(self: LaTeXTranslator, node: described_image) -> None:
    """End the image."""
    self.depart_image(node)
