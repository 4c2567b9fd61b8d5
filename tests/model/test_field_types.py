"""A field type is complete: asked on the page and on paper, documented and shown in a test's site."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

import sphinx_page_feedback
from sphinx_page_feedback.model import Field, Hidden, Question

if TYPE_CHECKING:
    from pydantic import BaseModel

PACKAGE = Path(sphinx_page_feedback.__file__).parent
ROOT = Path(__file__).parents[2]
CLASSES: tuple[type[BaseModel], ...] = get_args(get_args(Field)[0])
TYPES = {get_args(cls.model_fields["type"].annotation)[0]: cls for cls in CLASSES}
REFERENCE = (ROOT / "docs/reference/form-files.md").read_text(encoding="utf-8")
EXAMPLES = ROOT / "tests/roots/all_fields/_feedback/page.toml"


@pytest.mark.parametrize("name", TYPES)
def test_type_has_a_control_on_the_page(name: str) -> None:
    assert (
        PACKAGE / "templates/feedback/fields" / f"{name}.html"
    ).is_file() or name == "hidden"


@pytest.mark.parametrize("name", TYPES)
def test_type_is_documented_with_an_example(name: str) -> None:
    section = REFERENCE.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    assert f'type = "{name}"' in section


def test_site_with_all_fields_has_one_of_each_type() -> None:
    fields = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))["field"]
    assert {field["type"] for field in fields} == TYPES.keys()


@pytest.mark.parametrize("cls", [cls for cls in CLASSES if cls is not Hidden])
def test_type_words_its_errors_by_the_codes_of_the_reference(cls: type[Question]) -> None:
    name = get_args(cls.model_fields["type"].annotation)[0]
    rows = REFERENCE.partition("## Messages")[2].partition("\n## ")[0].splitlines()
    types = {row.split("|")[1].strip(" `"): row.split("|")[3] for row in rows if "` |" in row}
    for code in cls.message_templates:
        assert f"`{name}`" in types[code] or code == "missing"
