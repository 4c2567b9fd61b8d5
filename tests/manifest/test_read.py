"""One reader for all: the same broken file is told in the same words, and a newer one refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.manifest.read import SCHEMA, Manifest, parse_manifest, read_manifest
from sphinx_page_feedback.model import Form
from sphinx_page_feedback.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

FIELDS: list[dict[str, Any]] = [
    {"type": "text", "name": "summary", "label": "Summary", "was": ["gist"]},
    {
        "type": "select",
        "name": "role",
        "label": "Role",
        "options": ["A", {"group": "G", "options": [{"value": "b", "label": "B"}]}],
    },
    {
        "type": "matrix",
        "name": "ideas",
        "label": "Ideas",
        "rows": [{"value": "a", "label": "A"}],
        "scales": [{"name": "s", "label": "S", "low": "l", "high": "h"}],
    },
    {"type": "hidden", "name": "round", "value": "2"},
]
FORM = Form.model_validate({"name": "page", "title": "Page", "fields": FIELDS})
SITE: dict[str, Any] = {
    "schema": SCHEMA,
    "project": "P",
    "base_url": "https://docs.example.org/",
    "service": {"name": "receiver", "endpoint": "/feedback"},
    "forms": {"page": FORM.to_manifest()},
    "pages": {
        "index": {
            "title": "Start",
            "url": "index.html",
            "form": "page",
            "sections": [{"id": "first", "title": "First"}],
            "moved_from": ["start"],
        }
    },
}
BROKEN = {
    "not JSON": "{",
    "half a file": json.dumps(SITE)[:-40],
    "no object": "[]",
    "another file": '{"name": "package"}',
    "form without fields": '{"forms": {"page": {"title": "T"}}}',
    "field of no type": '{"forms": {"page": {"title": "T", "fields": [{"type": "new"}]}}}',
    "page without title": '{"forms": {}, "pages": {"index": {}}}',
    "newer": json.dumps({**SITE, "schema": SCHEMA + 1}),
    "schema in words": json.dumps({**SITE, "schema": "two"}),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_broken_manifest_is_told_in_the_same_words_everywhere(
    tmp_path: Path, text: str
) -> None:
    """To those who list forms, read answers, or start a receiver."""
    path = tmp_path / "feedback.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as caught:
        read_manifest(path)
    database = f"sqlite:///{tmp_path}/answers.sqlite3"
    commands = (
        ["forms", "--manifest", str(path)],
        ["forms", "--manifest", str(path), "--against", str(path)],
        ["pull", "--manifest", str(path), "--to", str(tmp_path / "out.csv")],
        ["serve", "--manifest", str(path), "--database", database],
    )
    message = f"error[{caught.value.code}]: {caught.value.cause}"
    for command in commands:
        done = CliRunner().invoke(main, command)
        assert (done.exit_code, message in done.output) == (1, True), (command, done.output)


def test_newer_manifest_is_refused_with_its_cure() -> None:
    with pytest.raises(Problem) as caught:
        parse_manifest(BROKEN["newer"], "feedback.json")
    assert caught.value.code == "manifest-newer"
    assert "Upgrade sphinx-page-feedback" in caught.value.cure


def with_unknown_keys(value: Any) -> Any:
    """Return JSON with one more key in every object."""
    if isinstance(value, dict):
        return {**{key: with_unknown_keys(item) for key, item in value.items()}, "later": [1]}
    return [with_unknown_keys(item) for item in value] if isinstance(value, list) else value


def test_unknown_keys_are_ignored_at_every_level() -> None:
    """A receiver one release older than the site goes on."""
    form, page = SITE["forms"]["page"], SITE["pages"]["index"]
    forms, pages = {"page": with_unknown_keys(form)}, {"index": with_unknown_keys(page)}
    data = {**SITE, "forms": forms, "pages": pages, "later": {"deeper": True}}
    read = parse_manifest(json.dumps(data), "feedback.json")
    assert read == parse_manifest(json.dumps(SITE), "feedback.json")
    assert read.forms["page"].version == FORM.version


@settings(deadline=None)
@given(st.integers(0, len(json.dumps(SITE)) - 1))
def test_half_a_file_is_never_taken_for_a_whole_one(length: int) -> None:
    with pytest.raises(Problem):
        parse_manifest(json.dumps(SITE)[:length], "feedback.json")


def test_page_is_found_under_its_former_docname() -> None:
    manifest = parse_manifest(json.dumps(SITE), "feedback.json")
    assert (manifest.docnames["start"], manifest.docnames["index"]) == ("index", "index")
    assert "gone" not in manifest.docnames
    assert Manifest().docnames == {}
