"""The tables of a report that cross what was said with who said it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_page_feedback.model import Checkboxes, Radio, Select

from .dataset import NONE, labels_of
from .table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_page_feedback.answers import Answer
    from sphinx_page_feedback.model import Form

    from .dataset import Dataset


def crossed_tables(dataset: Dataset, form: Form, *, publish: bool) -> Iterator[Table]:
    """Yield each choice of a form, and the codes, by each group of those who answered.

    Args:
        dataset: Of the report; its ``groups`` name the fields that say who answered.
        form: One of its forms.
        publish: Whether it is for everybody. Then there is one group only, the first that the
            form asks for: tables of two can tell together what each hides.
    """
    asked = {field.name: field for field in form.fields}
    named = (asked.get(name) for name in dataset.groups)
    groups = [field for field in named if isinstance(field, Select | Radio)]
    for group in groups[:1] if publish else groups:
        counted = _Crossed.of(dataset, form, group)
        for field in form.fields:
            if field != group and isinstance(field, Select | Radio | Checkboxes):
                yield counted.by_choice(field)
        yield counted.by_code()


@dataclass(frozen=True, kw_only=True)
class _Crossed:
    """The columns that tables of one group share."""

    dataset: Dataset
    form: Form
    answers: Sequence[Answer]
    group: Select | Radio
    columns: dict[str, str]
    whose: dict[str, str]
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, dataset: Dataset, form: Form, group: Select | Radio) -> _Crossed:
        chosen = dataset.chosen(form, group)
        columns = {**labels_of(group, chosen), "": NONE}
        whose = {key: next(iter(those), "") for key, those in chosen.items()}
        sizes = Counter(whose.values())
        return cls(
            dataset=dataset, form=form, answers=dataset.of_form(form), group=group, columns=columns,
            whose=whose, sizes=tuple(sizes[column] for column in columns),
        )  # fmt: skip

    def by_choice(self, field: Select | Radio | Checkboxes) -> Table:
        chosen = self.dataset.chosen(self.form, field)
        rows = labels_of(field, chosen)
        disjoint = not isinstance(field, Checkboxes)
        if disjoint:
            rows[""] = NONE
            chosen = {key: those or [""] for key, those in chosen.items()}
        caption = f"“{field.label}” by “{self.group.label}”."
        return self._table(field.name, field.label, caption, rows, chosen, disjoint=disjoint)

    def by_code(self) -> Table:
        states = {
            answer.submission_id: self.dataset.review.state(answer) for answer in self.answers
        }
        rows = {code.id: code.name for code in self.dataset.codes}
        chosen = {key: list(state.codes) for key, state in states.items()}
        caption = f"By code and “{self.group.label}”; an answer may have several codes."
        return self._table("codes", "Codes", caption, rows, chosen, disjoint=False)

    def _table(  # noqa: PLR0913 (the parts of a table)
        self,
        name: str,
        title: str,
        caption: str,
        rows: dict[str, str],
        chosen: dict[str, list[str]],
        *,
        disjoint: bool,
    ) -> Table:
        counts = Counter(
            (row, self.whose[key]) for key, those in chosen.items() for row in those
        )
        return Table(
            name=f"{self.form.name}-{name}-by-{self.group.name}",
            title=f"{title}, by {self.group.label[:1].lower()}{self.group.label[1:]}",
            caption=self.dataset.caption(caption, len(self.answers)),
            head=("Answer" if disjoint else "Item", *self.columns.values()),
            rows=tuple(
                (label, tuple(counts[row, column] for column in self.columns))
                for row, label in rows.items()
            ),
            base=len(self.answers),
            sizes=self.sizes,
            disjoint=disjoint,
        )
