"""The options of a list, alone or in groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Tag
from pydantic import Field as Limits

from .question import FormerValues, NonBlank, Part


class Option(Part):
    """An option of a list: ``value`` is stored and stable, ``label`` may be reworded."""

    value: NonBlank
    label: NonBlank
    was: FormerValues = ()


def _option(raw: Any) -> Any:
    return {"value": raw, "label": raw} if isinstance(raw, str) else raw


def _kind(raw: Any) -> str:
    """Tell a group from an option by the key that only groups have."""
    # pydantic also asks for models, when it dumps them.
    has_group = "group" in raw if isinstance(raw, Mapping) else hasattr(raw, "group")
    return "group" if has_group else "option"


OptionLike = Annotated[Option, BeforeValidator(_option)]


class OptionGroup(Part):
    """Options under a heading."""

    group: NonBlank
    options: Annotated[tuple[OptionLike, ...], Limits(min_length=1)]


Choice = Annotated[
    Annotated[OptionLike, Tag("option")] | Annotated[OptionGroup, Tag("group")],
    Discriminator(_kind),
]
Choices = Annotated[tuple[Choice, ...], Limits(min_length=1)]


def flatten_options(options: Sequence[Option | OptionGroup]) -> Iterator[Option]:
    """Yield every option, whatever its group, in order.

    Args:
        options: Options and groups of them.
    """
    for option in options:
        if isinstance(option, OptionGroup):
            yield from option.options
        else:
            yield option
