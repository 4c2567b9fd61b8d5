"""``moved.toml``: the pages that have moved, and where each of them is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .toml_files import FormFile


def read_moved(file: FormFile) -> tuple[Mapping[str, str], list[Problem]]:
    """Resolve the table of moved pages.

    Args:
        file: ``moved.toml``, with a docname for each former docname.

    Returns:
        The present docname of each moved page, by former docname; and every mistake.
    """
    problems = [
        _problem(file, old, *mistake)
        for old, new in file.data.items()
        if (mistake := _mistake(old, new))
    ]
    if problems:
        return {}, problems
    moves: Mapping[str, str] = file.data
    loops = [*_loops(moves)]
    if loops:
        cure = "Take out the line of the page that is there now."
        return {}, [
            _problem(file, loop[0], f"the moves lead in a loop: {' → '.join(loop)}", cure)
            for loop in loops
        ]
    return {old: _last(_way(moves, old)) for old in moves}, []


def _mistake(old: str, new: object) -> tuple[str, str] | None:
    """Return cause and cure if a line is no move of one page to another."""
    # TOML reads an unquoted name with a dot, such as guide.old, as a table in a table.
    if isinstance(new, dict):
        return f'"{old}" is a table', 'Put whole docnames in quotes, as in "old/a" = "new/a".'
    if not isinstance(new, str):
        return f"{new!r} is not a docname", 'Write "old/docname" = "new/docname".'
    for docname in (old, new):
        if not docname or docname != docname.strip(" /"):
            cure = "Write the path from the source folder, as in report/status."
            return f'"{docname}" is not a docname', cure
    return None


def _way(moves: Mapping[str, str], old: str) -> list[str]:
    """Return the docnames from ``old`` to where it ends, or to the first that comes again."""
    way = [old]
    while way[-1] in moves:
        way.append(moves[way[-1]])
        # A loop: without this the walk would not end.
        if way[-1] in way[:-1]:
            break
    return way


def _last(way: list[str]) -> str:
    return way[-1]


def _loops(moves: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield each loop once, from and to its first line."""
    seen: set[str] = set()
    for old in moves:
        way = _way(moves, old)
        # Not a chain that leads into a loop: its line need not change.
        if way[-1] == old and old not in seen:
            seen.update(way)
            yield way


def _problem(file: FormFile, old: str, cause: str, cure: str) -> Problem:
    place = f"{file.place}:{line}" if (line := file.line_of_key(old)) else file.place
    return Problem(Code.MOVED_PAGE, cause, cure, place=place, subject=f'"{old}"')
