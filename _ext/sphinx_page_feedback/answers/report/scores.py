"""The tables of scores: how many gave which, how many gave none, and the median."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from .dataset import NONE
from .table import Table, headline, middle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_page_feedback.answers import Answer

    from .dataset import Dataset


def score_row(
    label: str, answers: Sequence[Answer], key: str, points: int
) -> tuple[str, tuple[int | str, ...]]:
    """Return a row: how many scored, how many did not, each score's count, and the median.

    Args:
        label: Of the row.
        answers: To the form.
        key: The name under which the score is stored.
        points: The highest score.
    """
    # Not every service checks what is sent: what is no point of the scale is no score.
    given = (answer.values.get(key) for answer in answers)
    scores = [value for value in given if type(value) is int and 1 <= value <= points]
    counts = Counter(scores)
    spread = [counts[point] for point in range(1, points + 1)]
    return label, (len(scores), len(answers) - len(scores), *spread, middle(scores))


def score_table(  # noqa: PLR0913, PLR0917 (the parts of a table)
    dataset: Dataset,
    name: str,
    subject: str,
    caption: str,
    points: int,
    rows: Sequence[tuple[str, tuple[int | str, ...]]],
    base: int,
) -> Table:
    """Return the table of a scale, or of one scale of a matrix.

    Args:
        dataset: Of the report.
        name: Of the table.
        subject: What was scored, for the headline.
        caption: What was asked, and what both ends mean.
        points: The highest score.
        rows: What ``score_row`` returned for each item.
        base: How many answers the form has.
    """
    medians = [(label, float(cells[-1])) for label, cells in rows if cells[-1] != "–"]
    highest = max(medians, key=lambda row: row[1], default=None)
    tie = [row for row in medians if highest and row[1] == highest[1]]
    title = headline(subject, "too few scores for a median")
    if highest and len(rows) == 1:
        title = headline(subject, f"the median score is {highest[1]:g}")
    elif highest and len(tie) == 1:
        title = headline(subject, f"highest median, {highest[0]} ({highest[1]:g})")
    elif highest:
        title = headline(subject, f"highest median {highest[1]:g}, shared by {len(tie)}")
    return Table(
        name=name,
        title=title,
        caption=dataset.caption(caption, base),
        head=("Item", "Scored", NONE, *map(str, range(1, points + 1)), "Median"),
        rows=tuple(rows),
        base=base,
    )
