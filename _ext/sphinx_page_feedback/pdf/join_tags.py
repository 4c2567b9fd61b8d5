"""Join the tags of what a layout has split over several sheets, and put notes at their marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, String

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .sheets import Sheet

_LEAVES = {Name.P, Name.Span, Name.H1, Name.H2, Name.H3, Name.H4, Name.H5, Name.H6}
"""What is joined as a whole: only words and links are in it."""


def join_sheets(pdf: Any, sheets: list[Sheet]) -> tuple[list[Any], list[Any]]:
    """Join each block that goes on from the sheet before with its first part.

    Args:
        pdf: The PDF, whose structure has no empty elements any more.
        sheets: What the layout knows of each sheet.

    Returns:
        The footnotes, which are in the structure no more, and the heads of tables that are
        repeated, which are not to be read out.
    """
    (document,) = pdf.Root.StructTreeRoot.K
    places = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
    parts: list[list[Any]] = [[] for _ in sheets]
    for element in document.K:
        parts[places[element.Pg.objgen]].append(element)
    joined: list[Any] = []
    notes: list[Any] = []
    heads: list[Any] = []
    for sheet, elements in zip(sheets, parts, strict=True):
        if sheet.has_notes and elements:
            notes += list(elements.pop().K)
        kinds = list(sheet.continued)
        if joined and elements and _go_on(joined[-1], elements[0], kinds):
            _join(joined[-1], elements.pop(0), kinds, heads)
        joined += elements
    document.K = Array(joined)
    return notes, heads


def place_notes(calls: list[Any], notes: list[Any], document: Any) -> None:
    """Tag footnotes as notes, each after its mark.

    Args:
        calls: The marks in the text, in order.
        notes: The footnotes, in order.
        document: The element that gets the notes if they are not as many as the marks.
    """
    for number, note in enumerate(notes, 1):
        # PDF/UA-1, 7.9: each note has an identifier of its own.
        note.S, note.ID = Name.Note, String(f"note-{number}")
        if len(note.K) and Name.NonStruct == note.K[0].S:
            note.K[0].S = Name.Lbl
    if len(calls) != len(notes):
        _append(document, notes)
        return
    for call, note in zip(calls, notes, strict=True):
        parent = call.P
        at = next(place for place, one in enumerate(parent.K) if _same(one, call))
        note.P = parent
        parent.K = Array([*list(parent.K)[: at + 1], note, *list(parent.K)[at + 1 :]])


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, Dictionary) and bool(one.objgen == other.objgen)


def _go_on(before: Any, after: Any, kinds: list[str]) -> bool:
    """Return whether an element goes on in another, and take its tag off the list."""
    if "/S" not in before or "/S" not in after or before.S != after.S:
        return False
    if Name.LBody == before.S:  # of an item that goes on
        return True
    kind = str(before.S)[1:]
    if kind not in kinds:
        return False
    del kinds[: kinds.index(kind) + 1]
    return True


def _join(before: Any, after: Any, kinds: list[str], heads: list[Any]) -> None:
    """Move what is in an element into its first part, on the sheet before."""
    children = list(after.K)
    if before.S == Name.TR:
        for cell, rest in zip(before.K, children, strict=False):
            _append(cell, list(rest.K))
        return
    if Name.Table == before.S:
        heads += [child for child in children if Name.THead == child.S]
        children = [child for child in children if Name.THead != child.S]
    is_open = before.S not in _LEAVES and len(before.K) and children
    if is_open and _go_on(before.K[-1], children[0], kinds):
        _join(before.K[-1], children.pop(0), kinds, heads)
    _append(before, children)


def _append(element: Any, children: Iterable[Any]) -> None:
    for child in children:
        if isinstance(child, Dictionary) and "/S" in child:
            child.P = element
        element.K.append(child)
