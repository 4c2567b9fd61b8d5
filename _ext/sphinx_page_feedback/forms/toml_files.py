"""A folder of TOML files, and where each field stands in them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.problems import Code, Problem

from .toml_syntax import locate_mistake

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# tomllib keeps no line numbers, so the lines are looked up in the text.
_FIELD_HEADER = re.compile(r"^\s*\[\[\s*field\s*\]\]", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class FormFile:
    """A TOML file.

    Attributes:
        name: The file's name without its ending: the form's name.
        place: The file's name in messages, as in ``docs/_feedback/page.toml``.
        text: Its TOML.
        data: The parsed TOML.
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

    @property
    def fields(self) -> list[Any]:
        """Its fields, unchecked."""
        fields = self.data.get("field", [])
        return fields if isinstance(fields, list) else [fields]

    @property
    def options(self) -> Mapping[str, Any]:
        """Its lists of options, by name, unchecked."""
        options = self.data.get("options", {})
        return options if isinstance(options, dict) else {}

    def line_of_key(self, key: str) -> int | None:
        """Return the line of a key in quotes, from 1; ``None`` where it is written otherwise.

        Args:
            key: A key of the whole file.
        """
        match = re.search(rf"^\s*([\"']){re.escape(key)}\1\s*=", self.text, re.MULTILINE)
        return self.text.count("\n", 0, match.end()) + 1 if match else None

    def problem(self, cause: str, cure: str, index: int | None = None) -> Problem:
        """Return a problem with the file, or with one of its fields.

        Args:
            cause: What is wrong, without a full stop.
            cure: What to write instead, a sentence.
            index: The place of the field, from 0.
        """
        place, subject = self.place, ""
        if index is not None:
            subject = f'field "{self._name_of(index)}"'
            # A [[field]] inside a long text is counted too; no line is better than a wrong one.
            if len(self.lines) == len(self.fields):
                place = f"{self.place}:{self.lines[index]}"
        return Problem(Code.FORM_VALUE, cause, cure, place=place, subject=subject)

    def _name_of(self, index: int) -> str:
        field = self.fields[index]
        names = (field.get("name"), field.get("use")) if isinstance(field, dict) else ()
        return str(next(filter(None, names), f"number {index + 1}"))


def read_files(folder: Path, shown_as: str) -> tuple[list[FormFile], list[Problem]]:
    """Read every TOML file of a folder.

    Args:
        folder: Where the files are; it need not exist.
        shown_as: The folder's name in messages.

    Returns:
        The files that are TOML, in the order of their names, and a problem for each other.
    """
    files: list[FormFile] = []
    problems: list[Problem] = []
    # glob() has no order, and problems and forms should come in the same one everywhere.
    for path in sorted(folder.glob("*.toml")):
        file = _read_file(path, f"{shown_as}/{path.name}")
        if isinstance(file, Problem):
            problems.append(file)
        else:
            files.append(file)
    return files, problems


def _read_file(path: Path, place: str) -> FormFile | Problem:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")  # as Windows' editors save it
        return FormFile(name=path.stem, place=place, text=text, data=tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        cause = f"the file is not UTF-8: the byte 0x{content[error.start]:02X} stands for no character"
        cure = "Save it with the encoding UTF-8."
        return Problem(Code.FORM_SYNTAX, cause, cure, place=f"{place}:{line}")
    except tomllib.TOMLDecodeError as error:
        mistake = locate_mistake(text, error)
        place = f"{place}:{mistake.line}"
        subject, cause, cure = mistake.field, mistake.cause, mistake.cure
        return Problem(Code.FORM_SYNTAX, cause, cure, place=place, subject=subject)
