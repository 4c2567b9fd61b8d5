"""The source files of a document: pages, images, and the lines that are not code."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PAGE_SUFFIXES = (".md", ".rst")
IMAGE_SUFFIXES = (".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
_FENCE = re.compile(r"^(?P<indent> {0,3})(?P<mark>`{3,}|~{3,}|:{3,})(?P<info>.*)$")
_DIRECTIVE = re.compile(r"^\s*\{([^}\s]+)\}")
_LITERAL = {
    "code",
    "code-block",
    "code-cell",
    "literalinclude",
    "math",
    "mermaid",
    "parsed-literal",
}
"""Directives whose content is not Markdown."""


@dataclass(frozen=True, kw_only=True)
class Fence:
    """A fence that opens a block.

    Attributes:
        line: Its line, from 1.
        mark: Its characters, such as three colons.
        directive: The name of its directive; empty for code.
    """

    line: int
    mark: str
    directive: str

    @property
    def holds_code(self) -> bool:
        """True where the block is shown as it is typed."""
        return not self.mark.startswith(":") and self.directive in {"", *_LITERAL}


@dataclass(kw_only=True)
class PageSource:
    """A page in Markdown.

    Attributes:
        path: The file, relative to the folder of the sources.
        lines: Its lines without line ends.
        fences: The fences that open a block, but for those in code.
    """

    path: str
    lines: list[str]

    def __post_init__(self) -> None:
        """Find the blocks."""
        self.fences: list[Fence] = []
        is_markdown = self.path.endswith(".md")
        self._shown_as_typed = {*_shown_as_typed(self.lines)} if is_markdown else set[int]()
        self._open: list[Fence] = []
        self._text = list(self._outside_code())

    @cached_property
    def text_lines(self) -> list[tuple[int, str]]:
        """The lines outside code, formulas, comments and front matter, with their numbers from 1.

        Inline code is replaced by spaces, so that columns stay as they are.
        """
        return [(number, _blank_code(line)) for number, line in self._text]

    @property
    def unclosed(self) -> list[Fence]:
        """The fences that nothing closes, the outermost first."""
        return self._open

    @cached_property
    def front_matter_end(self) -> int:
        """The last line of the front matter, from 1; 0 without one."""
        if not self.lines or self.lines[0].rstrip() != "---":
            return 0
        ends = (
            n for n, line in enumerate(self.lines[1:], 2) if line.rstrip() in {"---", "..."}
        )
        return next(ends, 0)

    def _outside_code(self) -> Iterator[tuple[int, str]]:
        stack = self._open
        for number, line in enumerate(self.lines, 1):
            if number <= self.front_matter_end:
                continue
            fence = _FENCE.match(line)
            if fence and self._closes(fence, stack):
                stack.pop()
            elif stack and stack[-1].holds_code:
                continue
            # CommonMark: a line with more backticks after the mark is inline code.
            elif fence and (fence["mark"][0] != "`" or "`" not in fence["info"]):
                directive = _DIRECTIVE.match(fence["info"])
                name = directive[1] if directive else ""
                stack.append(Fence(line=number, mark=fence["mark"], directive=name))
                self.fences.append(stack[-1])
            elif number not in self._shown_as_typed:
                yield number, line

    @staticmethod
    def _closes(fence: re.Match[str], stack: list[Fence]) -> bool:
        # CommonMark: a closing fence is at least as long as its opening and has no text.
        if not stack or fence["info"].strip():
            return False
        mark = stack[-1].mark
        return fence["mark"][0] == mark[0] and len(fence["mark"]) >= len(mark)


_INLINE = re.compile(
    r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)"  # code: CommonMark closes it by a run as long
    r"|(?<!\\)\$(?![\s$])[^$]*?(?<![\s\\])\$(?!\d)"  # a formula, by the rule of dollarmath
    r"|<!--.*?-->"
)


def _blank_code(line: str) -> str:
    """Return a line in which inline code, formulas and comments are blank."""
    return _INLINE.sub(lambda match: " " * len(match[0]), line)


def _shown_as_typed(lines: list[str]) -> Iterator[int]:
    """Yield the lines, from 1, of indented and nested code, comments and formulas."""
    for token in MarkdownIt("commonmark").parse("\n".join(lines)):
        is_code = token.type == "code_block" or (
            token.type == "fence" and not token.info.strip().startswith("{")
        )
        is_comment = token.type == "html_block" and token.content.lstrip().startswith("<!--")
        if token.map and (is_code or is_comment):
            yield from range(token.map[0] + 1, token.map[1] + 1)
    inside = False
    for number, line in enumerate(lines, 1):
        if line.strip().startswith("$$") or (inside and line.rstrip().endswith("$$")):
            # A formula on one line opens and closes.
            inside ^= line.count("$$") % 2 == 1
            yield number
        elif inside:
            yield number


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The folder of the sources.

    Attributes:
        root: The folder.
        excluded: Its parts that are no sources, such as ``_feedback``.
    """

    root: Path
    excluded: tuple[str, ...] = ("_", ".")

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Every file, relative to the folder, without those in excluded folders."""
        paths = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return tuple(
            sorted(
                path.as_posix()
                for path in paths
                # Folders only: Sphinx reads a page called _draft.md.
                if not any(part.startswith(self.excluded) for part in path.parts[:-1])
            )
        )

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """Every page, relative to the folder."""
        return tuple(name for name in self.files if name.endswith(PAGE_SUFFIXES))

    @cached_property
    def images(self) -> tuple[str, ...]:
        """Every image, those of ``_static`` and its like included."""
        paths = (path for path in self.root.rglob("*") if path.suffix in IMAGE_SUFFIXES)
        return tuple(sorted(path.relative_to(self.root).as_posix() for path in paths))

    @cached_property
    def docnames(self) -> dict[str, str]:
        """The pages by their names without an ending."""
        return {name.rpartition(".")[0]: name for name in self.pages}

    def read(self, path: str) -> PageSource:
        """Read a page.

        Args:
            path: The file, relative to the folder.
        """
        # The build reports a file that is not UTF-8; its other lines are checked all the same.
        text = (self.root / path).read_text(encoding="utf-8", errors="replace")
        return PageSource(path=path, lines=text.splitlines())

    def line(self, path: str, number: int) -> str:
        """Return a line of a file; empty where there is none.

        Args:
            path: The file, relative to the folder.
            number: The line, from 1.
        """
        try:
            lines = (
                (self.root / path).read_text(encoding="utf-8", errors="replace").splitlines()
            )
        except OSError:
            return ""
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def nearest(self, name: str, page: str, among: Iterable[str]) -> str:
        """Return the file that a name on a page most likely means, as the page would write it.

        Args:
            name: What was written, relative to the page.
            page: The page, relative to the folder.
            among: The files to choose from, relative to the folder.

        Returns:
            An address relative to the page; empty where no file is near.
        """
        folder = posixpath.dirname(page)
        options = {posixpath.relpath(path, folder or "."): path for path in among}
        if not posixpath.splitext(name)[1]:
            options = {posixpath.splitext(option)[0]: path for option, path in options.items()}
        stem = posixpath.basename(name)
        for option in get_close_matches(name.lstrip("/"), options, n=3, cutoff=0.6):
            # A long folder that two names share says nothing of the files in it.
            if get_close_matches(stem, [posixpath.basename(option)], cutoff=0.6):
                return option
        same = [option for option in options if posixpath.basename(option) == stem]
        return same[0] if len(same) == 1 else ""
