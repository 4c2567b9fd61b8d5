"""Mark what differs between two versions of a page, block by block and word by word."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from .word_marks import is_word, words, wrap, wrap_element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_BLOCKS = {
    "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_ALIKE = 0.35
"""The share of words that two blocks have in common for one to be a new version of the other."""


@dataclass(frozen=True, kw_only=True)
class PageDiff:
    """Two versions of a page in which the differences are marked.

    Attributes:
        before: The older version; what is gone is in ``del``.
        after: The newer version; what is new is in ``ins``.
        removed: How many words are gone.
        added: How many words are new.
        heading: The anchor of the section in which the first change is; empty for the top.
    """

    before: HtmlElement
    after: HtmlElement
    removed: int
    added: int
    heading: str = ""

    @property
    def is_empty(self) -> bool:
        """True where nothing that a reader sees differs."""
        return not (self.removed or self.added or self._has_marks())

    def _has_marks(self) -> bool:
        return any(
            next(root.iter("ins", "del"), None) is not None
            for root in (self.before, self.after)
        )


def compare_pages(before: HtmlElement, after: HtmlElement) -> PageDiff:
    """Mark the differences in two versions of a page.

    Args:
        before: The older version; it is changed.
        after: The newer version; it is changed.
    """
    old, new = list(_leaves(before)), list(_leaves(after))
    # autojunk: from 200 items on, difflib takes frequent ones, such as empty cells, for noise.
    matcher = SequenceMatcher(
        None, [_key(b) for b in old], [_key(b) for b in new], autojunk=False
    )
    removed = added = 0
    heading: str | None = None
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        # Where the last blocks are gone, only the older version has a block at this place.
        if heading is None:
            heading = _anchor_above(new[c]) if c < len(new) else _anchor_above(old[a])
        gone, came = _mark_blocks(old[a:b], new[c:d])
        removed, added = removed + gone, added + came
    return PageDiff(
        before=before, after=after, removed=removed, added=added, heading=heading or ""
    )


def _leaves(root: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the blocks that hold no other block, in order."""
    for element in root.iter():
        if element.tag in _BLOCKS and not any(
            inner.tag in _BLOCKS for inner in element.iterdescendants()
        ):
            yield element


def _key(block: HtmlElement) -> tuple[str, str, tuple[str, ...]]:
    """Return what a reader sees of a block: kind, text, images."""
    images = tuple(f"{image.get('src')} {image.get('alt')}" for image in block.iter("img"))
    return str(block.tag), " ".join(block.text_content().split()), images


def _anchor_above(block: HtmlElement) -> str:
    """Return the anchor of the section that a block is in."""
    for parent in (block, *block.iterancestors()):
        if parent.tag == "section" and parent.get("id"):
            return str(parent.get("id"))
    return ""


def _mark_blocks(old: list[HtmlElement], new: list[HtmlElement]) -> tuple[int, int]:
    """Mark two runs of blocks of which none is equal; return how many words went and came."""
    removed = added = 0
    # Not by position: one block that is new would make all that follow it look changed.
    pairs = dict(_pairs(old, new))
    paired = set(pairs.values())
    for index, block in enumerate(old):
        if index in pairs:
            gone, came = _mark_words(block, new[pairs[index]])
            removed, added = removed + gone, added + came
        else:
            removed += _mark_whole(block, "del")
    for index, block in enumerate(new):
        if index not in paired:
            added += _mark_whole(block, "ins")
    return removed, added


def _pairs(old: list[HtmlElement], new: list[HtmlElement]) -> Iterator[tuple[int, int]]:
    """Yield the places of blocks that are two versions of one, in order."""
    start = 0
    for index, block in enumerate(old):
        for place in range(start, len(new)):
            if block.tag == new[place].tag and _likeness(block, new[place]) >= _ALIKE:
                yield index, place
                start = place + 1
                break
        else:
            # Cells of a row stay beside each other, however much their text differs.
            same_count = len(old) == len(new)
            if same_count and index >= start and block.tag == new[index].tag:
                yield index, index
                start = index + 1


def _likeness(old: HtmlElement, new: HtmlElement) -> float:
    before, after = old.text_content().split(), new.text_content().split()
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


def _mark_whole(block: HtmlElement, tag: str) -> int:
    tokens = words(block)
    wrap(block, tag, [True] * len(tokens))
    for image in list(block.iter("img")):
        wrap_element(image, tag)
    return sum(is_word(token) for token in tokens)


def _mark_words(old: HtmlElement, new: HtmlElement) -> tuple[int, int]:
    before, after = words(old), words(new)
    gone, came = [False] * len(before), [False] * len(after)
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            gone[a:b], came[c:d] = [True] * (b - a), [True] * (d - c)
    removed = sum(flag and is_word(token) for flag, token in zip(gone, before, strict=True))
    added = sum(flag and is_word(token) for flag, token in zip(came, after, strict=True))
    wrap(old, "del", gone)
    wrap(new, "ins", came)
    # Images are no words, so that a new one would go unmarked.
    if _key(old)[2] != _key(new)[2]:
        for block, tag in ((old, "del"), (new, "ins")):
            for image in list(block.iter("img")):
                wrap_element(image, tag)
    return removed, added
