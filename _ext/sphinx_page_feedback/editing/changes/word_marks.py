"""Mark words in a block of a page as new or gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]", re.UNICODE)


def is_word(token: str) -> bool:
    """Return whether a token is a word, and no space or sign."""
    return any(map(str.isalnum, token))


def words(block: HtmlElement) -> list[str]:
    """Return the words, spaces and signs of a block, in order."""
    return [token for text in _texts(block) for token in _TOKEN.findall(text[2])]


def _texts(block: HtmlElement) -> list[tuple[HtmlElement, str, str]]:
    """Return the texts of a block: the element, whether its text or its tail, and the text."""
    texts: list[tuple[HtmlElement, str, str]] = []

    # lxml keeps the text that follows an element as the tail of that element.
    def visit(element: HtmlElement) -> None:
        if element.text:
            texts.append((element, "text", element.text))
        for child in element:
            visit(child)
            if child.tail:
                texts.append((child, "tail", child.tail))

    visit(block)
    return texts


def wrap(block: HtmlElement, tag: str, flags: list[bool]) -> None:
    """Put each run of flagged words into an element.

    Args:
        block: The block.
        tag: ``ins`` or ``del``.
        flags: One for each token of ``words``.
    """
    position = 0
    for element, kind, text in _texts(block):
        tokens = _TOKEN.findall(text)
        pieces = _runs(tokens, flags[position : position + len(tokens)])
        position += len(tokens)
        if any(flag and piece.strip() for flag, piece in pieces):
            _replace_text(element, kind, tag, pieces)


def _runs(tokens: list[str], flags: list[bool]) -> list[tuple[bool, str]]:
    """Join neighbouring tokens with the same flag."""
    runs: list[tuple[bool, str]] = []
    for token, flag in zip(tokens, flags, strict=True):
        if runs and runs[-1][0] == flag:
            runs[-1] = (flag, runs[-1][1] + token)
        else:
            runs.append((flag, token))
    return runs


def _replace_text(
    element: HtmlElement, kind: str, tag: str, pieces: list[tuple[bool, str]]
) -> None:
    """Put text and marked text in the place of a text of an element."""
    first = ""
    marks: list[HtmlElement] = []
    for flag, piece in pieces:
        if flag and piece.strip():
            mark = html.Element(tag)
            mark.text = piece
            marks.append(mark)
        elif marks:
            marks[-1].tail = (marks[-1].tail or "") + piece
        else:
            first += piece
    if kind == "text":
        element.text = first
        for place, mark in enumerate(marks):
            element.insert(place, mark)
    else:
        element.tail = first
        parent = element.getparent()
        place = parent.index(element) + 1
        for offset, mark in enumerate(marks):
            parent.insert(place + offset, mark)


def wrap_element(element: HtmlElement, tag: str) -> None:
    """Put an element into a mark: ``ins`` or ``del``."""
    mark = html.Element(tag)
    # The tail would move along into the mark.
    mark.tail, element.tail = element.tail, None
    element.addprevious(mark)
    mark.append(element)
