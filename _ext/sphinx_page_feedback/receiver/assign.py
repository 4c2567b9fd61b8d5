"""Posted values, each assigned to a field of the form that asked, or to ``extra``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_page_feedback.model import (
    RESERVED_NAMES,
    Checkboxes,
    FieldError,
    Hidden,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_page_feedback.model import Answers, Field, Form, Posted

Values = dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """The values of one post: each is in ``answers``, in ``extra`` or among the errors.

    Attributes:
        answers: The answers to store, by the names of the form that asked.
        extra: What has no field, or does not fit the present field of an unknown version.
        errors: The problems of fields; none where the version is unknown.
    """

    answers: Answers = field(default_factory=dict)
    extra: dict[str, str | list[str]] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)


def assign(form: Form, posted: Posted, *, is_asked: bool) -> Assigned:
    """Assign what was posted.

    Args:
        form: The form as the page had it, or as it is today.
        posted: Every value of every name.
        is_asked: The page had this version, so its rules count. Else an answer that the
            form would refuse is kept in ``extra``.
    """
    values = values_by_name(form, posted)
    names = {name for item in form.fields for name in item.keys}
    assigned = Assigned(extra=_flat({n: v for n, v in values.items() if n not in names}))
    for item in form.fields:
        posted_here = {name: values[name] for name in item.keys if name in values}
        if isinstance(item, Hidden):
            _assign_hidden(item, posted_here, assigned, is_asked=is_asked)
            continue
        answers, errors = item.check(posted_here)
        errors = [*_repeated(item, posted_here), *errors]
        refused = {error.field for error in errors}
        if is_asked:
            assigned.errors.extend(errors)
        else:
            assigned.extra.update(_flat({n: v for n, v in posted_here.items() if n in refused}))
        assigned.answers.update({n: v for n, v in answers.items() if n not in refused})
    return assigned


def values_by_name(form: Form, posted: Posted) -> Values:
    """Return what was written, by the names of a form.

    Reserved names, blank values and repetitions of a value are left out, line ends are those
    of a script, and ``name[]``, as some programs write a list, is read as ``name``.

    Args:
        form: The form whose names count.
        posted: Every value of every name.
    """
    names = {name for item in form.fields for name in item.keys}
    values: Values = {}
    for name, texts in posted.items():
        if name in RESERVED_NAMES:
            continue
        bare = name.removesuffix("[]")
        written = [text.replace("\r\n", "\n") for text in texts if text.strip()]
        if written:
            values.setdefault(bare if bare in names else name, []).extend(written)
    return {name: list(dict.fromkeys(texts)) for name, texts in values.items()}


def _flat(values: Mapping[str, list[str]]) -> dict[str, str | list[str]]:
    return {name: item[0] if len(item) == 1 else item for name, item in values.items()}


def _assign_hidden(item: Hidden, posted: Values, assigned: Assigned, *, is_asked: bool) -> None:
    """Store the value that the form has; another one that was posted proves nothing."""
    texts = posted.get(item.name, [])
    other = [text for text in texts if text != item.value]
    assigned.extra.update(_flat({item.name: other} if other else {}))
    # The present form need not be the one of an unknown version: there only a post shows that
    # the page had this value.
    if is_asked or item.value in texts:
        assigned.answers[item.name] = item.value


def _repeated(item: Field, posted: Values) -> list[FieldError]:
    """Return an error for each name that takes one answer and has two."""
    if isinstance(item, Checkboxes | Hidden):
        return []
    message = f"Give one answer to “{item.label}”"
    return [
        FieldError(field=name, code="repeated", message=message)
        for name, texts in posted.items()
        if len(texts) > 1
    ]
