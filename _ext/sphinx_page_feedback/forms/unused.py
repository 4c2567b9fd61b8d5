"""Files in the folder of the forms that nothing reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OTHERS = {"team"}
"""Folders beside the forms that other commands read."""


def find_unused(folder: Path, shown_as: str) -> list[Problem]:
    """Find files that look like forms to their author and are none.

    Hidden files, and those whose name begins with ``README``, belong to other programs and
    to people.

    Args:
        folder: Where the form files are; it need not exist.
        shown_as: The folder's name in messages, as in ``docs/_feedback``.
    """
    return [
        Problem(Code.FORM_FILE, cause, cure, place=f"{shown_as}/{name}")
        for name, cause, cure in sorted(_unused(folder))
    ]


def _unused(folder: Path) -> Iterator[tuple[str, str, str]]:
    for path in folder.iterdir() if folder.is_dir() else ():
        # Editors end the names of their copies with "~".
        if path.name.startswith((".", "README")) or path.name.endswith("~"):
            continue
        if path.is_file() and not path.name.endswith(".toml"):
            stem = path.name.partition(".")[0]
            cure = f"Call it {stem}.toml if it is a form; otherwise keep it elsewhere."
            yield path.name, "the file is not read: form files end in .toml", cure
        elif path.is_dir() and path.name not in _OTHERS:
            for inner in path.rglob("*.toml"):
                name = inner.relative_to(folder).as_posix()
                cause = "the file is not read: form files stand in the folder itself"
                yield name, cause, "Move it up."
