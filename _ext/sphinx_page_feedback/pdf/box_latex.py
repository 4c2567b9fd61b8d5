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
        site, slash, path = _site_and_path(node["address"])
        texts = [
            self.encode(node["lead"]),
            *map(self.encode_uri, (node["link"], site, slash + path)),
        ]
        lines.append("\\feedbacklink" + "".join(f"{{{text}}}" for text in texts))
    content = "\n".join(lines)
    heading, side, path = self.encode(node["heading"]), len(node["code"]), _path(node["code"])
    # A macro and no argument, which TeX would read again for each macro that hands it on.
    code = f"\\def\\feedbackcode{{{path}}}%\n" if path else ""
    self.body.append(f"\n\n{code}\\feedbackbox{{{heading}}}{{%\n{content}}}{{{side}}}\n\n")
    if node.get("kept"):
        self.no_latex_floats -= 1  # counted up where the last block of the page began
    raise nodes.SkipNode


def _site_and_path(address: str) -> tuple[str, str, str]:
    """Return scheme and host, the slash after them, and the rest: no line ends in ``https://``."""
    scheme, colon, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{colon}{host}", slash, path


def _path(rows: Rows) -> str:
    """Return the dark runs as rectangles of PDF (``re``), in modules from the bottom left.

    A path costs LaTeX half the time of rules, and shows no hairlines (decision 10).
    """
    lines = []
    for height, row in zip(range(len(rows) - 1, -1, -1), rows, strict=True):
        ends = accumulate(length for _, length in row)
        dark = [
            (end - run, run) for end, (is_dark, run) in zip(ends, row, strict=True) if is_dark
        ]
        lines.append(" ".join(f"{start} {height} {run} 1 re" for start, run in dark))
    return " ".join(lines)
