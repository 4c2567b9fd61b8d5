"""Answers to an earlier version of a form, read under the names of the present one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .fields import Hidden

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .form import Form
    from .question import Answers

Extra = dict[str, Any]
"""What was sent under names that are no field's, and what reading has renamed, as it was sent."""


def present_row(
    row: Mapping[str, Any], forms: Mapping[str, Form], docnames: Mapping[str, str]
) -> dict[str, Any]:
    """Read a stored row under the present names of its page, fields and options.

    Args:
        row: The row as it was stored, with ``form``, ``page``, ``answers`` and ``extra``.
        forms: The forms of the site at present.
        docnames: The present docname of each page, by its present and former ones.

    Returns:
        The row; what has another name now stands in ``extra`` as it was stored.
    """
    form = forms.get(_text(row.get("form")))
    answers, extra = apply_renames(form, row.get("answers") or {}, row.get("extra"))
    stored = _text(row.get("page"))
    page = docnames.get(stored, stored)
    if page != stored:
        # No reader's word is ever stored as `page`: the name is reserved.
        extra.setdefault("page", stored)
    return {**row, "page": page, "answers": answers, "extra": extra}


def without_addresses(row: Mapping[str, Any], forms: Mapping[str, Form]) -> dict[str, Any]:
    """Return a row without what stands in a field that asks for an e-mail address.

    Args:
        row: With ``form``, ``answers`` and ``extra``.
        forms: The forms of the site at present.
    """
    form = forms.get(_text(row.get("form")))
    names = form.email_names if form else frozenset()
    parts = {key: row.get(key) or {} for key in ("answers", "extra")}
    return {
        **row,
        **{
            key: {name: value for name, value in part.items() if name not in names}
            for key, part in parts.items()
        },
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def apply_renames(
    form: Form | None, answers: Mapping[str, Any], extra: Mapping[str, Any] | None = None
) -> tuple[Answers, Extra]:
    """Read stored answers under the present names of fields and options.

    Nothing is lost, and reading twice gives the same as reading once. Where an answer is
    there under the present name already, it wins, and the other stays in ``extra`` only.

    Args:
        form: The form as it is at present; ``None`` if the site has it no more.
        answers: The answers as they were asked, by name.
        extra: What was stored under names that were no field's. Whatever of it the form
            asks at present, or asked under a former name, becomes an answer, if the form
            would accept it: nothing has checked it before.

    Returns:
        The answers, and ``extra`` with each answer whose name or value has changed,
        under the name and with the value that it was stored with.
    """
    kept: Extra = dict(extra or {})
    if form is None or not (extra or form.renames):
        return dict(answers), kept
    renames = form.renames
    present: Answers = {}
    # Present names first, so that an answer under one wins.
    for name in sorted(answers, key=lambda name: name in renames.names):
        value = answers[name]
        key = renames.names.get(name, name)
        if key != name and kept.get(name, value) != value:
            key = name  # the place in `extra` is taken by something else
        renamed = renames.present_value(key, value)
        if key != name or renamed != value:
            kept.setdefault(name, value)
        present.setdefault(key, renamed)
    if extra:
        for key, value in _accepted(form, extra):
            present.setdefault(key, value)
    return present, kept


def _accepted(form: Form, extra: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what of ``extra`` the form would accept as answers, under present names."""
    for name in sorted(extra, key=lambda name: name not in form.fields_by_key):
        key = form.renames.names.get(name, name)
        field = form.fields_by_key.get(key)
        # A hidden value is the form's: another one in `extra` is no answer.
        if field is None or isinstance(field, Hidden):
            continue
        items = extra[name] if isinstance(extra[name], list) else [extra[name]]
        if all(isinstance(item, str | int) for item in items):
            texts = form.renames.present_value(key, [str(item) for item in items])
            answers, errors = field.check({key: texts})
            if not errors:
                yield from answers.items()
