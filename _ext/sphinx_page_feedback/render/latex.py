"""The box in LaTeX; ``page-feedback.sty`` says what it looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from .qr import qr_rows

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
    code = _drawn(qr_rows(node["link"])) if node["code"] else ""
    words = "\n".join(lines)
    heading = self.encode(node["heading"])
    self.body.append(f"\n\n\\feedbackbox{{{heading}}}{{%\n{words}}}{{{code}}}\n\n")
    if node.get("room"):
        self.no_latex_floats -= 1
    raise nodes.SkipNode


def _drawn(rows: Rows) -> str:
    """Write each row as dark rules (D) and light gaps (L), their lengths in modules."""
    lines = ("".join(f"\\{'LD'[dark]}{length}." for dark, length in row) for row in rows)
    return "%\n" + "%\n".join(f"\\feedbackrow{{{line}}}" for line in lines) + "%\n"
