"""Mistakes in a page that no build warns of, found in its text."""

from __future__ import annotations

import posixpath
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from .fault import GAP, Edit, Fault
from .image_checks import images, images_in_rst, replace_match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .sources import PageSource, Sources

_MYST = "https://myst-parser.readthedocs.io/en/latest/syntax/"
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+\S")
_WIKI_LINK = re.compile(r"\[\[([^\[\]|]+)(?:\|([^\[\]]+))?\]\]")
_SPACED_LINK = re.compile(
    r"(?<!!)\[([^\[\]]+)\] +\((https?://[^()\s]+|#[^()\s]+|[^()\s]+\.\w+(?:#\S*)?)\)"
)


def check_page(source: PageSource, sources: Sources) -> Iterator[Fault]:
    """Check the text of one page.

    Args:
        source: The page.
        sources: The folder that it is in.

    Yields:
        Each fault.
    """
    conflicts = list(_conflicts(source))
    yield from conflicts
    if not source.path.endswith(".md"):
        yield from images_in_rst(source)
        return
    for check in _CHECKS:
        yield from check(source, sources)
    if not conflicts:  # a conflict's ======= makes headings of sentences
        yield from _headings(source)


def _conflicts(source: PageSource) -> Iterator[Fault]:
    """Find the marks that git leaves where two people changed the same lines."""
    start = middle = 0
    for number, line in enumerate(source.lines, 1):
        if line.startswith("<<<<<<< "):
            start, middle = number, 0
        # Without a beginning it may underline a heading.
        elif line.rstrip() == "=======" and start:
            middle = number
        elif line.startswith(">>>>>>> ") and middle:
            first = source.lines[start : middle - 1]
            second = source.lines[middle : number - 1]
            yield Fault(
                path=source.path,
                line=start,
                text=source.lines[start - 1],
                problem="Two people changed these lines, and git left both versions here.",
                cure=f"Keep one version of lines {start} to {number}, or write one from both.",
                edits=tuple(
                    Edit(kind="replace", line=start, text="\n".join(lines))
                    for lines in (first, second)
                ),
                is_choice=True,
                more="https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/"
                "addressing-merge-conflicts/resolving-a-merge-conflict-on-github",
            )
            start = middle = 0


def _fences(source: PageSource, _sources: Sources) -> Iterator[Fault]:
    """Find the fences that nothing closes: all that follows is part of their block."""
    for fence in source.unclosed[:1]:
        end = _end_of_block(source, fence.line)
        what = f"the box {{{fence.directive}}}" if fence.directive else "the block"
        yield Fault(
            path=source.path,
            line=fence.line,
            text=source.lines[fence.line - 1],
            problem=f"Nothing closes {what} that begins here, so it swallows the rest of the page.",
            cure=f"Type {fence.mark} on a line of its own where it ends, probably after line {end}:",
            edits=(Edit(kind="insert", line=end, text=fence.mark),),
            more=f"{_MYST}admonitions.html"
            if fence.directive
            else f"{_MYST}code_and_apis.html",
        )


def _end_of_block(source: PageSource, start: int) -> int:
    """Return the last line before the next heading that is not blank, from 1."""
    after = range(start, len(source.lines))
    end = next((n for n in after if _HEADING.match(source.lines[n])), len(source.lines))
    while end > start and not source.lines[end - 1].strip():
        end -= 1
    return end


def _links(source: PageSource, sources: Sources) -> Iterator[Fault]:
    """Find links in the manner of other programs, which stay text here."""
    for number, line in source.text_lines:
        raw = source.lines[number - 1]
        for match in _WIKI_LINK.finditer(line):
            target, label = match[1].strip(), (match[2] or match[1]).strip()
            page = sources.nearest(_as_name(target), source.path, sources.pages)
            link = f"[{label}]({page or GAP})"
            yield Fault(
                path=source.path,
                line=number,
                text=raw,
                problem="Double square brackets make no link here.",
                cure="Type:" if page else "Write the name of the file between the brackets:",
                edits=(replace_match(source, number, match, link),),
                more=f"{_MYST}cross-referencing.html",
            )
        for match in _SPACED_LINK.finditer(line):
            yield Fault(
                path=source.path,
                line=number,
                text=raw,
                problem="A space between ] and ( makes text of this link.",
                cure="Type:",
                edits=(replace_match(source, number, match, f"[{match[1]}]({match[2]})"),),
                more=f"{_MYST}cross-referencing.html",
            )


def _as_name(target: str) -> str:
    name = re.sub(r"\s+", "-", target.lower())
    return name if posixpath.splitext(name)[1] else f"{name}.md"


def _headings(source: PageSource) -> Iterator[Fault]:
    """Find a page without a title, and headings that leave a level out."""
    before = 0
    for number, line in source.text_lines:
        heading = _HEADING.match(line)
        if not heading:
            continue
        level, raw = len(heading[1]), source.lines[number - 1]
        if before and level > before + 1:
            text = raw.replace(heading[1], "#" * (before + 1), 1)
            yield Fault(
                path=source.path,
                line=number,
                text=raw,
                problem=f"This heading has level {level} below one of level {before}, "
                "and screen readers announce the gap.",
                cure="Type:",
                edits=(Edit(kind="replace", line=number, text=text),),
                more=f"{_MYST}organising_content.html",
            )
            # So that headings below it count from the corrected level.
            level = before + 1
        before = level
    if not before and not _has_other_title(source):
        yield untitled(source)


def untitled(source: PageSource) -> Fault:
    """Return the fault of a page without a title.

    Args:
        source: The page.
    """
    top = source.front_matter_end
    return Fault(
        path=source.path,
        line=top + 1,
        text=source.lines[top] if len(source.lines) > top else "",
        problem="This page has no title, so no menu can name it.",
        cure="Give it one, on a line of its own above the text:",
        edits=(Edit(kind="insert", line=top, text=f"# {GAP}\n"),),
        more=f"{_MYST}organising_content.html",
    )


def _has_other_title(source: PageSource) -> bool:
    """Return whether a page has a title that no # makes: underlined, or included."""
    lines = [line for _, line in source.text_lines]
    underlined = (
        text.strip() and re.match(r"^(=+|-+)\s*$", line) for text, line in pairwise(lines)
    )
    if any(underlined):
        return True
    if any(line.startswith("orphan:") for line in source.lines[: source.front_matter_end]):
        return True
    return any(re.match(r"^[`:]{3,}\{(include|eval-rst)\}", line) for line in source.lines)


_CHECKS: tuple[Callable[[PageSource, Sources], Iterator[Fault]], ...] = (
    _fences,
    _links,
    images,
)
