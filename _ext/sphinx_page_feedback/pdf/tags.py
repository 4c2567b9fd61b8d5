"""Complete the tags of a PDF/UA that WeasyPrint 70 has written."""

from __future__ import annotations

import gc
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from .join_tags import join_sheets, place_notes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .sheets import Sheet

PRINTED = 4
"""The flag of an annotation that is printed as it is shown (ISO 32000-1, table 165)."""
_POINTS = 72 / 96
"""A pixel of CSS in points."""


def complete_tags(path: Path, sheets: list[Sheet]) -> None:
    """Complete the structure of a PDF.

    Each header cell gets its scope, each list its kind of labels, each item of a list a body,
    each link one annotation that is inside its element. What goes on over several sheets becomes
    one element, and each footnote stands after its mark. Running heads become artifacts, which
    are not read out.

    Args:
        path: The PDF, which is written anew.
        sheets: What the layout knows of each sheet.
    """
    with _few_collections(), pikepdf.open(path, allow_overwriting_input=True) as pdf:
        root = pdf.Root.StructTreeRoot
        visited = _Visited()
        _complete(pdf, root, visited, in_link=False)
        _label_lists(pdf, visited.lists, sheets)
        notes, heads = join_sheets(pdf, sheets)
        place_notes(visited.calls, notes, root.K[0])
        for head in heads:
            _forget(head, visited)
        for page in pdf.pages:
            _keep_annotations(page, visited.surplus)
            _mark_artifacts(pdf, page, visited.content[page.obj.objgen])
        _drop_parents(root.ParentTree, visited.surplus)
        # pikepdf would else make the file's id from the time, and no two builds would be alike.
        pdf.save(path, deterministic_id=True)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let Python look for garbage rarely, since the layout of a book is a million objects."""
    threshold = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, *threshold[1:])
    try:
        yield
    finally:
        gc.set_threshold(*threshold)
        gc.unfreeze()


@dataclass(frozen=True, kw_only=True)
class _Visited:
    """What a walk through the structure has collected.

    Attributes:
        surplus: The structure parents of annotations beyond the first of a link.
        content: The marked-content ids that belong to an element, by page.
        lists: The lists, in the order of the text.
        calls: The marks of footnotes, in the order of the text.
    """

    surplus: set[int] = field(default_factory=set)
    content: defaultdict[tuple[int, int], set[int]] = field(
        default_factory=lambda: defaultdict(set)
    )
    lists: list[Any] = field(default_factory=list)
    calls: list[Any] = field(default_factory=list)


def _complete(pdf: pikepdf.Pdf, element: Any, visited: _Visited, *, in_link: bool) -> None:
    """Complete an element and those below it."""
    kind = element.get("/S")
    # PDF/UA-1, 7.5: a header cell says by its scope which cells it is about.
    if kind == Name.TH:
        element.A = Dictionary({**dict(element.get("/A", {})), "/Scope": _scope(element)})
    elif kind == Name.L:
        visited.lists.append(element)
    elif kind == Name.Figure:
        element.A.BBox = _box_on_sheet(element)
    children = _children(element)
    visited.calls.extend(_calls(children))
    kept = []
    for child in children:
        if not isinstance(child, Dictionary):
            visited.content[element.Pg.objgen].add(int(child))
        elif "/Obj" in child:
            # An element inside a link, with one more annotation for the same address.
            if in_link and kind != Name.Link:
                visited.surplus.add(int(child.Obj.StructParent))
                continue
        else:
            _complete(pdf, child, visited, in_link=in_link or kind == Name.Link)
            if _is_empty(child):
                continue
        kept.append(child)
    if kind == Name.LI:
        kept = _with_body(pdf, element, kept)
    element.K = Array(kept)


def _calls(children: list[Any]) -> Iterator[Any]:
    """Tag and yield the marks of footnotes, each of which an empty link precedes."""
    for child, following in pairwise(children):
        if not (isinstance(child, Dictionary) and isinstance(following, Dictionary)):
            continue
        kinds = (child.get("/S"), following.get("/S"))
        if kinds == (Name.Link, Name.NonStruct) and not len(_children(child)):
            following.S = Name.Reference
            yield following


def _box_on_sheet(figure: Any) -> Array:
    """Return the box of a figure in points from the bottom left, as PDF counts."""
    # WeasyPrint writes the pixels of the layout, from the top.
    left, top, right, bottom = (float(edge) * _POINTS for edge in figure.A.BBox)
    height = float(figure.Pg.MediaBox[3])
    edges = (left, height - bottom, right, height - top)
    return Array([Decimal(f"{edge:.2f}") for edge in edges])


def _label_lists(pdf: pikepdf.Pdf, lists: list[Any], sheets: list[Sheet]) -> None:
    """Say of each list how its items are labelled (PDF/UA-1, 7.6)."""
    by_sheet: defaultdict[tuple[int, int], list[Any]] = defaultdict(list)
    for element in lists:
        by_sheet[element.Pg.objgen].append(element)
    for page, sheet in zip(pdf.pages, sheets, strict=True):
        for element, label in zip(by_sheet[page.obj.objgen], sheet.labels, strict=True):
            element.A = Dictionary(O=Name.List, ListNumbering=Name(f"/{label}"))


def _forget(element: Any, visited: _Visited) -> None:
    """Take the content of an element that is not in the structure any more off the record."""
    for child in _children(element):
        if not isinstance(child, Dictionary):
            visited.content[element.Pg.objgen].discard(int(child))
        elif "/S" in child:
            _forget(child, visited)


def _children(element: Any) -> list[Any]:
    inner = element.get("/K", Array())
    return list(inner) if isinstance(inner, Array) else [inner]


def _is_empty(element: Any) -> bool:
    # An empty cell stays, or the cells after it would move to other columns.
    return element.S != Name.TD and not len(element.K) and "/Alt" not in element


def _scope(cell: Any) -> Name:
    """A header cell in the head of a table is about its column, any other about its row."""
    return Name.Column if cell.P.P.get("/S") == Name.THead else Name.Row


def _with_body(pdf: pikepdf.Pdf, item: Any, children: list[Any]) -> list[Any]:
    """Put what is neither label nor body of an item of a list into a body."""
    parts = (Name.Lbl, Name.LBody, Name.L)
    # An item consists of a label and a body (ISO 32000-1, 14.8.4.3.3).
    loose = [child for child in children if child.get("/S") not in parts]
    if not loose:
        return children
    body = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, Pg=item.Pg, K=Array(loose))
    )
    for child in loose:
        child.P = body
    return [*(child for child in children if child.get("/S") in parts), body]


def _keep_annotations(page: Any, surplus: set[int]) -> None:
    kept = []
    for annotation in page.get("/Annots", Array()):
        if int(annotation.get("/StructParent", -1)) not in surplus:
            annotation.F = PRINTED
            kept.append(annotation)
    if "/Annots" in page:
        page.Annots = Array(kept)


def _mark_artifacts(pdf: pikepdf.Pdf, page: Any, tagged: set[int]) -> None:
    """Mark the content that belongs to no element as an artifact."""
    instructions: list[Any] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        properties = operands[1] if str(operator) == "BDC" else None
        if (
            isinstance(properties, Dictionary)
            and int(properties.get("/MCID", -1)) not in tagged
        ):
            instructions.append(([Name.Artifact], pikepdf.Operator("BMC")))
        else:
            instructions.append(instruction)
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def _drop_parents(tree: Any, surplus: set[int]) -> None:
    """Remove the dropped annotations from the parent tree."""
    # A number tree is an array of keys and values in turn (ISO 32000-1, 7.9.7).
    numbers = list(tree.Nums)
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    tree.Nums = Array(value for pair in pairs if int(pair[0]) not in surplus for value in pair)
