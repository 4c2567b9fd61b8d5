"""The codebook: what the team's codes mean, declared in one TOML file."""

from __future__ import annotations

import json
import os
import tomllib
from collections import Counter
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sphinx_page_feedback.problems import Code as ProblemCode
from sphinx_page_feedback.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Code(BaseModel):
    """A code of the codebook.

    Attributes:
        id: What the log holds; it never changes.
        name: What people call it.
        definition: What it stands for.
        includes: What belongs to it that might be doubted.
        excludes: What does not, and where that belongs.
        parent: The id of the code that it is a part of; empty for none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    definition: str = ""
    includes: str = ""
    excludes: str = ""
    parent: str = ""


BUILT_IN = (
    Code(
        id="other", name="Something else", definition="A reason that no other code stands for."
    ),
    Code(id="none", name="No reason given", definition="A view without a reason."),
)
"""The codes that every codebook has."""


def read_codebook(path: Path) -> tuple[Code, ...]:
    """Return the codes of a file, the built-in ones last; only those where there is no file.

    Args:
        path: As in ``docs/_feedback/team/codebook.toml``.

    Raises:
        Problem: The file is no codebook.
    """
    if not path.is_file():
        return BUILT_IN
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        if unknown := data.keys() - {"code"}:
            raise _no_codebook(path, f'"{min(unknown)}" is not a key')
        codes = tuple(Code.model_validate(item) for item in data.get("code", ()))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise _no_codebook(path, f"{place}: {first['msg']}") from error
    except (OSError, ValueError, TypeError) as error:
        raise _no_codebook(path, str(error)) from error
    return (*_checked(path, codes), *BUILT_IN)


def _checked(path: Path, codes: tuple[Code, ...]) -> tuple[Code, ...]:
    counts = Counter(code.id for code in (*codes, *BUILT_IN))
    if twice := [key for key, count in counts.items() if count > 1]:
        raise _no_codebook(path, f'two codes have the id "{twice[0]}"')
    for code in codes:
        if code.parent and code.parent not in counts:
            raise _no_codebook(
                path, f'"{code.id}" is a part of "{code.parent}", which is no code'
            )
    return codes


def _no_codebook(path: Path, cause: str) -> Problem:
    cure = 'Write each code as [[code]] with an id and a name, as in id = "costs".'
    return Problem(ProblemCode.CODEBOOK, f"{path}: {cause}", cure)


def write_codebook(path: Path, codes: Sequence[Code]) -> None:
    """Write a codebook, whole or not at all.

    Args:
        path: The file; its folder is made if it is not there.
        codes: Those that are not built in, in order.

    Raises:
        Problem: It cannot be written, or two codes have one id.
    """
    _checked(path, tuple(codes))
    lines = ["# The team's codes. An id stays as it is: answers are filed under it."]
    for code in codes:
        lines += ["", "[[code]]"]
        given = {name: value for name, value in code.model_dump().items() if value}
        lines += [f"{name} = {_quoted(value)}" for name, value in given.items()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, newline="\n", delete=False
        ) as file:
            file.write("\n".join([*lines, ""]))
        os.replace(file.name, path)  # noqa: PTH105 (a name, no path)
    except OSError as error:
        raise _no_codebook(path, f"it cannot be written: {error.strerror}") from error


def _quoted(text: str) -> str:
    # A JSON string is a string of TOML, but for the one control character that JSON leaves.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
