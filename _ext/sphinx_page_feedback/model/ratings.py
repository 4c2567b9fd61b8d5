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
    Part,
    Points,
    Posted,
    Question,
    Words,
    mistake,
    require_distinct,
    require_own_history,
)


class Rating(Part):
    """One scale of a matrix, from 1 to ``points``, with the meaning of both ends."""

    name: Key
    was: FormerNames = ()
    label: Words
    points: Points = 5
    low: Words
    high: Words


class Scale(Question):
    """One rating from 1 to ``points``, with the meaning of both ends."""

    type: Literal["scale"]
    points: Points = 5
    low: Words
    high: Words

    wording: ClassVar[dict[MessageCode, str]] = {
        "missing": "Select {what}",
        "choice": "Select a score from the list for “{label}”",
    }

    def fault(self, value: str) -> MessageCode | None:
        """Return what is wrong with a value that is not empty, if anything."""
        return None if value in map(str, range(1, self.points + 1)) else "choice"

    def stored(self, value: str) -> str | int:
        """Return what is stored for a value that is right."""
        return int(value)


class Row(Part):
    """One row of a matrix: ``value`` is its stable key, ``label`` may be reworded."""

    value: Key
    was: FormerNames = ()
    label: Words


def _left_open(required: Any) -> Any:
    if required is True:
        cause = "a matrix cannot be required: a reader may leave any rating open"
        raise mistake(cause, "Leave it out.")
    return required


class Matrix(Question):
    """Rows, each rated on one or more scales; every cell may stay unanswered."""

    type: Literal["matrix"]
    required: Annotated[Literal[False], BeforeValidator(_left_open)] = False
    rows: Annotated[tuple[Row, ...], Limits(min_length=1)]
    scales: Annotated[tuple[Rating, ...], Limits(min_length=1)]

    wording: ClassVar[dict[MessageCode, str]] = {
        "choice": "Select a score from the list for “{label}”",
    }

    @model_validator(mode="after")
    def _rows_and_scales_are_distinct(self) -> Self:
        require_distinct([row.value for row in self.rows], "row value")
        require_distinct([scale.name for scale in self.scales], "scale name")
        require_own_history(((row.value, row.was) for row in self.rows), "row value")
        require_own_history(((scale.name, scale.was) for scale in self.scales), "scale name")
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of its cells."""
        return tuple(name for _, _, name in self.cells)

    @property
    def cells(self) -> tuple[tuple[Row, Rating, str], ...]:
        """Each row with each scale and the name of that cell."""
        return tuple(
            (row, scale, f"{self.name}__{row.value}__{scale.name}")
            for row in self.rows
            for scale in self.scales
        )

    def check(self, posted: Posted) -> tuple[Answers, list[FieldError]]:
        """Read the answers from what was posted; see ``Question.check``."""
        answers: Answers = {}
        errors: list[FieldError] = []
        for _, scale, key in self.cells:
            value = next(iter(posted.get(key, ())), "")
            if value and value not in map(str, range(1, scale.points + 1)):
                errors.append(FieldError(field=key, code="choice", message=self.say("choice")))
            elif value:
                answers[key] = int(value)
        return answers, errors
