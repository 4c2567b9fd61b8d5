"""Room for a box on the page where its text ends, in LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from .box import feedback_box

if TYPE_CHECKING:
    from sphinx.writers.latex import LaTeXTranslator


_ELSEWHERE = (nodes.Invisible, nodes.footnote)
"""What does not show, or not where it stands: a footnote goes to where it is referred to."""


class feedback_room(nodes.General, nodes.Element):  # noqa: N801 (nodes are lower_snake)
    """From here to the box, pages end early enough for the box to fit.

    Attributes:
        modules: The side of the box's code, in modules; 0 without a code.
    """


class RoomForBoxes(SphinxPostTransform):
    """Keep each box with the block before it: a table, a list, code, an image, a formula.

    LaTeX may end a page right after any of these, and the box would stand alone on the next.
    A paragraph needs no such care: its last lines go along with the box.
    """

    default_priority = 7  # after the boxes have been made, 6

    def run(self, **_kwargs: Any) -> None:
        """Mark where the last block before each box begins."""
        for box in list(self.document.findall(feedback_box)):
            last = _last_block(box.parent.children[: box.parent.index(box)])
            if last is not None and not isinstance(last, nodes.paragraph):
                modules = len(box["code"])
                parent = last.parent
                parent.insert(parent.index(last), feedback_room("", modules=modules))
                box["room"] = True


def visit_room(self: LaTeXTranslator, node: feedback_room) -> None:
    """Ask for room; figures stay in their place until the box has come.

    Raises:
        nodes.SkipNode: Always; the node has no children.
    """
    self.body.append(f"\n\n\\feedbackroom{{{node['modules']}}}\n")
    self.no_latex_floats += 1
    raise nodes.SkipNode


def _last_block(before: list[nodes.Node]) -> nodes.Element | None:
    """Return the last block that shows, looking into sections."""
    for node in reversed(before):
        if isinstance(node, nodes.section):
            return _last_block(node.children)
        if isinstance(node, nodes.Element) and not isinstance(node, _ELSEWHERE):
            return None if isinstance(node, nodes.title) else node
    return None
