"""Shared fields (``use = "common.role"``) and lists (``options = "common.roles"``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from sphinx_page_feedback.problems import Code, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .toml_files import FormFile


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Every field and every list of options, by file and name.

    Attributes:
        fields: The keys of each field, by ``file.name``.
        options: Each list of options, by ``file.name``.
    """

    fields: Mapping[str, Mapping[str, Any]]
    options: Mapping[str, Any]

    @classmethod
    def of(cls, files: Iterable[FormFile]) -> Self:
        """Collect the fields and lists of options of all files."""
        files = tuple(files)
        named = ((file, field) for file in files for field in file.fields)
        return cls(
            fields={
                f"{file.name}.{field['name']}": field
                for file, field in named
                # A field that uses another is not shared, so no chain of uses can loop.
                if isinstance(field, dict) and "name" in field and "use" not in field
            },
            options={
                f"{file.name}.{name}": options
                for file in files
                for name, options in file.options.items()
            },
        )

    def complete(self, field: Mapping[str, Any]) -> dict[str, Any]:
        """Return a field with the keys that it takes over; those that it has win.

        Args:
            field: The keys of the field in a form file.

        Raises:
            Problem: The shared field or list does not exist.
        """
        complete = dict(field)
        if "use" in complete:
            # The later keys win: a form may adapt the label of a shared field.
            complete = {**_find("field", str(complete.pop("use")), self.fields), **complete}
        if isinstance(complete.get("options"), str):
            complete["options"] = _find("list of options", complete["options"], self.options)
        return complete


def _find(noun: str, name: str, declared: Mapping[str, Any]) -> Any:
    if name not in declared:
        cause = f'there is no shared {noun} "{name}"'
        raise Problem(Code.FORM_VALUE, cause, did_you_mean(name, declared))
    return declared[name]
