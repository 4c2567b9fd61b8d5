"""What a newcomer needs to add a form service: one file, its line in the table, and a page."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import pytest

from sphinx_page_feedback.services import SERVICES, Service, known

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
MODULES = [
    import_module(f"{known.__name__}.{module.name}") for module in iter_modules(known.__path__)
]


def declared(module: ModuleType) -> list[Service]:
    """Return the services that a file declares."""
    return [value for value in vars(module).values() if isinstance(value, Service)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_file_declares_services_and_each_is_in_the_table(module: ModuleType) -> None:
    assert declared(module)
    assert {service.name for service in declared(module)} <= set(SERVICES)


def test_only_what_is_declared_is_in_the_table() -> None:
    names = {service.name for module in MODULES for service in declared(module)}
    assert names == set(SERVICES)


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"receiver"}))
def test_every_service_has_a_page_in_the_guide(name: str) -> None:
    assert (ROOT / "docs" / "guide" / "services" / f"{name}.md").is_file()


def test_no_file_outside_the_declarations_names_a_service() -> None:
    """So a new one is a file and its line; other things have the names of generic ones and of hosts."""
    package = ROOT / "_ext" / "sphinx_page_feedback"
    inside = package / "services" / "known"
    hosts = {package / "model" / "repository.py", package / "ways_in" / "themes.py"}
    named = {
        (name, path.name)
        for path in set(package.rglob("*.py")) - hosts
        if inside not in path.parents
        for name in set(SERVICES) - {"form", "json", "mailto", "opaque", "receiver", "worker"}
        if f'"{name}"' in path.read_text(encoding="utf-8")
    }
    assert named == set()
