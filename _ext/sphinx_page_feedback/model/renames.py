"""The former names of fields, options, rows and scales (``was``), and what they clash with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from .fields import Checkboxes, Radio, Select
from .ratings import Matrix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .fields import Field


@dataclass(frozen=True, kw_only=True)
class Renames:
    """What the ``was`` of a form's fields, options, rows and scales say.

    Attributes:
        names: The present name under which an answer is stored, by former name; of several
            former names of one field the latest comes first.
        values: For each present name whose options have changed, the present value by
            former value.
    """

    names: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

    def __bool__(self) -> bool:
        """Return whether any name or value has changed."""
        return bool(self.names or self.values)

    @classmethod
    def of(cls, fields: Iterable[Field]) -> Self:
        """Collect the former names of all fields.

        Args:
            fields: The fields of one form.
        """
        fields = tuple(fields)
        values = {
            field.name: {
                former: option.value
                for option in field.flat_options
                for former in option.was
                if former != option.value
            }
            for field in fields
            # Rows and scales of a matrix are parts of names, not values: see _former_names.
            if isinstance(field, Select | Radio | Checkboxes)
        }
        return cls(
            names={former: key for field in fields for former, key in _former_names(field)},
            values={name: renamed for name, renamed in values.items() if renamed},
        )

    def present_value(self, name: str, value: Any) -> Any:
        """Return what an answer's options are called at present.

        Args:
            name: The present name of the field.
            value: The answer; several options are a list.
        """
        renamed = self.values.get(name, {})
        if isinstance(value, str):
            return renamed.get(value, value)
        if not isinstance(value, list) or renamed.keys().isdisjoint(value):
            return value
        return list(dict.fromkeys(renamed.get(item, item) for item in value))  # two became one


def find_name_clashes(fields: Sequence[Field]) -> Iterator[tuple[int, str, str]]:
    """Find names, present or former, that two fields of a form share.

    Args:
        fields: The fields of one form, in order.

    Yields:
        The place of a field, from 0, with cause and cure.
    """
    owners: dict[str, int] = {}
    for place, field in enumerate(fields):
        if field.name in owners:
            cause = f'a second field with the name "{field.name}"'
            yield place, cause, "Give each field a name of its own."
        elif twice := sorted({*field.keys} & owners.keys()) or _repeated(field.keys):
            yield place, f'two answers with the name "{twice[0]}"', "Rename one of them."
        owners |= dict.fromkeys((field.name, *field.keys), place)
    for place, field in enumerate(fields):
        former = dict.fromkeys([*field.was, *(name for name, _ in _former_names(field))])
        for name in former:
            if owners.setdefault(name, place) != place:
                other = fields[owners[name]].name
                cause = f'the former name "{name}" is a name of the field "{other}" too'
                yield place, cause, "Take it out of the `was` of one of them."


def _repeated(keys: Sequence[str]) -> list[str]:
    return [key for key in keys if keys.count(key) > 1]


def _former_names(field: Field) -> Iterator[tuple[str, str]]:
    """Yield each former name of an answer with its present name."""
    if not isinstance(field, Matrix):
        yield from ((former, field.name) for former in field.was if former != field.name)
        return
    for row, scale, key in field.cells:
        # Each of the three parts may have been renamed at another time.
        for name in (field.name, *field.was):
            for row_value in (row.value, *row.was):
                for scale_name in (scale.name, *scale.was):
                    former = f"{name}__{row_value}__{scale_name}"
                    if former != key:
                        yield former, key
