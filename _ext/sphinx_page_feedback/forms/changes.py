"""What changed between two versions of a site's forms, and what of it breaks exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_page_feedback.model import Checkboxes, Hidden, Matrix, Radio, Select

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_page_feedback.model import Field, Form


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of a form.

    Attributes:
        form: The form's name.
        what: What changed, in words.
        breaks: True when answers of before and after no longer stand in the same column.
    """

    form: str
    what: str
    breaks: bool


def compare_forms(before: Mapping[str, Form], after: Mapping[str, Form]) -> list[Change]:
    """Return what changed, form by form.

    Args:
        before: The forms of the older manifest, by name.
        after: The forms of the newer one.
    """
    changes: list[Change] = []
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            changes.append(Change(form=name, what="the form is gone", breaks=True))
        elif name not in before:
            changes.append(Change(form=name, what="a new form", breaks=False))
        else:
            told = _compare_fields(before[name], after[name])
            changes += [Change(form=name, what=what, breaks=breaks) for what, breaks in told]
    return changes


def _compare_fields(before: Form, after: Form) -> Iterator[tuple[str, bool]]:
    old = {field.name: field for field in before.fields}
    new = {field.name: field for field in after.fields}
    added = {name: field for name, field in new.items() if name not in old}
    for name, field in old.items():
        if name in new:
            yield from _compare_field(field, new[name])
        elif heir := next(
            (key for key, one in added.items() if _asks(one) == _asks(field)), None
        ):
            del added[heir]
            yield f'the field "{name}" was renamed to "{heir}"', True
        else:
            yield f'the field "{name}" is gone', True
    for name in added:
        yield f'a new field "{name}"', False
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        yield "the fields have another order", False


def _compare_field(old: Field, new: Field) -> Iterator[tuple[str, bool]]:
    name = f'the field "{new.name}"'
    if old.type != new.type:
        yield f"{name} was {old.type} and is {new.type}", True
        return
    if _asks(old) != _asks(new):
        yield f"{name} was reworded", False
    before, after = _values(old), _values(new)
    for value in [value for value in before if value not in after]:
        yield f'{name} no longer has "{value}", which stored answers may hold', True
    for value in [value for value in after if value not in before]:
        yield f'{name} has a new "{value}"', False


def _asks(field: Field) -> str:
    return field.value if isinstance(field, Hidden) else field.label


def _values(field: Field) -> tuple[str, ...]:
    """Return the stable values or names that stored answers hold."""
    if isinstance(field, Select | Radio | Checkboxes):
        return tuple(option.value for option in field.flat_options)
    return field.keys if isinstance(field, Matrix) else ()
