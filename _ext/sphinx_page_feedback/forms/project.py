"""The forms of a project: those of its folder, or the one that comes with the extension."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem

from .load import LoadedForms, load_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILT_IN = Path(__file__).parents[1] / "defaults"
"""The folder of the form of a project that declares none."""
# Not parsed: the file may have a mistake, and its author means a form all the same.
_DECLARES_FIELD = re.compile(r"^\s*\[\[\s*field\s*\]\]", re.MULTILINE)


def load_project_forms(
    source: Path, conf_dir: Path, forms_dir: str, *, is_named: bool
) -> LoadedForms:
    """Load the forms of a project.

    The form that comes with the extension takes their place only where ``conf.py`` names no
    folder and there is none: else it would be published instead of the team's questions.

    Args:
        source: The source folder.
        conf_dir: The folder of ``conf.py``.
        forms_dir: The folder of the form files, as seen from the source folder.
        is_named: Whether ``conf.py`` names it; else it is the default.
    """
    folder = source / forms_dir
    shown_as = f"{source.name}/{forms_dir}"
    loaded = load_forms(folder, shown_as)
    if loaded.forms or loaded.problems:
        return loaded
    # A folder with moved.toml alone means no form: `page-feedback move` makes it.
    if folder.is_dir() and (is_named or not loaded.moved):
        cause = "the folder has no form file"
        cure = "Add page.toml, with a title and its fields."
        if not is_named:
            cure += " To use the form that comes with the extension, delete the folder."
    # Or a misspelt folder would publish the built-in form (docs/decisions/0063).
    elif places := _folders_with_forms(source, conf_dir):
        cause = f"there is no such folder, but form files are in {' and '.join(places)}"
        cure = f'Rename it, or write feedback_forms_dir = "{places[0]}".'
    elif is_named:
        cause = "there is no such folder"
        cure = "Write the folder of the form files in feedback_forms_dir, as seen from the source folder, or leave the option out."
    else:
        built_in = load_forms(BUILT_IN, BUILT_IN.name)
        return replace(loaded, forms=built_in.forms, is_built_in=True)
    return replace(loaded, problems=(Problem(Code.NO_FORMS, cause, cure, place=shown_as),))


def _folders_with_forms(source: Path, conf_dir: Path) -> list[str]:
    """Return each folder that has form files and is not searched, as seen from the source."""
    # Where conf.py is beside the pages, both are one folder.
    bases = dict.fromkeys([source.resolve(), conf_dir.resolve()])
    folders = dict.fromkeys(folder for base in bases for folder in (base, *_subfolders(base)))
    return [
        os.path.relpath(folder, source.resolve()) for folder in folders if _has_forms(folder)
    ]


def _subfolders(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.is_dir())


def _has_forms(folder: Path) -> bool:
    return any(
        _DECLARES_FIELD.search(file.read_text(encoding="utf-8", errors="replace"))
        for file in folder.glob("*.toml")
        if file.is_file()
    )
