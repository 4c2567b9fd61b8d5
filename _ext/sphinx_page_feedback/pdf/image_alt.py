"""Alternative texts of images in the PDF that LaTeX makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.writers.latex import LaTeXTranslator


class described_image(nodes.image):  # noqa: N801 (nodes are lower_snake)
    """An image with an alternative text, which Sphinx's LaTeX writer would drop."""

    # A subclass: Sphinx copies the files of images that it finds by their class.


class KeepAltTexts(SphinxPostTransform):
    """Keep the alternative texts of images."""

    default_priority = 420

    def run(self, **_kwargs: Any) -> None:
        """Replace each image that has one by a ``described_image``."""
        for image in list(self.document.findall(nodes.image)):
            if image.get("alt"):
                image.replace_self(described_image(image.rawsource, **image.attributes))


def visit_described_image(self: LaTeXTranslator, node: described_image) -> None:
    """Write the text for ``page-feedback-book.sty`` to put into the PDF, then the image."""
    self.body.append(f"\\feedbackdescribe{{{self.encode(node['alt'])}}}%\n")
    self.visit_image(node)


def depart_described_image(self: LaTeXTranslator, node: described_image) -> None:
    """End the image."""
    self.depart_image(node)
