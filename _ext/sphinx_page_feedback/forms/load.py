"""Load every form of a folder of form files, with every problem of every file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from pydantic import TypeAdapter, ValidationError

from sphinx_page_feedback.model import Field, Form, find_name_clashes
from sphinx_page_feedback.problems import Code, Problem, explain

from .moved import read_moved
from .shared import Shared
from .toml_files import FormFile, read_files
from .unused import find_unused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pydantic import BaseModel

_FIELD: TypeAdapter[Field] = TypeAdapter(Field)
# Field is Annotated[a union of models, its discriminator]; each `type` is a Literal.
_TYPES: dict[str, type[BaseModel]] = {
    get_args(cls.model_fields["type"].annotation)[0]: cls
    for cls in get_args(get_args(Field)[0])
}
SHARED_KEYS = {"field", "options"}
"""The keys of ``common.toml``."""
FORM_KEYS = sorted({*Form.model_fields, *SHARED_KEYS} - {"name", "fields"})
"""The keys at the top of a form file."""
COMMON, MOVED = "common", "moved"
"""Names of files that declare no form: what forms share, and which pages have moved."""


@dataclass(frozen=True, kw_only=True)
class LoadedForms:
    """The content of a folder of form files.

    Attributes:
        forms: Every valid form, by name.
        moved: The present docname of each page that has moved, by former docname.
        problems: Every mistake of every file; any of them stops a build.
        warnings: Files that nothing reads.
        is_built_in: Whether the forms are those that come with the extension.
    """

    forms: Mapping[str, Form]
    moved: Mapping[str, str]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    is_built_in: bool = False


def load_forms(folder: Path, shown_as: str) -> LoadedForms:
    """Load every form of a folder.

    Args:
        folder: Where the ``*.toml`` files are; it need not exist.
        shown_as: The folder's name in messages, as in ``docs/_feedback``.

    Returns:
        The forms and all problems, collected over all files.
    """
    files, problems = read_files(folder, shown_as)
    declaring = [file for file in files if file.name != MOVED]
    shared = Shared.of(declaring)
    moved: Mapping[str, str] = {}
    forms: dict[str, Form] = {}
    for file in files:
        if file.name == MOVED:
            moved, file_problems = read_moved(file)
        elif file.name == COMMON:
            file_problems = _check_shared(file, shared)
        else:
            form, file_problems = _read_form(file, shared)
            if form and not file_problems:
                forms[file.name] = form
        problems += file_problems
    unused = find_unused(folder, shown_as)
    if unused and not problems and not forms:  # or the built-in form would be published instead
        return LoadedForms(forms=forms, moved=moved, problems=tuple(unused))
    # Its author has begun forms, so the built-in form must not take their place.
    if any(file.name == COMMON for file in files) and not forms and not problems:
        cause = f"{shown_as} has a {COMMON}.toml and no form"
        cure = "Add a form file, as in page.toml, with a title and its fields."
        problems.append(Problem(Code.FORM_VALUE, cause, cure, place=shown_as))
    return LoadedForms(
        forms=forms, moved=moved, problems=tuple(problems), warnings=tuple(unused)
    )


def _check_shared(file: FormFile, shared: Shared) -> list[Problem]:
    """Return the problems of the file of what forms share."""
    problems = [
        file.problem(
            f'"{key}" is not a key of {COMMON}.toml, which declares no form',
            "It has [[field]] and [options]. Put a form into a file of another name.",
        )
        for key in file.data.keys() - SHARED_KEYS
    ]
    return problems + _read_fields(file, shared)[1]


def _read_fields(file: FormFile, shared: Shared) -> tuple[list[Field], list[Problem]]:
    """Return the valid fields, and the problems with all others."""
    fields: list[Field] = []
    indexes: list[int] = []
    problems: list[Problem] = []
    for index, raw in enumerate(file.fields):
        if not isinstance(raw, dict):
            cause, cure = "a field is not a table", "Begin it with [[field]]."
            problems.append(file.problem(cause, cure, index))
            continue
        try:
            complete = shared.complete(raw)
            field = _FIELD.validate_python(complete)
        except Problem as error:
            problems.append(file.problem(error.cause, error.cure, index))
        except ValidationError as error:
            problems += _field_problems(file, index, str(complete.get("type")), error)
        else:
            # The rest is checked without the invalid fields, so that one build reports all.
            fields.append(field)
            indexes.append(index)
    problems += [
        file.problem(cause, cure, indexes[place])
        for place, cause, cure in find_name_clashes(fields)
    ]
    return fields, problems


def _field_problems(
    file: FormFile, index: int, type_name: str, error: ValidationError
) -> Iterator[Problem]:
    model = _TYPES.get(type_name)
    keys = sorted({*model.model_fields, "use"}) if model else ()
    for item in error.errors(include_url=False):
        if item["type"] == "too_short" and item["input"]:
            continue  # pydantic counts the valid items only, and the others are problems already
        # pydantic begins the place in a union with the type of the field.
        loc = item["loc"][1:] if model else item["loc"]
        cause, cure = explain({**item, "loc": loc}, keys if len(loc) == 1 else ())
        yield file.problem(cause, cure, index)


def _read_form(file: FormFile, shared: Shared) -> tuple[Form | None, list[Problem]]:
    """Return a file's form, and its problems."""
    fields, problems = _read_fields(file, shared)
    if "name" in file.data:
        cure = "The file's name is the form's name."
        problems.append(file.problem('"name" is not a key', cure))
    if not file.fields:
        problems.append(file.problem("the form has no field", "Add a [[field]]."))
    keys = file.data.keys() - {"name", "fields", *SHARED_KEYS}
    data = {"name": file.name, **{key: file.data[key] for key in keys}, "fields": fields}
    try:
        return Form.model_validate(data), problems
    except ValidationError as error:
        # Problems with fields are reported above, each with its line.
        errors = [item for item in error.errors() if item["loc"][:1] != ("fields",)]
    return None, problems + [file.problem(*_form_problem(file, item)) for item in errors]


def _form_problem(file: FormFile, item: Any) -> tuple[str, str]:
    cause, cure = explain(item, FORM_KEYS)
    if item["loc"] == ("name",):
        cause = f"the file's name is the form's name, and {cause.removeprefix('name: ')}"
    if (
        item["loc"] == ("title",)
        and item["type"] == "missing"
        and file.data.keys() <= SHARED_KEYS
    ):
        cure += f" If it declares no form, and only what forms share, call it {COMMON}.toml."
    return cause, cure
