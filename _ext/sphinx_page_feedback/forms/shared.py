"""What several forms use: a field by ``use = "common.role"``, a list by ``options = "common.roles"``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from sphinx_page_feedback.problems import Code, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .files import FormFile


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Every field and every list of options, by file and name.

    Attributes:
        fields: What is said of each field, by ``file.name``.
        options: Each list of options, by ``file.name``.
    """

    fields: Mapping[str, Mapping[str, Any]]
    options: Mapping[str, Any]

    @classmethod
    def of(cls, files: Iterable[FormFile]) -> Self:
        """Collect what the files declare."""
        files = tuple(files)
        named = ((file, field) for file in files for field in file.fields)
        return cls(
            fields={
                f"{file.name}.{field['name']}": field
                for file, field in named
                if isinstance(field, dict) and "name" in field and "use" not in field
            },
            options={
                f"{file.name}.{name}": options
                for file in files
                for name, options in file.options.items()
            },
        )

    def complete(self, field: Mapping[str, Any]) -> dict[str, Any]:
        """Return a field with what it takes over; its own keys win.

        Args:
            field: What a form file says of it.

        Raises:
            Problem: What it names does not exist.
        """
        own = dict(field)
        if "use" in own:
            own = {**_find("field", str(own.pop("use")), self.fields), **own}
        if isinstance(own.get("options"), str):
            own["options"] = _find("list of options", own["options"], self.options)
        return own


def _find(what: str, name: str, declared: Mapping[str, Any]) -> Any:
    if name not in declared:
        cause = f'there is no shared {what} "{name}"'
        raise Problem(Code.FORM_VALUE, cause, did_you_mean(name, declared))
    return declared[name]
