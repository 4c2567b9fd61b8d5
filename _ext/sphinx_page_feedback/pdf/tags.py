"""Complete the tags of a PDF/UA that WeasyPrint 70 has written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name

if TYPE_CHECKING:
    from pathlib import Path

PRINTED = 4
"""The flag of an annotation that is printed as it is shown (ISO 32000-1, table 165)."""


def complete_tags(path: Path) -> None:
    """Complete the structure of a PDF.

    Each header cell gets its scope, each item of a list a body, each link one annotation
    that is inside its element. Running heads become artifacts, which are not read out.

    Args:
        path: The PDF, which is written anew.
    """
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        root = pdf.Root.StructTreeRoot
        visited = _Visited()
        _complete(pdf, root, visited, in_link=False)
        for page in pdf.pages:
            _keep_annotations(page, visited.surplus)
            _mark_artifacts(pdf, page, visited.content[page.obj.objgen])
        _drop_parents(root.ParentTree, visited.surplus)
        # pikepdf would else make the file's id from the time, and no two builds would be alike.
        pdf.save(path, deterministic_id=True)


@dataclass(frozen=True, kw_only=True)
class _Visited:
    """What a walk through the structure has collected.

    Attributes:
        surplus: The structure parents of annotations beyond the first of a link.
        content: The marked-content ids that belong to an element, by page.
    """

    surplus: set[int] = field(default_factory=set)
    content: defaultdict[tuple[int, int], set[int]] = field(
        default_factory=lambda: defaultdict(set)
    )


def _complete(pdf: pikepdf.Pdf, element: Any, visited: _Visited, *, in_link: bool) -> None:
    """Complete an element and those below it."""
    kind = element.get("/S")
    # PDF/UA-1, 7.5: a header cell says by its scope which cells it is about.
    if kind == Name.TH:
        element.A = Dictionary({**dict(element.get("/A", {})), "/Scope": _scope(element)})
    kept = []
    for child in _children(element):
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
