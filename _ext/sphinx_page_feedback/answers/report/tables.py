"""The tables of a report that look at one thing at a time."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from sphinx_page_feedback.answers import REASONS, STANCES, flow_of
from sphinx_page_feedback.model import Checkboxes, Matrix, Radio, Scale, Select

from .dataset import NONE, OTHER, labels_of
from .scores import score_row, score_table
from .table import Table, headline, leading

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_page_feedback.model import Form

    from .dataset import Dataset


def flow_table(dataset: Dataset) -> Table:
    """Return what became of every answer; no filter narrows it.

    Args:
        dataset: Of the report.
    """
    flow = flow_of(dataset.review)
    rows: list[tuple[str, tuple[int, ...]]] = [("Received", (flow.received,))]
    rows += [(f"Set aside: {REASONS[key]}", (count,)) for key, count in flow.aside.items()]
    rows += [(f"Waiting: {cause}", (count,)) for cause, count in flow.waiting.items()]
    if flow.counted_once:
        rows.append(("Near-identical texts beside the first of each", (flow.counted_once,)))
    rows.append(("Analysed", (flow.analysed,)))
    return Table(
        name="flow",
        title=f"{flow.analysed:,} of {flow.received:,} answers were analysed",
        caption="What became of every answer that was received.",
        head=("Step", "Answers"),
        rows=tuple(rows),
        base=flow.received,
    )


def day_table(dataset: Dataset) -> Table:
    """Return how many answers arrived each day, in UTC.

    Args:
        dataset: Of the report.
    """
    days = (
        answer.day if _DAY.fullmatch(answer.day) else "Unknown" for answer in dataset.answers
    )
    rows = sorted(Counter(days).items())
    busiest = max(rows, key=lambda row: row[1], default=("", 0))
    base = len(dataset.answers)
    return Table(
        name="days",
        title=f"By day: {busiest[1]:,} of {base:,} on {busiest[0]}, the most on one day",
        caption=dataset.caption("By day of arrival (UTC).", base),
        head=("Day", "Answers"),
        rows=tuple((day, (count,)) for day, count in rows),
        base=base,
    )


def page_table(dataset: Dataset) -> Table:
    """Return how many answers each page has, those without any included, and each section.

    Args:
        dataset: Of the report.
    """
    # A page that the site does not have is another page, if it is known which it has.
    known = set(dataset.pages) or {answer.page for answer in dataset.answers}
    counts = Counter(
        answer.page if answer.page in known else OTHER for answer in dataset.answers
    )
    with_form = [name for name, page in dataset.pages.items() if page.form]
    names = dict.fromkeys([*(name for name, _ in counts.most_common()), *sorted(with_form)])
    titles = _titles(dataset, names)
    sections = Counter(
        f"{titles[answer.page]} § {dataset.pages[answer.page].section_title(answer.section)}"
        for answer in dataset.answers
        if answer.page in dataset.pages and answer.section in dataset.pages[answer.page].anchors
    )
    without = sum(not counts[name] for name in names)
    base = len(dataset.answers)
    title = leading("By page", [(titles[name], count) for name, count in counts.items()], base)
    if without:
        title += f"; {without:,} page{'' if without == 1 else 's'} without any"
    text = "By the page that they are about; by a section only where a link named it."
    return Table(
        name="pages",
        title=title,
        caption=dataset.caption(text, base),
        head=("Page", "Answers"),
        rows=(
            *((titles[name], (counts[name],)) for name in names),
            *((label, (count,)) for label, count in sorted(sections.items())),
        ),
        base=base,
        shares=True,
    )


def _titles(dataset: Dataset, names: Iterable[str]) -> dict[str, str]:
    """Return the title of each page, and its name where two have the same title."""
    titles = {name: dataset.page_title(name) for name in names}
    counts = Counter(titles.values())
    return {
        name: f"{title} ({name})" if counts[title] > 1 else title
        for name, title in titles.items()
    }


def channel_table(dataset: Dataset) -> Table:
    """Return which way led readers to the form.

    Args:
        dataset: Of the report.
    """
    names = {"": "The page itself", "pdf": "A link in the PDF"}
    counts = Counter(names.get(answer.came_from, "Another way") for answer in dataset.answers)
    rows = counts.most_common()
    return Table(
        name="channels",
        title=leading("By the way to the form", rows, len(dataset.answers)),
        caption=dataset.caption("By the way to the form.", len(dataset.answers)),
        head=("Way", "Answers"),
        rows=tuple((way, (count,)) for way, count in rows),
        base=len(dataset.answers),
        shares=True,
    )


def code_table(dataset: Dataset) -> Table:
    """Return how many answers have each code, by the stance to it.

    Args:
        dataset: Of the report.
    """
    states = [dataset.review.state(answer) for answer in dataset.answers]
    rows = []
    for code in dataset.codes:
        stances = Counter(state.codes[code.id] for state in states if code.id in state.codes)
        rows.append((code.name, (sum(stances.values()), *(stances[one] for one in STANCES))))
    uncoded = sum(not state.codes for state in states)
    rows.append(("Without a code", (uncoded, *(0 for _ in STANCES))))
    return Table(
        name="codes",
        title=leading(
            "By code", [(label, cells[0]) for label, cells in rows[:-1]], len(states)
        ),
        caption=dataset.caption("By code; an answer may have several.", len(states)),
        head=("Code", "Answers", *(stance.capitalize() or "No stance" for stance in STANCES)),
        rows=tuple(rows),
        base=len(states),
        shares=True,
    )


def form_tables(dataset: Dataset, form: Form) -> Iterator[Table]:
    """Yield a table for each question of a form that has options or scores.

    Args:
        dataset: Of the report.
        form: One of its forms.
    """
    answers = dataset.of_form(form)
    for field in form.fields:
        name = f"{form.name}-{field.name}"
        if isinstance(field, Select | Radio | Checkboxes):
            chosen = dataset.chosen(form, field)
            labels = labels_of(field, chosen)
            counts = Counter(one for those in chosen.values() for one in those)
            none = sum(not those for those in chosen.values())
            rows = [(labels[value], (counts[value],)) for value in labels]
            ticks = " Several answers could be chosen." if isinstance(field, Checkboxes) else ""
            yield Table(
                name=name,
                title=leading(
                    field.label, [(label, cells[0]) for label, cells in rows], len(answers)
                ),
                caption=dataset.caption(f"“{field.label}”{ticks}", len(answers)),
                head=("Answer", "Answers"),
                rows=(*rows, (NONE, (none,))),
                base=len(answers),
                shares=True,
            )
        elif isinstance(field, Scale):
            points = field.points
            caption = f"“{field.label}”, from 1 ({field.low}) to {points} ({field.high})."
            rows_ = [score_row(field.label, answers, field.name, points)]
            yield score_table(dataset, name, field.label, caption, points, rows_, len(answers))
        elif isinstance(field, Matrix):
            for scale in field.scales:
                caption = f"“{field.label}”: {scale.label}, from 1 ({scale.low}) to {scale.points} ({scale.high})."
                scored = [
                    score_row(row.label, answers, key, scale.points)
                    for row, one, key in field.cells
                    if one == scale
                ]
                yield score_table(
                    dataset,
                    f"{name}-{scale.name}",
                    headline(field.label, scale.label),
                    caption,
                    scale.points,
                    scored,
                    len(answers),
                )
