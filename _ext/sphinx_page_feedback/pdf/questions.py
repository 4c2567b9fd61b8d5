"""A form's questions on paper, for readers who answer with a pen or by e-mail."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_page_feedback.model import (
    Checkboxes,
    Hidden,
    Matrix,
    OptionGroup,
    Radio,
    Scale,
    Select,
    Textarea,
)
from sphinx_page_feedback.render import translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_page_feedback.model import Field, Option, Question, Rating

LINES_CLASS = "feedback-line"
TICKS_CLASS = "feedback-ticks"
QUESTION_CLASS = "feedback-question"
NARROW, WIDE = 30, 52
"""Widths of the columns of a table of scores, in parts: each scale, and the row's label."""


def question_nodes(fields: Iterable[Field]) -> list[nodes.Node]:
    """Return the questions: boxes to tick, figures to circle, lines to write on.

    Args:
        fields: The fields of a form; hidden ones are not asked.
    """
    return [node for field in fields if not isinstance(field, Hidden) for node in _ask(field)]


def _ask(field: Question) -> list[nodes.Node]:
    label = nodes.paragraph("", "", nodes.strong("", field.label))
    if not field.required:
        label += nodes.Text(f" {translate('(optional)')}")
    if field.hint:
        label += nodes.Text(f" – {field.hint}")
    answer = _answer(field)
    # The print style keeps the class in one piece, which a table of many rows cannot be.
    if isinstance(field, Matrix):
        return [label, *answer]
    return [nodes.container("", label, *answer, classes=[QUESTION_CLASS])]


def _answer(field: Question) -> list[nodes.Node]:
    match field:
        case Matrix():
            return [_table(field)]
        case Scale():
            return [_paragraph(f"{_ends(field)}: {_figures(field.points)}")]
        case Select() | Radio():
            return [_paragraph(translate("Tick one box.")), *_ticks(field.options)]
        case Checkboxes():
            return _ticks(field.options)
        case Textarea():
            return _lines(field.rows)
        case _:
            return _lines(1)


def _paragraph(text: str) -> nodes.paragraph:
    return nodes.paragraph("", text)


def _lines(count: int) -> list[nodes.Node]:
    return [nodes.container("", classes=[LINES_CLASS]) for _ in range(count)]


def _figures(points: int) -> str:
    """Return the figures to circle, which stay on one line."""
    return ("\N{NO-BREAK SPACE}" * 4).join(map(str, range(1, points + 1)))


def _ends(scale: Scale | Rating) -> str:
    ends = translate("1 means {low}, {points} means {high}")
    return ends.format(low=scale.low, high=scale.high, points=scale.points)


def _ticks(options: Sequence[Any]) -> list[nodes.Node]:
    """Return a list for each run of options, and a paragraph before each group."""
    blocks: list[nodes.Node] = []
    for grouped, run in groupby(options, lambda option: isinstance(option, OptionGroup)):
        if grouped:
            blocks += [node for group in run for node in _group(group)]
        else:
            blocks.append(_list(run))
    return blocks


def _group(group: OptionGroup) -> list[nodes.Node]:
    return [_paragraph(group.group), _list(group.options)]


def _list(options: Iterable[Option]) -> nodes.container:
    items = nodes.bullet_list("", *map(_item, options), bullet="-")
    return nodes.container("", items, classes=[TICKS_CLASS])


def _item(option: Option) -> nodes.list_item:
    return nodes.list_item("", _paragraph(option.label))


def _table(field: Matrix) -> nodes.table:
    """Return a table: a row an idea, a column a scale, figures to circle in each cell."""
    widths = [WIDE, *(NARROW for _ in field.scales)]
    columns = [nodes.colspec("", colwidth=width) for width in widths]
    # The cells of a stub are row headers, which the accessible PDF tags as such.
    columns[0]["stub"] = 1
    heads = [
        translate("Circle a number"),
        *(f"{scale.label}: {_ends(scale)}" for scale in field.scales),
    ]
    rows = [
        [row.label, *(_figures(scale.points) for scale in field.scales)] for row in field.rows
    ]
    body = nodes.tbody("", *map(_row, rows))
    group = nodes.tgroup("", *columns, nodes.thead("", _row(heads)), body, cols=len(columns))
    # "longtable" continues on the next sheet; "colwidths-given" makes Sphinx keep the widths.
    return nodes.table("", group, classes=["longtable", "standard", "colwidths-given"])


def _row(cells: Iterable[str]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", _paragraph(cell)) for cell in cells))
