"""Small counts that could point to a person, hidden so that nobody can work them out."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from .table import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .table import Table

FEWEST = 5
"""A count from 1 to one under this is hidden where it tells who answered."""

Grid = list[list[int]]
Place = tuple[int, int]
Node = tuple[str, int]


def suppress(table: Table) -> Table:
    """Return a table as it may be published.

    Whoever reads the report knows the total of each row, from the table of that question or
    code alone, and how many answers each column is about, to which the column adds up where
    every answer is in one row only. A hidden count must have another possible value under all
    of that, unless those totals alone give it away, as where everybody chose the same.

    Args:
        table: With whole numbers in every cell.
    """
    if not table.sizes:
        return table
    grid: Grid = [[int(cell) for cell in cells] for _, cells in table.rows]
    hidden = hide(grid, table.sizes, columns_add_up=table.disjoint)
    rows = tuple(
        (label, tuple(HIDDEN if (r, c) in hidden else cell for c, cell in enumerate(cells)))
        for r, (label, cells) in enumerate(table.rows)
    )
    return replace(table, rows=rows)


def hide(grid: Grid, sizes: Sequence[int], *, columns_add_up: bool) -> set[Place]:
    """Return the cells to hide: those that are small, and enough others.

    Args:
        grid: The counts, a list a row.
        sizes: How many answers each column is about, which no count of it exceeds.
        columns_add_up: Whether the counts of a column add up to that.
    """
    small = {
        (r, c)
        for r, cells in enumerate(grid)
        for c, count in enumerate(cells)
        if 0 < count < FEWEST
    }
    hidden = set(small)
    while exposed := sorted(
        place
        for place in small
        if not _may_differ(grid, sizes, hidden, place, columns_add_up=columns_add_up)
    ):
        more = _partner(grid, sizes, hidden, exposed[0], columns_add_up=columns_add_up)
        if not more:
            # The whole table is one row or column: nothing else is left to hide.
            return {(r, c) for r, cells in enumerate(grid) for c in range(len(cells))}
        hidden |= more
    return hidden


def _partner(
    grid: Grid, sizes: Sequence[int], hidden: set[Place], place: Place, *, columns_add_up: bool
) -> set[Place]:
    """Return the cheapest cells that hide a place: those whose counts are the smallest together.

    With both totals known, a cell is hidden together with one in its row, one in its column and
    the one where these two cross.
    """
    row, column = place
    in_row = [c for c in range(len(grid[row])) if c != column]
    if not columns_add_up:
        options = [{(row, c)} for c in in_row]
    else:
        options = [
            {(row, c), (r, column), (r, c)}
            for c in in_row
            for r in range(len(grid))
            if r != row
        ]
    options = [option - hidden for option in options]
    usable = [
        option
        for option in options
        if option
        and _may_differ(grid, sizes, hidden | option, place, columns_add_up=columns_add_up)
    ]
    return min(usable, key=lambda option: (_cost(grid, option), sorted(option)), default=set())


def _cost(grid: Grid, places: set[Place]) -> int:
    return sum(grid[r][c] for r, c in places)


def _may_differ(
    grid: Grid, sizes: Sequence[int], hidden: set[Place], place: Place, *, columns_add_up: bool
) -> bool:
    """Return whether a hidden count could be another whole number with the same totals.

    Rows and columns are the nodes of a graph. A hidden cell leads from its row to its column
    where it may be one more, and back where it may be one less. A count can change if a circle
    leads through its cell (the totals are those of a transportation problem, of which every
    change is made of such circles). Where columns do not add up, all of them are one node.
    """
    edges: dict[Node, list[Node]] = {}

    def nodes(cell: Place) -> tuple[Node, Node]:
        return ("row", cell[0]), ("column", cell[1] if columns_add_up else -1)

    def may_grow(cell: Place) -> bool:
        return grid[cell[0]][cell[1]] < sizes[cell[1]]

    for cell in hidden - {place}:
        row, column = nodes(cell)
        if may_grow(cell):
            edges.setdefault(row, []).append(column)
        if grid[cell[0]][cell[1]] > 0:
            edges.setdefault(column, []).append(row)
    row, column = nodes(place)
    # Its own count is small and not zero, so it may always be one less.
    return (may_grow(place) and _leads(edges, column, row)) or _leads(edges, row, column)


def _leads(edges: Mapping[Node, Sequence[Node]], start: Node, end: Node) -> bool:
    waiting, seen = deque([start]), {start}
    while waiting:
        node = waiting.popleft()
        if node == end:
            return True
        for following in edges.get(node, ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return False
