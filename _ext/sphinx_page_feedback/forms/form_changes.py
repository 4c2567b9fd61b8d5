"""Changes of one form: its texts, its dates, and which fields it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .change import Change, Effect, became
from .field_changes import compare_fields
from .item_changes import pair

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_page_feedback.model import Form

    from .item_changes import Step

_AFTERWARDS = {"thanks"}
"""Texts that are read when the answers are sent."""


def compare_form(before: Form, after: Form) -> Iterator[Change]:
    """Compare a form with what it was before.

    Args:
        before: The former form.
        after: The present one.
    """
    for field, (effect, kind, text) in _compare(before, after):
        subject = f'the field "{field}": ' if field else ""
        line = f"{subject}{text}"
        yield Change(effect=effect, kind=kind, text=line, form=after.name, field=field)


def _compare(before: Form, after: Form) -> Iterator[tuple[str, Step]]:
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    skipped = {"name", "fields"}
    if "intro" not in before.model_fields_set & after.model_fields_set:
        skipped.add("intro")  # manifests of the first release have none
    for key in (key for key in new if key not in skipped):
        if old[key] != new[key]:
            yield "", _compare_key(key, old[key], new[key])
    yield from _compare_field_lists(_by_name(old["fields"]), _by_name(new["fields"]))


def _by_name(fields: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in fields}


def _compare_key(key: str, old: Any, new: Any) -> Step:
    if key in {"opens", "closes"}:
        return _date(key, old, new)
    if key in {"keep", "keep_email"}:
        # Never shorter for answers that are stored: see `data expire` (docs/decisions/0136).
        periods = [text or "as long as nobody deletes them" for text in (new, old)]
        what = "answers" if key == "keep" else "e-mail addresses"
        return Effect.HARMLESS, key, "new {} are kept {}, not {}".format(what, *periods)
    if key == "drafts":
        return Effect.HARMLESS, key, f"drafts stay on a device for {new}, not {old}"
    if key in _AFTERWARDS:
        return Effect.HARMLESS, key, f"{key} was reworded: “{new}”"
    # A key that no rule names may change the meaning too (docs/decisions/0056).
    return Effect.MEANING, key, f"{key} {became(old, new)}"


def _date(key: str, old: str | None, new: str | None) -> Step:
    """Compare days as ISO 8601 writes them, which sort as text."""
    text = f"it {key} on {new}" if new else f"it {key} on no day"
    text += f", not on {old}" if old else ""
    first, last = sorted([old or new or "", new or ""])
    is_narrower = bool(new) and (not old or new == (first if key == "closes" else last))
    shut = f"those pages can send nothing {'after' if key == 'closes' else 'before'} {new}"
    if is_narrower:
        return Effect.OPEN_PAGES, key, f"{text}; {shut}"
    return Effect.HARMLESS, key, text


def _compare_field_lists(
    old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]]
) -> Iterator[tuple[str, Step]]:
    pairs = pair(old, new)
    added = [name for name in new if name not in pairs]
    for name, field in old.items():
        if name not in pairs.values():
            yield name, _removed(field, [new[key] for key in added])
    for name, field in new.items():
        if name in pairs:
            yield from ((name, step) for step in compare_fields(old[pairs[name]], field))
        elif field.get("required"):
            text = "it is new and has to be answered; answers from those pages lack it"
            yield name, (Effect.OPEN_PAGES, "added", text)
        else:
            yield name, (Effect.HARMLESS, "added", "it is new")
    now = [name for name in new if name in pairs]
    if [pairs[name] for name in now] != [name for name in old if name in pairs.values()]:
        text = f"the fields have another order: {', '.join(now)}"
        yield "", (Effect.MEANING, "order", text)


def _removed(field: Mapping[str, Any], added: list[dict[str, Any]]) -> Step:
    text = "it is gone"
    # A hidden field has no label: its value stands for it.
    asks = field.get("label", field.get("value"))
    if same := [
        other["name"] for other in added if asks in {other.get("label"), other.get("value")}
    ]:
        text += f'; if it is "{same[0]}" now, say so there: was = ["{field["name"]}"]'
    return Effect.EXPORTS, "removed", text
