"""Every configuration that the documentation shows is right, and every key is explained."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_page_feedback.services import (
    SERVICES,
    Service,
    Settings,
    parts,
    read_settings,
    reader,
)
from sphinx_page_feedback.services.refused import REFUSED

if TYPE_CHECKING:
    from pydantic import BaseModel

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = DOCS / "guide" / "services"
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
    assert isinstance(settings, Settings), settings


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"receiver"}))
def test_every_service_has_a_page_that_shows_it(name: str) -> None:
    pages = [page.read_text(encoding="utf-8") for page in GUIDE.glob("*.md")]
    (page,) = [page for page in pages if f'"name": "{name}"' in page]
    for heading in ("Without JavaScript", "Read back", "What to tell readers"):
        assert f"\n## {heading}" in page
    token = SERVICES[name].reader
    assert token is None or token.token.variable in page


@pytest.mark.parametrize(
    "model",
    [
        Service, parts.Parameter, parts.Honeypot, parts.Native, parts.Success, parts.Errors,
        parts.Link, parts.Privacy, reader.Reader, reader.Token, reader.Paging,
    ],
)  # fmt: skip
def test_every_key_of_a_declaration_is_explained(model: type[BaseModel]) -> None:
    page = (DOCS / "reference" / "services.md").read_text(encoding="utf-8")
    keys = set(model.model_fields) - {"generic"}
    assert {key for key in keys if not re.search(rf"`([a-z]+\.)?{key}`", page)} == set()


def test_every_refused_service_is_listed() -> None:
    page = (DOCS / "reference" / "services.md").read_text(encoding="utf-8").lower()
    assert [refusal.name for refusal in REFUSED if refusal.name not in page] == []


def test_the_examples_of_the_documentation_are_told_when_they_are_copied() -> None:
    """Else somebody's answers would go to an address of ours, or of a stranger."""
    settings = read_settings({"name": "formspree", "form": "abcdwxyz"}, SERVICES, {})
    assert isinstance(settings, Settings)
    assert "is the example of the documentation" in str(settings.cautions)
