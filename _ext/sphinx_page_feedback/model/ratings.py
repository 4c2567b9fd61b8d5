"""The field types that ask for scores: one scale, or a matrix of them."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Limits

from .question import (
    Answers,
    FieldError,
    FormerNames,
    Key,
    MessageCode,
    NonBlank,
    Part,
    Points,
    Posted,
    Question,
    mistake,
    require_distinct,
    require_distinct_history,
)


class Rating(Part):
    """One scale of a matrix, from 1 to ``points``, with the meaning of both ends."""

    name: Key
    was: FormerNames = ()
    label: NonBlank
    points: Points = 5
    low: NonBlank
    high: NonBlank


class Scale(Question):
    """One rating from 1 to ``points``, with the meaning of both ends."""

    type: Literal["scale"]
    points: Points = 5
    low: NonBlank
    high: NonBlank

    message_templates: ClassVar[dict[MessageCode, str]] = {
        "missing": "Select {what}",
        "choice": "Select a score from the list for “{label}”",
    }

    def problem_with(self, value: str) -> MessageCode | None:
        """Require a whole number from 1 to ``points``, without sign or spaces."""
        return None if value in map(str, range(1, self.points + 1)) else "choice"

    def parse(self, value: str) -> str | int:
        """Return the rating as a number."""
        return int(value)


class MatrixRow(Part):
    """One row of a matrix: ``value`` is its stable key, ``label`` may be reworded."""

    value: Key
    was: FormerNames = ()
    label: NonBlank


def _not_required(required: Any) -> Any:
    if required is True:
        cause = "a matrix cannot be required: a reader may leave any rating open"
        raise mistake(cause, "Leave it out.")
    return required


class Matrix(Question):
    """Rows, each rated on one or more scales; every cell may stay unanswered."""

    type: Literal["matrix"]
    required: Annotated[Literal[False], BeforeValidator(_not_required)] = False
    rows: Annotated[tuple[MatrixRow, ...], Limits(min_length=1)]
    scales: Annotated[tuple[Rating, ...], Limits(min_length=1)]

    message_templates: ClassVar[dict[MessageCode, str]] = {
        "choice": "Select a score from the list for “{label}”",
    }

    @model_validator(mode="after")
    def _rows_and_scales_are_distinct(self) -> Self:
        require_distinct([row.value for row in self.rows], "row value")
        require_distinct([scale.name for scale in self.scales], "scale name")
        require_distinct_history(((row.value, row.was) for row in self.rows), "row value")
        require_distinct_history(
            ((scale.name, scale.was) for scale in self.scales), "scale name"
        )
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of its cells."""
        return tuple(name for _, _, name in self.cells)

    @property
    def cells(self) -> tuple[tuple[MatrixRow, Rating, str], ...]:
        """Each row with each scale and the name of that cell."""
        return tuple(
            (row, scale, f"{self.name}__{row.value}__{scale.name}")
            for row in self.rows
            for scale in self.scales
        )

    def check(self, posted: Posted) -> tuple[Answers, list[FieldError]]:
        """Validate each cell by itself; cells without a rating give no answer."""
        answers: Answers = {}
        errors: list[FieldError] = []
        for _, scale, key in self.cells:
            value = next(iter(posted.get(key, ())), "")
            # int() would also accept +3, 03 and digits of other scripts.
            if value and value not in map(str, range(1, scale.points + 1)):
                errors.append(
                    FieldError(field=key, code="choice", message=self.message("choice"))
                )
            elif value:
                answers[key] = int(value)
        return answers, errors
