"""The form files: TOML in, forms out, every mistake with its file and place."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from pydantic import TypeAdapter, ValidationError

from .model import Field, Form
from .problems import Code, Problem, did_you_mean, explain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pydantic import BaseModel

_FIELD: TypeAdapter[Field] = TypeAdapter(Field)
_TYPES: dict[str, type[BaseModel]] = {
    get_args(cls.model_fields["type"].annotation)[0]: cls
    for cls in get_args(get_args(Field)[0])
}
_FIELD_HEADER = re.compile(r"^\s*\[\[\s*field\s*\]\]", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a folder of form files holds.

    Attributes:
        forms: Every form that is right, by name.
        problems: Every mistake of every file.
    """

    forms: Mapping[str, Form]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class _File:
    """One TOML file: its name, what it says, and where each ``[[field]]`` stands."""

    name: str
    place: str
    data: Mapping[str, Any]
    lines: tuple[int, ...]

    @property
    def fields(self) -> list[Any]:
        fields = self.data.get("field", [])
        return fields if isinstance(fields, list) else [fields]

    @property
    def is_shared(self) -> bool:
        """A file of shared fields has nothing else: no title, no button."""
        return set(self.data) == {"field"}

    def at(self, index: int) -> str:
        """``docs/_feedback/page.toml:12``, the line of the field's header."""
        known = len(self.lines) == len(self.fields)
        return f"{self.place}:{self.lines[index]}" if known else self.place

    def problem(self, cause: str, cure: str, index: int | None = None) -> Problem:
        """Return a mistake of this file, or of one of its fields."""
        if index is None:
            return Problem(code=Code.FORM_VALUE, place=self.place, cause=cause, cure=cure)
        subject = f'field "{self.label_of(index)}"'
        place = self.at(index)
        return Problem(
            code=Code.FORM_VALUE, place=place, subject=subject, cause=cause, cure=cure
        )

    def label_of(self, index: int) -> str:
        """Return what to call a field in a message: its name, or its number."""
        field = self.fields[index]
        words = (field.get("name"), field.get("use")) if isinstance(field, dict) else ()
        return str(next((word for word in words if word), f"number {index + 1}"))


def load_forms(folder: Path, shown_as: str) -> Loaded:
    """Read every form of a folder.

    Args:
        folder: Where the ``*.toml`` files are; it need not exist.
        shown_as: What messages call the folder, as in ``docs/_feedback``.

    Returns:
        The forms and the mistakes, all of them at once.
    """
    problems: list[Problem] = []
    files = list(_read_files(folder, shown_as, problems))
    shared = {
        f"{file.name}.{field['name']}": field
        for file in files
        for field in file.fields
        if isinstance(field, dict) and isinstance(field.get("name"), str)
    }
    forms: dict[str, Form] = {}
    for file in files:
        fields = _read_fields(file, shared, problems)
        if not file.is_shared:
            _read_form(file, fields, forms, problems)
    return Loaded(forms=forms, problems=tuple(problems))


def _read_files(folder: Path, shown_as: str, problems: list[Problem]) -> Iterator[_File]:
    for path in sorted(folder.glob("*.toml")):
        place = f"{shown_as}/{path.name}"
        try:
            text = path.read_text(encoding="utf-8")
            data = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            cure = 'Mend the TOML there; text goes in "quotes".'
            problem = Problem(code=Code.FORM_SYNTAX, place=place, cause=str(error), cure=cure)
            problems.append(problem)
        else:
            starts = (
                text.count("\n", 0, found.end()) + 1 for found in _FIELD_HEADER.finditer(text)
            )
            yield _File(name=path.stem, place=place, data=data, lines=tuple(starts))


def _read_fields(
    file: _File, shared: Mapping[str, Mapping[str, Any]], problems: list[Problem]
) -> list[Field]:
    """Return the fields that are right; a file with a wrong one makes no form."""
    fields: list[Field] = []
    first_with: dict[str, int] = {}
    for index, raw in enumerate(file.fields):
        given = _resolve(file, index, raw, shared, problems)
        if given is None:
            continue
        try:
            field = _FIELD.validate_python(given)
        except ValidationError as error:
            problems += _explained(file, index, given, error)
            continue
        if first_with.setdefault(field.name, index) != index:
            cause = f'a second field with the name "{field.name}"'
            problems.append(file.problem(cause, "Give each field a name of its own.", index))
        fields.append(field)
    return fields


def _resolve(
    file: _File,
    index: int,
    raw: Any,
    shared: Mapping[str, Mapping[str, Any]],
    problems: list[Problem],
) -> dict[str, Any] | None:
    """Return the field with what it takes over by ``use``; its own keys win."""
    if not isinstance(raw, dict):
        problems.append(file.problem("a field is no table", "Begin it with [[field]].", index))
        return None
    if "use" not in raw:
        return raw
    source = shared.get(str(raw["use"]))
    if source is None or "use" in source:
        cause = f'there is no shared field "{raw["use"]}"'
        cure = did_you_mean(
            str(raw["use"]), [key for key, one in shared.items() if "use" not in one]
        )
        problems.append(file.problem(cause, cure, index))
        return None
    return {**source, **{key: value for key, value in raw.items() if key != "use"}}


def _explained(
    file: _File, index: int, given: Mapping[str, Any], error: ValidationError
) -> Iterator[Problem]:
    model = _TYPES.get(str(given.get("type")))
    known = sorted({*model.model_fields, "use"}) if model else ()
    for item in error.errors(include_url=False):
        if item["type"] == "too_short" and item["input"]:
            continue  # pydantic counts only the items that are right; those wrong are told
        loc = item["loc"][1:] if model else item["loc"]
        cause, cure = explain({**item, "loc": loc}, known if len(loc) == 1 else ())
        yield file.problem(cause, cure, index)


def _read_form(
    file: _File, fields: list[Field], forms: dict[str, Form], problems: list[Problem]
) -> None:
    """Add the file's form, unless something in the file is wrong."""
    words = {key: value for key, value in file.data.items() if key not in {"field", "name"}}
    if "name" in file.data:
        problems.append(
            file.problem('"name" is not a key', "The file's name is the form's name.")
        )
    if not file.fields:
        problems.append(file.problem("the form has no field", "Add a [[field]]."))
    known = sorted({*Form.model_fields, "field"} - {"name", "fields"})
    try:
        form = Form.model_validate({"name": file.name, **words, "fields": fields})
    except ValidationError as error:
        mistakes = [item for item in error.errors() if item["loc"][:1] != ("fields",)]
        problems += [file.problem(*explain(item, known)) for item in mistakes]
    else:
        if len(fields) == len(file.fields):
            forms[file.name] = form
