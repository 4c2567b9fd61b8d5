"""Align columns of figures in the book as on the site."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.addnodes import tabular_col_spec
from sphinx.transforms.post_transforms import SphinxPostTransform

_MANY = 30
"""With more rows Sphinx makes a ``longtable``, which has other letters for its columns."""


_TO_RIGHT = r">{\raggedleft\arraybackslash}"


class AlignFigures(SphinxPostTransform):
    """Say how the columns of a table are aligned, where one is to the right."""

    default_priority = 800

    def run(self, **_kwargs: Any) -> None:
        """Give tables with such a column their columns, unless the author has done so."""
        for table in list(self.document.findall(nodes.table)):
            at = table.parent.index(table)
            is_set = at > 0 and isinstance(table.parent[at - 1], tabular_col_spec)
            spec = "" if is_set else _columns(table)
            if spec:
                table.parent.insert(at, tabular_col_spec(spec=spec))


def _columns(table: nodes.table) -> str:
    """Return what LaTeX calls the columns; none if there is nothing to align, or no way to."""
    bodies = [
        row.children for row in table.findall(nodes.row) if isinstance(row.parent, nodes.tbody)
    ]
    if not bodies or not all(map(_is_plain, table.findall(nodes.entry))):
        return ""
    columns = zip(*bodies, strict=True)
    is_right = [all("text-right" in cell["classes"] for cell in column) for column in columns]
    if not any(is_right):
        return ""
    if "colwidths-given" in table["classes"]:
        widths = [column["colwidth"] for column in table.findall(nodes.colspec)]
        return "".join(
            rf"{_TO_RIGHT if right else ''}\X{{{width}}}{{{sum(widths)}}}"
            for right, width in zip(is_right, widths, strict=True)
        )
    letters = "".join("R" if right else "L" for right in is_right)
    is_long = "longtable" in table["classes"] or len(bodies) >= _MANY
    return letters.lower() if is_long else letters


def _is_plain(cell: nodes.entry) -> bool:
    """Return whether a cell is one paragraph in one column: others need columns of their own."""
    has_span = {"morecols", "morerows"} & set(cell.attributes)
    return (
        not has_span
        and all(isinstance(child, nodes.paragraph) for child in cell)
        and len(cell) <= 1
    )
