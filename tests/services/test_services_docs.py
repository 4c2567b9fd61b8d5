"""Every configuration that the documentation shows is right, and every key is explained."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from one_issue import PAGE, row

from sphinx_page_feedback.services import (
    SERVICES,
    Service,
    ServiceSettings,
    read_settings,
    reader,
)
from sphinx_page_feedback.services import service_parts as parts
from sphinx_page_feedback.services.unsupported import UNSUPPORTED

if TYPE_CHECKING:
    from pydantic import BaseModel

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = DOCS / "guide" / "services"
TABLES = runpy.run_path(str(DOCS / "_tables.py"))
SHOWN = [
    pytest.param(block, id=f"{page.stem}-{number}")
    for page in sorted(GUIDE.glob("*.md"))
    for number, block in enumerate(
        re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    )
]


@pytest.mark.parametrize("block", SHOWN)
def test_every_configuration_shown_is_right(block: str) -> None:
    """It is run as ``conf.py`` would be."""
    conf: dict[str, Any] = {}
    exec(block, conf)
    settings = read_settings(conf["feedback_service"], SERVICES, {})
    assert isinstance(settings, ServiceSettings), settings


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"receiver"}))
def test_every_service_has_a_page_that_shows_it(name: str) -> None:
    pages = [page.read_text(encoding="utf-8") for page in GUIDE.glob("*.md")]
    (page,) = [page for page in pages if f'"name": "{name}"' in page]
    for heading in ("Without JavaScript", "Limits", "Read back", "What to tell readers"):
        assert f"\n## {heading}" in page
    token = SERVICES[name].reader
    assert token is None or token.token.variable in page


@pytest.mark.parametrize(
    "model",
    [
        Service, parts.Parameter, parts.Honeypot, parts.Native, parts.Success, parts.Errors,
        parts.Link, parts.Privacy, reader.Reader, reader.Token, reader.Paging,
        reader.IssuePaths,
    ],
)  # fmt: skip
def test_every_key_of_a_declaration_is_explained(model: type[BaseModel]) -> None:
    page = (DOCS / "reference" / "services.md").read_text(encoding="utf-8")
    keys = set(model.model_fields) - {"generic"}
    assert {key for key in keys if not re.search(rf"`([a-z]+\.)?{key}`", page)} == set()


def test_every_refused_service_is_listed() -> None:
    page = (DOCS / "reference" / "services.md").read_text(encoding="utf-8").lower()
    assert [refusal.name for refusal in UNSUPPORTED if refusal.name not in page] == []


def test_the_examples_of_the_documentation_are_told_when_they_are_copied() -> None:
    """Else somebody's answers would go to an address of ours, or of a stranger."""
    settings = read_settings({"name": "formspree", "form": "abcdwxyz"}, SERVICES, {})
    assert isinstance(settings, ServiceSettings)
    assert "is the example of the documentation" in str(settings.warnings)


def test_the_issue_form_of_the_guide_comes_back_answer_by_answer() -> None:
    """GitHub fills its fields by their ids, and writes their labels into the issue."""
    (text,) = re.findall(r"```yaml\n(.*?)```", (GUIDE / "github.md").read_text(), re.DOTALL)
    template = yaml.safe_load(text)
    shown = {field["id"]: field["attributes"]["label"] for field in template["body"]}
    assert {field["type"] for field in template["body"]} == {"input", "textarea"}
    sent = {name: f"what {name} got" for name in shown}
    sent["submission_id"] = "5b1f0f0e-1c1d-4e3a-8c6f-1a2b3c4d5e6f"
    sent["page_url"] = PAGE
    body = "\n\n".join(f"### {label}\n\n{sent[name]}" for name, label in shown.items())
    record = row(body, template="feedback.yml", label=template["labels"][0])
    assert record["answers"] == {"summary": sent["summary"], "details": sent["details"]}
    assert (record["submission_id"], record["page_url"]) == (sent["submission_id"], PAGE)


@pytest.mark.parametrize("page", TABLES["TABLES"])
def test_tables_of_the_docs_follow_from_the_declarations(page: str) -> None:
    """``python docs/_tables.py`` writes them."""
    assert (DOCS / page).read_text(encoding="utf-8") == TABLES["filled"](page)
