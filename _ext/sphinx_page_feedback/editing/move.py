"""Move a page with everything that points to it."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem, did_you_mean

from .move_table import add_move
from .sources import PAGE_SUFFIXES, Sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from .sources import Source

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


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A page that has been moved.

    Attributes:
        source: Its file before, relative to the folder of the sources.
        target: Its file now.
        changed: The other files that were changed, with the number of lines in each.
    """

    source: str
    target: str
    changed: dict[str, int]


def move_page(root: Path, old: str, new: str, forms_folder: str = "_feedback") -> Moved:
    """Move a page, and change every link, list and table that names it.

    Args:
        root: The folder of the sources.
        old: The page: its docname, or its file relative to the folder.
        new: The docname or file to move it to.
        forms_folder: Where ``moved.toml`` is, relative to the folder.

    Raises:
        Problem: There is no such page, or the new name is taken or makes no good address.
    """
    sources = Sources(root=root)
    source = _existing(sources, old)
    suffix = posixpath.splitext(source)[1]
    target = new if new.endswith(PAGE_SUFFIXES) else f"{new}{suffix}"
    _check_target(root, target, suffix)
    rewrites = {page: _rewrite(sources, page, source, target) for page in sources.pages}
    changed: dict[str, int] = {}
    for page, lines in rewrites.items():
        count = sum(a != b for a, b in zip(sources.read(page).lines, lines, strict=True))
        if count:
            _write(root / page, lines)
            changed[page] = count
    (root / target).parent.mkdir(parents=True, exist_ok=True)
    (root / source).rename(root / target)
    table = root / forms_folder / "moved.toml"
    add_move(table, _docname(source), _docname(target))
    changed.pop(source, None)
    return Moved(source=source, target=target, changed=changed)


def _docname(path: str) -> str:
    return path.rpartition(".")[0]


def _existing(sources: Sources, name: str) -> str:
    for path in (name, *(f"{name}{suffix}" for suffix in PAGE_SUFFIXES)):
        if path in sources.pages:
            return path
    cause = f'there is no page "{name}"'
    raise Problem(Code.MOVE, cause, did_you_mean(name, sources.docnames))


def _check_target(root: Path, target: str, suffix: str) -> None:
    cause = ""
    if posixpath.normpath(target) != target or target.startswith(("/", "..")):
        cause, cure = f'"{target}" is not a page below {root}', "Write it as in report/status."
    elif not target.endswith(suffix):
        cause, cure = (
            f"{target} has another ending than the page",
            f"Give it the ending {suffix}.",
        )
    elif re.search(r"\s|[A-Z]", target):
        cause = f'"{target}" has a space or a capital letter'
        cure = "Use small letters, digits and hyphens: the name is part of an address."
    elif (root / target).exists():
        cause, cure = f"there is a page {target} already", "Choose another name."
    if cause:
        raise Problem(Code.MOVE, cause, cure)


def _write(path: Path, lines: list[str]) -> None:
    """Write lines with the line ends that the file has."""
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    end = "\r\n" if "\r\n" in text else "\n"
    last = end if text.endswith(("\n", "\r")) else ""
    path.write_text(end.join(lines) + last, encoding="utf-8", newline="")


def _rewrite(sources: Sources, page: str, source: str, target: str) -> list[str]:
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


def _entries_in_markdown(text: Source) -> Iterator[int]:
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
        return (new if has_suffix else _docname(new)) + rest

    def about(self, rest: str) -> str:
        """Return a query and anchor; a link to a form names the page that it is about."""
        old, new = _docname(self.source), _docname(self.target)
        return _FORM_LINK.sub(
            lambda match: match[1] + (new if match[2] == old else match[2]), rest
        )

    def _absolute(self, path: str) -> str:
        for old, new in (
            (self.source, self.target), (_docname(self.source), _docname(self.target)),
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
