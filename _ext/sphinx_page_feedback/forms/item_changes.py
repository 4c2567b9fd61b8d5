"""Changes of the items of a field: options, rows and scales."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .change import Effect, became

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Step = tuple[Effect, str, str]
"""Effect, kind and text of a change; the caller adds the form."""


@dataclass(frozen=True, kw_only=True)
class Items:
    """The items of one list, before and after.

    Attributes:
        noun: What an item is, as in ``option``.
        key: The key that stored answers hold, as in ``value``.
        before: The former items.
        after: The present ones.
    """

    noun: str
    key: str
    before: Sequence[Mapping[str, Any]]
    after: Sequence[Mapping[str, Any]]

    def changes(self) -> Iterator[Step]:
        """Compare the items."""
        old = {item[self.key]: item for item in self.before}
        new = {item[self.key]: item for item in self.after}
        pairs = pair(old, new)
        for name, item in old.items():
            if name not in pairs.values():
                yield self._removed(name, item, [new[key] for key in new if key not in pairs])
        for name, item in new.items():
            if name in pairs:
                yield from self._compare(old[pairs[name]], item)
            else:
                yield Effect.HARMLESS, "added", f'it has a new {self.noun} "{name}"'
        if (now := [pairs[name] for name in new if name in pairs]) != [
            name for name in old if name in pairs.values()
        ]:
            order = ", ".join(now)
            yield Effect.HARMLESS, "order", f"its {self.noun}s have another order: {order}"

    def _removed(
        self, name: str, item: Mapping[str, Any], added: Sequence[Mapping[str, Any]]
    ) -> Step:
        text = f'it no longer has the {self.noun} "{name}", which stored answers may hold'
        if same := [other[self.key] for other in added if other["label"] == item["label"]]:
            text += f'; if it is "{same[0]}" now, say so there: was = ["{name}"]'
        return Effect.EXPORTS, "removed", text

    def _compare(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Step]:
        name = new[self.key]
        if old[self.key] != name:
            text = f'the {self.noun} "{old[self.key]}" is now "{name}", and `was` says so'
            yield Effect.HARMLESS, "renamed", text
        elif lost := lost_names(old, new):
            text = f'the {self.noun} "{name}" no longer says that it was {lost}'
            yield Effect.EXPORTS, "was", text
        elif old.get("was") != new.get("was"):
            yield Effect.HARMLESS, "was", f'`was` of the {self.noun} "{name}" has more names'
        for key in old.keys() | new.keys() - {self.key, "was"}:
            before, after = old.get(key), new.get(key)
            # Another label under the same value may reverse what stored answers say.
            if before != after and key not in {self.key, "was"}:
                what = "" if key == "label" else f" ({key})"
                text = f'the {self.noun} "{name}"{what} {became(before, after)}'
                yield Effect.MEANING, key, text


def pair(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Find the former name of each present thing that had one.

    Args:
        old: The former things, by name.
        new: The present ones, each with its ``was``.

    Returns:
        The former name by present name; things that are new are left out.
    """
    pairs = {name: name for name in new if name in old}
    for name, item in new.items():
        # A former name that is in use again belongs to the thing that has it now.
        former = [key for key in item.get("was", ()) if key in old and key not in new]
        if name not in pairs and former:
            pairs[name] = former[0]
    return pairs


def lost_names(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return the former names that ``was`` has no more, in quotation marks."""
    lost = [name for name in old.get("was", ()) if name not in new.get("was", ())]
    return ", ".join(f'"{name}"' for name in lost)
