"""Images of a page that say nothing to a reader who cannot see them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .fault import GAP, Edit, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .sources import PageSource, Sources

DECORATIVE = "decorative"
"""The class of an image that needs no alternative text, because it says nothing."""
_MYST_IMAGES = "https://myst-parser.readthedocs.io/en/latest/syntax/images_and_figures.html"
_HTML_IMAGE = re.compile(r"<img\b(?![^>]*\balt\s*=)([^>]*)>", re.IGNORECASE)
_RST_LITERAL = re.compile(
    r"^\s*(?:\.\. (?:code|code-block|parsed-literal|literalinclude)::|(?!\.\. ).*::\s*$)"
)
_RST_IMAGE = re.compile(r"^(\s*)\.\. (?:\|[^|]+\| )?(?:image|figure):: \S")
_IMAGE = re.compile(r"!\[\s*\]\(([^()\s]+)[^()]*\)(\{[^}]*\})?")
_IMAGE_DIRECTIVES = {"image", "figure"}


def images(source: PageSource, _sources: Sources) -> Iterator[Fault]:
    """Find the images of a page in Markdown that have no alternative text.

    Args:
        source: The page.

    Yields:
        Each fault.
    """
    for number, line in source.text_lines:
        for match in _IMAGE.finditer(line):
            if f".{DECORATIVE}" not in (match[2] or ""):
                tail = source.lines[number - 1][match.start() : match.end()].partition("](")[2]
                alt = replace_match(source, number, match, f"![{GAP}]({tail}")
                mark = replace_match(source, number, match, f"![]({match[1]}){{.{DECORATIVE}}}")
                yield _no_text(source, number, (alt, mark))
        for match in _HTML_IMAGE.finditer(line):
            alt = replace_match(source, number, match, f'<img alt="{GAP}"{match[1]}>')
            mark = replace_match(source, number, match, f'<img alt=""{match[1]}>')
            yield _no_text(source, number, (alt, mark))
    for number, line in enumerate(source.lines, 1):
        fence = re.match(r"^\s*[`:]{3,}\{(\w+)\}\s*\S", line)
        if fence and fence[1] in _IMAGE_DIRECTIVES:
            options = _options(source, number)
            if not (":alt:" in options or DECORATIVE in options):
                alt = Edit(kind="insert", line=number, text=f":alt: {GAP}")
                mark = Edit(kind="insert", line=number, text=f":class: {DECORATIVE}")
                yield _no_text(source, number, (alt, mark))


def images_in_rst(source: PageSource) -> Iterator[Fault]:
    """Find the images of a page in reStructuredText that have no alternative text.

    Args:
        source: The page.

    Yields:
        Each fault.
    """
    shown = {*_literal_lines(source.lines)}
    for number, line in enumerate(source.lines, 1):
        image = _RST_IMAGE.match(line) if number not in shown else None
        options = _options(source, number) if image else ""
        if image and not (":alt:" in options or DECORATIVE in options):
            indent = f"{image[1]}   "
            alt = Edit(kind="insert", line=number, text=f"{indent}:alt: {GAP}")
            mark = Edit(kind="insert", line=number, text=f"{indent}:class: {DECORATIVE}")
            yield _no_text(source, number, (alt, mark))


def _literal_lines(lines: list[str]) -> Iterator[int]:
    """Yield the lines, from 1, that reStructuredText shows as they are typed."""
    depth = -1
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip())
        if depth >= 0 and line.strip() and indent <= depth:
            depth = -1
        if depth >= 0:
            yield number
        elif _RST_LITERAL.match(line):
            depth = indent


def _options(source: PageSource, number: int) -> str:
    lines: list[str] = []
    for line in source.lines[number:]:
        if not line.lstrip().startswith(":") or line.startswith(":::"):
            break
        lines.append(line)
    return "\n".join(lines)


def _no_text(source: PageSource, number: int, edits: tuple[Edit, ...]) -> Fault:
    return Fault(
        path=source.path,
        line=number,
        text=source.lines[number - 1],
        problem="This image has no alternative text for readers who cannot see it.",
        cure="Say in a few words what it shows, or mark it as decoration:",
        edits=edits,
        is_choice=True,
        more=_MYST_IMAGES,
    )


def replace_match(source: PageSource, number: int, match: re.Match[str], new: str) -> Edit:
    """Return the edit that puts a text in place of a match in a line.

    Args:
        source: The page.
        number: The line, from 1.
        match: The match in that line.
        new: The text.
    """
    line = source.lines[number - 1]
    return Edit(
        kind="replace", line=number, text=line[: match.start()] + new + line[match.end() :]
    )
