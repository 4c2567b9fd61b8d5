"""A folder of TOML files: what each says, and where each of its fields stands."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FIELD_HEADER = re.compile(r"^\s*\[\[\s*field\s*\]\]", re.MULTILINE)
_SHARED_KEYS = {"field", "options"}


@dataclass(frozen=True, kw_only=True)
class FormFile:
    """One TOML file.

    Attributes:
        name: The file's name without its ending: the form's name.
        place: What messages call the file, as in ``docs/_feedback/page.toml``.
        text: Its TOML.
        data: What it says.
    """

    name: str
    place: str
    text: str
    data: Mapping[str, Any]

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """The line of each ``[[field]]``, from 1."""
        headers = _FIELD_HEADER.finditer(self.text)
        return tuple(self.text.count("\n", 0, header.end()) + 1 for header in headers)

    def line_of_key(self, key: str) -> int | None:
        """Return the line of a key in quotes, from 1; ``None`` where it is written otherwise.

        Args:
            key: A key of the whole file.
        """
        match = re.search(rf"^\s*([\"']){re.escape(key)}\1\s*=", self.text, re.MULTILINE)
        return self.text.count("\n", 0, match.end()) + 1 if match else None

    @property
    def fields(self) -> list[Any]:
        """What it says of each field."""
        fields = self.data.get("field", [])
        return fields if isinstance(fields, list) else [fields]

    @property
    def options(self) -> Mapping[str, Any]:
        """Its lists of options, by name."""
        options = self.data.get("options", {})
        return options if isinstance(options, dict) else {}

    @property
    def is_shared(self) -> bool:
        """True when it holds nothing but what forms share: no title, no button."""
        return bool(self.data) and self.data.keys() <= _SHARED_KEYS

    def problem(self, cause: str, cure: str, index: int | None = None) -> Problem:
        """Return a mistake in the file, or in one of its fields.

        Args:
            cause: What is wrong.
            cure: What to write instead.
            index: Which field it is about, from 0.
        """
        place, subject = self.place, ""
        if index is not None:
            subject = f'field "{self._name_of(index)}"'
            if len(self.lines) == len(self.fields):
                place = f"{self.place}:{self.lines[index]}"
        return Problem(
            code=Code.FORM_VALUE, place=place, subject=subject, cause=cause, cure=cure
        )

    def _name_of(self, index: int) -> str:
        field = self.fields[index]
        words = (field.get("name"), field.get("use")) if isinstance(field, dict) else ()
        return str(next((word for word in words if word), f"number {index + 1}"))


def read_files(folder: Path, shown_as: str) -> tuple[list[FormFile], list[Problem]]:
    """Read every TOML file of a folder.

    Args:
        folder: Where the files are; it need not exist.
        shown_as: What messages call the folder.

    Returns:
        The files that are TOML, in the order of their names, and what is wrong with the others.
    """
    files: list[FormFile] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        place = f"{shown_as}/{path.name}"
        try:
            text = path.read_text(encoding="utf-8")
            data = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            cure = 'Correct the TOML there; text goes in "quotes".'
            problems.append(
                Problem(code=Code.FORM_SYNTAX, place=place, cause=str(error), cure=cure)
            )
            continue
        files.append(FormFile(name=path.stem, place=place, text=text, data=data))
    return files, problems
