"""Code with long words, which WeasyPrint would let run off the sheet."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

LONG = 72
"""Characters that fit on a line of code in the print style, with line numbers."""
LONG_CLASS = "feedback-long-words"


class BreakLongCode(SphinxPostTransform):
    """Mark blocks of code with words that fit on no line; the style breaks them anywhere.

    Pygments puts each token into an element of its own, and WeasyPrint 70 breaks within the
    first element of a line only, unless it may break every word.
    """

    default_priority = 800

    def run(self, **_kwargs: Any) -> None:
        """Mark the blocks."""
        # No other blocks: with every word breakable, code would break within names.
        for block in self.document.findall(nodes.literal_block):
            if any(len(word) > LONG for word in block.astext().split()):
                block["classes"].append(LONG_CLASS)
