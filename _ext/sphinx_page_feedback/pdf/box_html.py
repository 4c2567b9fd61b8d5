"""The box in the HTML that becomes the accessible PDF."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_page_feedback.render import translate

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

    from .box import feedback_box
    from .qr import Rows

MODULE = 0.7
"""The side of a module of the code, in millimetres; 0.6 is read from a blurred print."""
_ATTRIBUTES = ("heading", "page", "notes", "lead", "address", "link")
QUIET = 4
"""Modules that stay white around a code (ISO/IEC 18004)."""


def visit_box(self: HTML5Translator, node: feedback_box) -> None:
    """Write the box.

    Raises:
        nodes.SkipNode: Always; the node has no children.
    """
    content = {key: node[key] for key in _ATTRIBUTES}
    code = _svg(node["code"]) if node["code"] else ""
    alt = translate("QR code with the address of the form of “{page}”").format(
        page=node["page"]
    )
    side = f"{_side(node['code']):.1f}mm" if node["code"] else ""
    context = {**content, "code": code, "alt": alt, "side": side}
    self.body.append(self.builder.templates.render("box.html", context))
    raise nodes.SkipNode


def _side(rows: Rows) -> float:
    """Return the side of a code with its margin, in millimetres."""
    return (len(rows) + 2 * QUIET) * MODULE


def _svg(rows: Rows) -> str:
    """Return the code as an SVG image in a ``data:`` address."""
    side = len(rows) + 2 * QUIET
    # One path, as in LaTeX: between rectangles of their own viewers show hairlines.
    path: list[str] = []
    for y, row in enumerate(rows, QUIET):
        x = QUIET
        for dark, length in row:
            if dark:
                path.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    size = f'width="{_side(rows):.1f}mm" height="{_side(rows):.1f}mm"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" {size}>'
    svg = f'{head}<path d="{"".join(path)}"/></svg>'
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
