"""``page-feedback forms``: a renamed field is called out before it breaks an export."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.model import Form

ROLE = {"type": "select", "name": "role", "label": "Your role", "options": ["A", "B"]}
WORDS = {"type": "text", "name": "words", "label": "Your words", "required": True}


def manifest(path: Path, *fields: dict[str, Any], **others: list[dict[str, Any]]) -> str:
    """Write a manifest with the form ``page`` of those fields, and other forms."""
    forms = {
        name: Form.model_validate(
            {"name": name, "title": name.title(), "fields": asked}
        ).to_manifest()
        for name, asked in {"page": fields, **others}.items()
    }
    data = {
        "forms": forms,
        "pages": {
            "index": {"title": "Start", "url": "index.html", "form": "page"},
            "a": {"title": "A", "url": "a.html", "form": None},
        },
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


def run(*arguments: str) -> tuple[int, str]:
    """Run the command; return its exit status and all that it said."""
    done = CliRunner().invoke(main, ["forms", *arguments])
    return done.exit_code, done.output


def test_forms_are_listed_with_fields_and_pages(tmp_path: Path) -> None:
    status, said = run("--manifest", manifest(tmp_path / "a.json", WORDS, ROLE))
    assert status == 0
    assert said.startswith("page: Page (version ")
    assert "on 1 page)" in said
    assert (
        "  words  text        Your words\n  role   select      Your role (optional)\n" in said
    )


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ([ROLE], 'page: exports change: the field "words": it is gone'),
        (
            [{**WORDS, "label": "Text"}, ROLE],
            "page: answers before and after may mean different",
        ),
    ],
)
def test_change_that_needs_a_decision_is_called_out(
    tmp_path: Path, fields: list[dict[str, Any]], line: str
) -> None:
    before = manifest(tmp_path / "before.json", WORDS, ROLE)
    after = manifest(tmp_path / "after.json", *fields)
    status, output = run("--manifest", after, "--against", before)
    assert status == 1
    assert line in output
    assert "error[forms-changed]: 1 of 1 changes need a decision (" in output


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ([WORDS, ROLE], "No change."),
        (
            [WORDS, {**ROLE, "options": ["A", "B", "C"]}],
            'harmless: the field "role": it has a new',
        ),
        ([{**WORDS, "max_length": 9}, ROLE], "pages opened before are affected: the field"),
    ],
)
def test_change_that_needs_no_decision_is_only_listed(
    tmp_path: Path, fields: list[dict[str, Any]], line: str
) -> None:
    before = manifest(tmp_path / "before.json", WORDS, ROLE)
    after = manifest(tmp_path / "after.json", *fields)
    status, output = run("--manifest", after, "--against", before)
    assert status == 0
    assert line in output


def test_site_without_a_form_says_so(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    path.write_text('{"forms": {}}', encoding="utf-8")
    assert run("--manifest", str(path)) == (0, f"{path} has no form.\n")


def test_form_that_is_gone_breaks_and_a_new_one_does_not(tmp_path: Path) -> None:
    one = manifest(tmp_path / "one.json", WORDS)
    two = manifest(tmp_path / "two.json", WORDS, main=[ROLE])
    assert run("--manifest", two, "--against", one)[0] == 0
    status, said = run("--manifest", one, "--against", two)
    assert (status, "main: exports change: the form is gone" in said) == (1, True)


def test_missing_manifest_is_told_with_its_cure(tmp_path: Path) -> None:
    status, said = run("--manifest", str(tmp_path / "none.json"))
    assert status == 1
    assert "error[manifest-missing]: the manifest" in said
    assert "cure: Build the site" in said


def test_schema_accepts_this_projects_forms_and_refuses_a_wrong_one() -> None:
    """An editor that has the schema says what the build would say."""
    checker = Draft202012Validator(json.loads(run("--schema")[1]))
    folder = Path(__file__).parents[2] / "docs" / "_feedback"
    for path in folder.glob("*.toml"):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        if "title" in data:
            checker.validate(json.loads(json.dumps(data, default=str)))
    assert not checker.is_valid({"title": "T", "field": [{"type": "text", "label": "No name"}]})
    assert not checker.is_valid({"title": "T", "titel": "T", "field": [WORDS]})
    assert checker.is_valid({"title": "T", "field": [{**ROLE, "options": "common.roles"}]})
