"""The box in LaTeX; ``page-feedback.sty`` says what it looks like."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.writers.latex import LaTeXTranslator

    from .box import feedback_box
    from .qr import Rows


def visit_box(self: LaTeXTranslator, node: feedback_box) -> None:
    """Write the box.

    Raises:
        nodes.SkipNode: Always; the node has no children.
    """
    lines = [f"\\feedbackpage{{{self.encode(node['page'])}}}"]
    lines += [f"\\feedbacknote{{{self.encode(note)}}}" for note in node["notes"]]
    if node["lead"]:
        link, address = self.encode_uri(node["link"]), self.encode_uri(node["address"])
        lines.append(f"\\feedbacklink{{{self.encode(node['lead'])}}}{{{link}}}{{{address}}}")
    words = "\n".join(lines)
    heading, side, path = self.encode(node["heading"]), len(node["code"]), _path(node["code"])
    code = f"\\def\\feedbackcode{{{path}}}%\n" if path else ""
    self.body.append(f"\n\n{code}\\feedbackbox{{{heading}}}{{%\n{words}}}{{{side}}}\n\n")
    if node.get("room"):
        self.no_latex_floats -= 1
    raise nodes.SkipNode


def _path(rows: Rows) -> str:
    """Draw the dark runs as rectangles of PDF, a module being 1, the origin bottom left."""
    lines = []
    for height, row in zip(range(len(rows) - 1, -1, -1), rows, strict=True):
        ends = accumulate(length for _, length in row)
        dark = [
            (end - run, run) for end, (is_dark, run) in zip(ends, row, strict=True) if is_dark
        ]
        lines.append(" ".join(f"{start} {height} {run} 1 re" for start, run in dark))
    return " ".join(lines)
