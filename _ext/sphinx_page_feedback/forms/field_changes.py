"""Changes of one field: its words, its rules and its items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .change import Effect, became
from .item_changes import Items, lost_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .item_changes import Step

_SILENT = {"messages", "autocomplete", "remember"}
"""Keys that change neither questions nor answers."""
_IDENTITY = {"name", "type", "was"}
_ITEMS = {"options": ("option", "value"), "rows": ("row", "value"), "scales": ("scale", "name")}


def compare_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Step]:
    """Compare a field with what it was before.

    Args:
        old: Its former keys, as in the manifest.
        new: Its present ones.

    Yields:
        Effect, kind and text of each change; none only if no key has changed.
    """
    yield from _compare_identity(old, new)
    keys = [key for key in dict.fromkeys([*old, *new]) if key not in _IDENTITY]
    # Keys that only one of the two types has follow from the change of type.
    if old["type"] != new["type"]:
        keys = [key for key in keys if key in old and key in new]
    changed = [key for key in keys if old.get(key) != new.get(key)]
    for key in changed:
        # A label stands in most messages too, and needs no second line.
        if key != "messages" or changed == ["messages"]:
            yield from _compare_key(key, old.get(key), new.get(key))


def _compare_identity(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Step]:
    if old["type"] != new["type"]:
        yield Effect.EXPORTS, "type", f"it was {old['type']} and is {new['type']}"
    if old["name"] != new["name"]:
        text = f'it was called "{old["name"]}", and `was` says so'
        yield Effect.HARMLESS, "renamed", text
    elif lost := lost_names(old, new):
        text = f"it no longer says that it was {lost}: answers to that stand apart again"
        yield Effect.EXPORTS, "was", text
    elif old.get("was") != new.get("was"):
        yield Effect.HARMLESS, "was", "`was` has more names"


def _compare_key(key: str, old: Any, new: Any) -> Iterator[Step]:
    """Yield the changes of a key whose values differ."""
    if key in _ITEMS and isinstance(old, list) and isinstance(new, list):
        noun, name = _ITEMS[key]
        before, after = [*_flatten(old)], [*_flatten(new)]
        yield from Items(noun=noun, key=name, before=before, after=after).changes()
    # The `rows` of a textarea are its height; those of a matrix are lists.
    elif key in _SILENT or key == "rows":
        yield Effect.HARMLESS, key, f"{key} changed"
    elif key == "required":
        yield _required(is_required=bool(new))
    elif key in {"min_length", "max_length"}:
        yield _limit(key, old, new)
    elif key == "value":
        yield Effect.EXPORTS, key, f"its value {became(old, new)}"
    else:
        # A key that no rule names may change the meaning too (docs/decisions/0056).
        yield Effect.MEANING, key, f"{key} {became(old, new)}"


def _required(*, is_required: bool) -> Step:
    if is_required:
        text = "it has to be answered; answers from those pages may lack it"
        return Effect.OPEN_PAGES, "required", text
    return Effect.HARMLESS, "required", "it may stay empty"


def _limit(key: str, old: int, new: int) -> Step:
    text = f"{key} was {old} and is {new}"
    # A higher maximum and a lower minimum accept all that was accepted before.
    if (new > old) == (key == "max_length"):
        return Effect.HARMLESS, key, text
    return Effect.OPEN_PAGES, key, f"{text}; answers from those pages may not keep to it"


def _flatten(items: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield options with the heading of their group as a key of theirs."""
    for item in items:
        if "group" in item:
            yield from ({**option, "group": item["group"]} for option in item["options"])
        else:
            yield item
