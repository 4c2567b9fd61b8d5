"""What the layout of the accessible PDF knows of each sheet, and its tags do not say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_KINDS = {
    "main": "Part",
    "section": "Sect",
    "div": "Div",
    "article": "Art",
    "blockquote": "BlockQuote",
    "p": "P",
    "table": "Table",
    "tbody": "TBody",
    "tr": "TR",
    **dict.fromkeys(("ul", "ol", "dl"), "L"),
    **dict.fromkeys(("li", "dt", "dd"), "LI"),
}
"""The tags that WeasyPrint gives to blocks; any other block is a ``NonStruct``."""
_LABELS = {
    "decimal": "Decimal",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet of the layout.

    Attributes:
        continued: The tags of the blocks that go on from the sheet before, outermost first.
        labels: The ``ListNumbering`` of each list, in the order of the text.
        has_notes: Whether there are footnotes at its foot.
    """

    continued: list[str]
    labels: list[str]
    has_notes: bool


def describe_sheets(pages: Iterable[Any]) -> list[Sheet]:
    """Return what the tags of each sheet lack.

    Args:
        pages: The pages of WeasyPrint's document.
    """
    sheets: list[Sheet] = []
    open_blocks: set[Any] = set()
    for page in pages:
        box = page._page_box  # noqa: SLF001 (the only way to the boxes of a layout)
        flow, *others = box.children
        areas = [part for part in others if type(part).__name__ == "FootnoteAreaBox"]
        blocks = dict.fromkeys(_edge(flow, last=False))
        continued = [_kind(block) for block in blocks if block in open_blocks]
        labels = [_label(inner) for part in (flow, *areas) for inner in _lists(part)]
        sheets.append(
            Sheet(
                continued=continued,
                labels=labels,
                has_notes=any(area.children for area in areas),
            )
        )
        open_blocks = set(_edge(flow, last=True))
    return sheets


def _edge(box: Any, *, last: bool) -> Iterator[Any]:
    """Yield the elements of the blocks at the top or the end of a sheet, outermost first."""
    while box is not None and hasattr(box, "children"):
        # Sphinx's pages never split a line, and a repeated head of a table does not go on.
        if box.element is not None and box.element_tag not in {"html", "body"}:
            yield box.element
        inner = [
            child
            for child in box.children
            if child.is_in_normal_flow() and getattr(child, "element_tag", "") != "thead"
        ]
        box = inner[-1 if last else 0] if inner else None


def _kind(block: Any) -> str:
    return _KINDS.get(block.tag, "NonStruct")


def _lists(box: Any) -> Iterator[Any]:
    if getattr(box, "element_tag", "") in {"ul", "ol", "dl"}:
        yield box
    for child in getattr(box, "children", ()):
        yield from _lists(child)


def _label(box: Any) -> str:
    style = box.style["list_style_type"]
    is_named = box.element_tag != "dl" and isinstance(style, str)
    return _LABELS.get(style, "None") if is_named else "None"
