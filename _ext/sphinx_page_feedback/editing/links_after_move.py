"""The lines of a page after a page has moved: links, roles, toctrees and included files."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .sources import PAGE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .sources import PageSource, Sources

_LINK = re.compile(r"(\]\(<?)([^()\s<>]+)")
_DEFINITION = re.compile(r"(^ {0,3}\[[^\]]+\]:\s+<?)([^\s<>]+)")
_ROLE = re.compile(
    r"(\{(?:doc|download|feedback)\}`(?:[^`<]*<)?|:(?:doc|download|feedback):`(?:[^`<]*<)?)([^`<>]+)"
)
_FILE_DIRECTIVE = re.compile(
    r"(^\s*(?:[`:]{3,}\{(?:include|literalinclude|image|figure)\}|\.\. (?:include|"
    r"literalinclude|image|figure)::)\s+)(\S+)"
)
_FORM_LINK = re.compile(r"([?&]page=)([^&#\s)>`]+)")
_ENTRY = re.compile(r"(^\s*(?:[^<>]*<)?)([^\s<>]+)")


def docname_of(path: str) -> str:
    """Return the docname of a page.

    Args:
        path: Its file, relative to the folder of the sources.
    """
    return path.rpartition(".")[0]


def rewrite_page(sources: Sources, page: str, source: str, target: str) -> list[str]:
    """Return the lines of a page as they are after the move.

    Args:
        sources: The folder of the sources.
        page: The page, under its name before the move.
        source: The moved page before.
        target: The moved page after.
    """
    here = _Place(page=page, source=source, target=target, sources=sources)
    text = sources.read(page)
    lines = list(text.lines)
    if page.endswith(".rst"):
        entries = {*_entries_in_rst(lines)}
        # reST has no fences: each line may hold a role or a directive.
        masks, directives = dict(enumerate(lines, 1)), {*range(1, len(lines) + 1)}
        links: tuple[re.Pattern[str], ...] = ()
    else:
        entries = {*_entries_in_markdown(text)}
        masks, directives = dict(text.text_lines), {fence.line for fence in text.fences}
        links = (_LINK, _DEFINITION)
    for number, line in enumerate(lines, 1):
        changes: list[tuple[int, int, str]] = []
        mask = masks.get(number, "")
        for pattern in links:
            changes += _changes(pattern.finditer(mask), line, here.link)
        # A role's text looks like inline code and is blank in the mask; its first character is
        # blank only if the role itself is inside code.
        roles = (
            match
            for match in _ROLE.finditer(line)
            if mask[match.start() : match.start() + 1].strip()
        )
        changes += _changes(roles, line, here.role)
        if number in directives:
            changes += _changes(_FILE_DIRECTIVE.finditer(line), line, here.link)
        if number in entries:
            changes = _changes(_ENTRY.finditer(line), line, here.role)
        lines[number - 1] = _apply(line, changes)
    return lines


def _changes(
    matches: Iterable[re.Match[str]], line: str, change: Callable[[str], str]
) -> list[tuple[int, int, str]]:
    """Return where names stand in a line, and what to write there.

    Args:
        matches: Each with a name as its group 2.
        line: The line.
        change: Returns the new name.
    """
    return [(*match.span(2), change(line[slice(*match.span(2))])) for match in matches]


def _apply(line: str, changes: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(changes, reverse=True):  # from the right: places stay
        line = line[:start] + new + line[end:]
    return line


def _entries_in_markdown(text: PageSource) -> Iterator[int]:
    """Yield the lines that are entries of toctrees, from 1."""
    for fence in text.fences:
        if fence.directive != "toctree":
            continue
        for number in range(fence.line + 1, len(text.lines) + 1):
            line = text.lines[number - 1].strip()
            if line == fence.mark:
                break
            if line and not line.startswith((":", "---")):
                yield number


def _entries_in_rst(lines: list[str]) -> Iterator[int]:
    """Yield the lines that are entries of toctrees, from 1."""
    indent = -1
    for number, line in enumerate(lines, 1):
        depth = len(line) - len(line.lstrip())
        if line.strip().startswith(".. toctree::"):
            indent = depth
        elif line.strip() and depth <= indent:
            indent = -1
        elif indent >= 0 and line.strip() and not line.strip().startswith(":"):
            yield number


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A page that names others, and the move."""

    page: str
    source: str
    target: str
    sources: Sources

    def link(self, name: str) -> str:
        """Return a link to a file as it must be after the move."""
        if re.match(r"[a-z][a-z0-9+.-]*:|#", name, re.IGNORECASE):
            return name
        path, rest = self._cut(name)
        if path.startswith("/"):
            return self._absolute(path) + rest
        named = posixpath.normpath(posixpath.join(posixpath.dirname(self.page), path))
        if path and named == self.source:
            path = self._from_here(self.target)
        # A link that leads nowhere stays as it is, for `page-feedback lint` to report.
        elif path and self.page == self.source and self._exists(named):
            path = self._from_here(named)
        return path + rest

    def role(self, name: str) -> str:
        """Return a docname of a role or a toctree as it must be after the move."""
        path, rest = self._cut(name)
        has_suffix = path.endswith(PAGE_SUFFIXES)
        if path.startswith("/"):
            return self._absolute(path) + rest
        folder = posixpath.dirname(self.page)
        named = posixpath.normpath(posixpath.join(folder, path))
        file = named if has_suffix else self.sources.docnames.get(named, "")
        if file == self.source:
            new = self._from_here(self.target)
        elif self.page == self.source and file in self.sources.pages:
            new = self._from_here(file)
        else:
            return path + rest
        return (new if has_suffix else docname_of(new)) + rest

    def about(self, rest: str) -> str:
        """Return a query and anchor; a link to a form names the page that it is about."""
        old, new = docname_of(self.source), docname_of(self.target)
        return _FORM_LINK.sub(
            lambda match: match[1] + (new if match[2] == old else match[2]), rest
        )

    def _absolute(self, path: str) -> str:
        for old, new in (
            (self.source, self.target), (docname_of(self.source), docname_of(self.target)),
        ):  # fmt: skip
            if path == f"/{old}":
                return f"/{new}"
        return path

    def _exists(self, path: str) -> bool:
        return (self.sources.root / path).exists()

    def _from_here(self, path: str) -> str:
        """Return a path as this page names it after the move."""
        page = self.target if self.page == self.source else self.page
        return posixpath.relpath(path, posixpath.dirname(page) or ".")

    def _cut(self, name: str) -> tuple[str, str]:
        """Split an address before its query or anchor, which says what a form is about."""
        match = re.search(r"[?#]", name)
        return (
            (name, "")
            if not match
            else (name[: match.start()], self.about(name[match.start() :]))
        )
