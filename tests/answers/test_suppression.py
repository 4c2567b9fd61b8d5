"""Nobody can work out a hidden count of a published report, however they reckon."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from team import open_review, row

from sphinx_page_feedback.answers import BUILT_IN, Query
from sphinx_page_feedback.answers.report import FEWEST, HIDDEN, Dataset, report_tables
from sphinx_page_feedback.answers.report.suppression import hide

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_page_feedback.answers.report import Table

Grid = list[list[int]]


def ranges(
    grid: Grid, hidden: set[tuple[int, int]], sizes: list[int], *, columns_add_up: bool
) -> dict[tuple[int, int], tuple[float, float]]:
    """Return the least and the most that each hidden count can be, by linear programming."""
    places = sorted(hidden)
    index = {place: number for number, place in enumerate(places)}
    equations, values = [], []
    lines = [[(r, c) for c in range(len(grid[0]))] for r in range(len(grid))]
    if columns_add_up:
        lines += [[(r, c) for r in range(len(grid))] for c in range(len(grid[0]))]
    for line in lines:
        if inside := [place for place in line if place in hidden]:
            equation = np.zeros(len(places))
            equation[[index[place] for place in inside]] = 1
            equations.append(equation)
            values.append(sum(grid[r][c] for r, c in inside))
    bounds = [(0, sizes[c]) for _, c in places]
    result = {}
    for place in places:
        goal = np.zeros(len(places))
        goal[index[place]] = 1
        least, most = (
            linprog(sign * goal, A_eq=equations, b_eq=values, bounds=bounds) for sign in (1, -1)
        )
        assert least.success
        assert most.success
        result[place] = (round(least.fun, 6), round(-most.fun, 6))
    return result


def given_away_by_totals(
    grid: Grid, sizes: list[int], *, columns_add_up: bool
) -> set[tuple[int, int]]:
    """Return the places whose count the totals alone tell, so that no table could hide it."""
    everything = {(r, c) for r in range(len(grid)) for c in range(len(grid[0]))}
    found = ranges(grid, everything, sizes, columns_add_up=columns_add_up)
    return {place for place, (least, most) in found.items() if least == most}


def check(grid: Grid, sizes: list[int], *, columns_add_up: bool) -> None:
    hidden = hide(grid, sizes, columns_add_up=columns_add_up)
    small = {
        (r, c)
        for r, cells in enumerate(grid)
        for c, count in enumerate(cells)
        if 0 < count < FEWEST
    }
    assert small <= hidden
    if not hidden:
        return
    told = given_away_by_totals(grid, sizes, columns_add_up=columns_add_up)
    possible = ranges(grid, hidden, sizes, columns_add_up=columns_add_up)
    for place in small - told:
        least, most = possible[place]
        assert most - least >= 1


COUNTS = st.integers(0, 12) | st.sampled_from([0, 0, 1, 2, 40])


@settings(deadline=None, max_examples=40)
@given(data=st.data(), rows=st.integers(1, 5), columns=st.integers(2, 5))
def test_a_solver_finds_no_hidden_count(data: st.DataObject, rows: int, columns: int) -> None:
    """Where rows and columns add up to totals that are printed."""
    grid = [[data.draw(COUNTS) for _ in range(columns)] for _ in range(rows)]
    sizes = [sum(cells[c] for cells in grid) for c in range(columns)]
    check(grid, sizes, columns_add_up=True)


@settings(deadline=None, max_examples=40)
@given(data=st.data(), rows=st.integers(1, 5), columns=st.integers(2, 5))
def test_nor_where_an_answer_can_be_in_several_rows(
    data: st.DataObject, rows: int, columns: int
) -> None:
    """Then no count exceeds the number of those whom its column is about."""
    sizes = [data.draw(st.integers(0, 14)) for _ in range(columns)]
    grid = [[data.draw(st.integers(0, size)) for size in sizes] for _ in range(rows)]
    check(grid, sizes, columns_add_up=False)


def one_way(tables: dict[str, Table], name: str) -> dict[str, int]:
    return {label: int(cells[0]) for label, cells in tables[name].rows}


@pytest.mark.parametrize("seed", [7, pytest.param(2027, marks=pytest.mark.slow)])
def test_nothing_in_a_whole_report_tells_a_hidden_count(seed: int, tmp_path: Path) -> None:
    """From the printed tables alone, and from what two of them say together."""
    rng = random.Random(seed)
    rows = [
        row(
            number,
            nature=rng.choices(["for", "against", ""], [70, 5, 2])[0],
            role=rng.choices(["nhs", "council", ""], [80, 6, 3])[0],
            topics=[one for one in ("data", "money") if rng.random() < 0.1],
        )
        for number in range(90)
    ]
    review = open_review(tmp_path, rows)
    for answer in rng.sample(review.answers.rows, 9):
        review.decide(
            "Ann", "code", answer.submission_id, code="other", stance="", applies=True
        )
    dataset = Dataset(
        review=review, query=Query(), codes=BUILT_IN, pages={}, groups=("role", "nature")
    )
    printed = {one.name: one for one in report_tables(dataset, publish=True)}
    true = {one.name: one for one in report_tables(dataset, publish=False)}
    crossed = {name: one for name, one in printed.items() if one.sizes}
    assert {name.rpartition("-by-")[2] for name in crossed} == {"role"}  # one group, one report
    roles = one_way(printed, "page-role")
    found = 0
    for name, one in crossed.items():
        assert dict(zip(one.head[1:], one.sizes, strict=True)) == roles
        grid = [[int(cell) for cell in cells] for _, cells in true[name].rows]
        hidden = {
            (r, c)
            for r, (_, cells) in enumerate(one.rows)
            for c, cell in enumerate(cells)
            if cell == HIDDEN
        }
        found += len(hidden)
        subject = name.removeprefix("page-").partition("-by-")[0]
        margins = one_way(printed, "codes" if subject == "codes" else f"page-{subject}")
        for label, cells in true[name].rows:
            assert sum(map(int, cells)) == margins[label]
        small = {place for place in hidden if 0 < grid[place[0]][place[1]] < FEWEST}
        sizes = list(one.sizes)
        told = given_away_by_totals(grid, sizes, columns_add_up=one.disjoint)
        for place, (least, most) in ranges(
            grid, hidden, sizes, columns_add_up=one.disjoint
        ).items():
            assert place not in small - told or most - least >= 1
        shown = Counter(cell for _, cells in one.rows for cell in cells)
        assert not {1, 2, 3, 4} & {cell for cell in shown if isinstance(cell, int)}
    assert found >= 6
