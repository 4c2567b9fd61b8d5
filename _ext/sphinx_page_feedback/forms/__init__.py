"""The form files: TOML in, forms out, every mistake with its file and place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from pydantic import TypeAdapter, ValidationError

from sphinx_page_feedback.model import Field, Form, find_name_clashes
from sphinx_page_feedback.problems import Problem, explain

from .changes import compare_forms
from .files import read_files
from .moved import read_moved
from .schema import form_file_schema
from .shared import Shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pydantic import BaseModel

    from .files import FormFile

_FIELD: TypeAdapter[Field] = TypeAdapter(Field)
_TYPES: dict[str, type[BaseModel]] = {
    get_args(cls.model_fields["type"].annotation)[0]: cls
    for cls in get_args(get_args(Field)[0])
}
FORM_KEYS = sorted({*Form.model_fields, "field", "options"} - {"name", "fields"})
"""What may stand at the top of a form file."""
MOVED = "moved"
"""The name of the file that says which pages have moved."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a folder of form files holds.

    Attributes:
        forms: Every form that is right, by name.
        moved: The present docname of each page that has moved, by former docname.
        problems: Every mistake of every file.
    """

    forms: Mapping[str, Form]
    moved: Mapping[str, str]
    problems: tuple[Problem, ...]


def load_forms(folder: Path, shown_as: str) -> Loaded:
    """Read every form of a folder.

    Args:
        folder: Where the ``*.toml`` files are; it need not exist.
        shown_as: What messages call the folder, as in ``docs/_feedback``.

    Returns:
        The forms and the mistakes, all of them at once.
    """
    read, problems = read_files(folder, shown_as)
    files = [file for file in read if file.name != MOVED]
    moved: dict[str, str] = {}
    for table in (file for file in read if file.name == MOVED):
        moves, mistakes = read_moved(table)
        moved.update(moves)
        problems += mistakes
    shared = Shared.of(files)
    forms: dict[str, Form] = {}
    for file in files:
        fields, mistakes = _read_fields(file, shared)
        problems += mistakes
        if file.is_shared:
            continue
        form, form_mistakes = _read_form(file, fields)
        problems += form_mistakes
        if form and not mistakes:
            forms[file.name] = form
    return Loaded(forms=forms, moved=moved, problems=tuple(problems))


def _read_fields(file: FormFile, shared: Shared) -> tuple[list[Field], list[Problem]]:
    """Return the fields that are right, and what is wrong with the others."""
    fields: list[Field] = []
    indexes: list[int] = []
    problems: list[Problem] = []
    for index, given in enumerate(file.fields):
        if not isinstance(given, dict):
            problems.append(
                file.problem("a field is not a table", "Begin it with [[field]].", index)
            )
            continue
        try:
            complete = shared.complete(given)
            field = _FIELD.validate_python(complete)
        except Problem as error:
            problems.append(file.problem(error.cause, error.cure, index))
        except ValidationError as error:
            problems += _explained(file, index, str(complete.get("type")), error)
        else:
            fields.append(field)
            indexes.append(index)
    for place, cause, cure in find_name_clashes(fields):
        problems.append(file.problem(cause, cure, indexes[place]))
    return fields, problems


def _explained(
    file: FormFile, index: int, kind: str, error: ValidationError
) -> Iterator[Problem]:
    model = _TYPES.get(kind)
    known = sorted({*model.model_fields, "use"}) if model else ()
    for item in error.errors(include_url=False):
        if item["type"] == "too_short" and item["input"]:
            continue  # pydantic counts only the items that are right; those wrong are told
        loc = item["loc"][1:] if model else item["loc"]
        yield file.problem(
            *explain({**item, "loc": loc}, known if len(loc) == 1 else ()), index
        )


def _read_form(file: FormFile, fields: list[Field]) -> tuple[Form | None, list[Problem]]:
    """Return the form of those fields, unless the rest of the file is wrong."""
    problems: list[Problem] = []
    if "name" in file.data:
        cure = "The file's name is the form's name."
        problems.append(file.problem('"name" is not a key', cure))
    if not file.fields:
        problems.append(file.problem("the form has no field", "Add a [[field]]."))
    ours = {"name", "field", "fields", "options"}
    words: dict[str, Any] = {key: said for key, said in file.data.items() if key not in ours}
    try:
        form = Form.model_validate({"name": file.name, **words, "fields": fields})
    except ValidationError as error:
        mistakes = [item for item in error.errors() if item["loc"][:1] != ("fields",)]
        return None, problems + [file.problem(*_explained_key(item)) for item in mistakes]
    return form, problems


def _explained_key(item: Any) -> tuple[str, str]:
    cause, cure = explain(item, FORM_KEYS)
    if item["loc"] == ("name",):
        cause = f"the file's name is the form's name, and {cause.removeprefix('name: ')}"
    return cause, cure


__all__ = [
    "compare_forms",
    "form_file_schema",
]
