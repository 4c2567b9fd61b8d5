"""Mistakes in form files that keep their TOML from being read, with the correction to type."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from .fault import Edit, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CURLY = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'"})
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_TOML = "https://toml.io/en/v1.0.0#string"


def check_form_files(root: Path, folder: str) -> Iterator[Fault]:
    """Check that the TOML of every form file can be read.

    Args:
        root: The folder of the sources.
        folder: The folder of the form files, relative to it.

    Yields:
        The first fault of each file: after it, a parser only guesses.
    """
    for file in sorted((root / folder).rglob("*.toml")):
        text = file.read_text(encoding="utf-8", errors="replace")
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            lines = text.splitlines()
            number, column = (int(place[1]), int(place[2])) if place else (len(lines), 1)
            number = min(number, len(lines))
            path = file.relative_to(root).as_posix()
            yield _explain(path, number, column, lines[number - 1], str(error))


def _explain(path: str, number: int, column: int, line: str, message: str) -> Fault:
    key, equals, value = line.partition("=")
    more = _TOML
    if re.search("[“”„]", value) and not re.search(r'^\s*"', value):
        straight = key + equals + value.translate(_CURLY)
        return Fault(
            path=path, line=number, text=line, more=more,
            problem=f"Character {column}: curly quotes (“ ”), as Word makes them, where the file "
            'needs straight ones (").',
            cure="Type:",
            edits=(Edit(kind="replace", line=number, text=straight),),
        )  # fmt: skip
    if value.count('"') % 2:
        return Fault(
            path=path, line=number, text=line, more=more,
            problem=f"Character {column}: a text begins with a quote and does not end with one.",
            cure="Type:",
            edits=(Edit(kind="replace", line=number, text=f'{line.rstrip()}"'),),
        )  # fmt: skip
    reason = _PLACE.sub("", message).strip()
    return Fault(
        path=path, line=number, text=line, more=more,
        problem=f"Character {column}: the file cannot be read here ({reason}).",
        cure="Compare the line with those above it.",
    )  # fmt: skip
