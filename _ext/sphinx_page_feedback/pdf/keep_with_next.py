"""In LaTeX, keep a box on the sheet where the last block of its page ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from .box import feedback_box

if TYPE_CHECKING:
    from sphinx.writers.latex import LaTeXTranslator


_NOT_PRINTED_HERE = (nodes.Invisible, nodes.footnote)
"""LaTeX prints a footnote on the sheet that refers to it, not where it stands in the source."""


class keep_with_next(nodes.General, nodes.Element):  # noqa: N801 (nodes are lower_snake)
    """From here to the box, sheets end early enough for the box to fit.

    Attributes:
        modules: The side of the box's code, in modules; 0 without a code.
    """


class KeepBoxWithLastBlock(SphinxPostTransform):
    """Keep each box with the block before it: a table, a list, code, an image, a formula.

    LaTeX may end a sheet right after any of these, and the box would stand alone on the next.
    A paragraph needs no such care: the penalties for lone lines keep its last lines with the
    box (decision 11).
    """

    default_priority = 7  # after the boxes have been made, 6

    def run(self, **_kwargs: Any) -> None:
        """Mark where the last block before each box begins."""
        for box in list(self.document.findall(feedback_box)):
            last = _last_block(box.parent.children[: box.parent.index(box)])
            if last is not None and not isinstance(last, nodes.paragraph):
                modules = len(box["code"])
                parent = last.parent
                parent.insert(parent.index(last), keep_with_next("", modules=modules))
                box["kept"] = True


def visit_keep_with_next(self: LaTeXTranslator, node: keep_with_next) -> None:
    """Write the macro that shortens the sheet, and stop figures from floating past the box.

    Raises:
        nodes.SkipNode: Always; the node has no children.
    """
    self.body.append(f"\n\n\\feedbackroom{{{node['modules']}}}\n")
    # Sphinx's writer then fixes figures in their place, as in admonitions; the box ends it.
    self.no_latex_floats += 1
    raise nodes.SkipNode


def _last_block(before: list[nodes.Node]) -> nodes.Element | None:
    """Return the last block that shows, looking into sections."""
    for node in reversed(before):
        if isinstance(node, nodes.section):
            return _last_block(node.children)
        if isinstance(node, nodes.Element) and not isinstance(node, _NOT_PRINTED_HERE):
            # LaTeX never ends a sheet between a heading and what follows.
            return None if isinstance(node, nodes.title) else node
    return None
