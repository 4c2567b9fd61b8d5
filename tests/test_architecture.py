"""Who may import whom (design §2), and that each module stands alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "_ext" / "sphinx_page_feedback"
NAME = PACKAGE.name
LEAVES = {"__init__", "environment", "problems"}
"""What every part may import: the version, the environment's names and the error class."""
PAGE = {"config", "model", "nodes", "outputs", "services", "titles"}
MAY_IMPORT = {
    "__init__": {"extension"},
    "environment": set(),
    "problems": set(),
    "catalogue": {"model"},
    "model": set(),
    "nodes": set(),
    "titles": set(),
    "manifest": set(),
    "manifest.read": {"model"},
    "services": {"model"},
    "forms": {"manifest.read", "model"},
    "keeping": {"model"},
    "options": {"model"},
    "config": {"catalogue", "forms", "keeping", "model", "options", "services"},
    "unknown_options": {"config", "options"},
    "form_texts": {"catalogue", "config", "model"},
    "globs": set(),
    "outputs": {"config", "model", "nodes"},
    "log": {"catalogue"},
    "directive": {*PAGE, "log"},
    "period_role": {*PAGE, "catalogue", "log"},
    "placement": {*PAGE, "globs", "log"},
    "transforms": {*PAGE, "placement"},
    "summary": {*PAGE, "log", "pdf", "placement"},
    "assets": {*PAGE, "log"},
    "render": {*PAGE, "catalogue", "log"},
    "pdf": {*PAGE, "log", "render"},
    "preview": {*PAGE, "render"},
    "redirects": {*PAGE, "render"},
    "ways_in": {*PAGE, "render"},
    "manifest.write": {*PAGE, "catalogue", "log", "manifest.read"},
    "extension": {
        *PAGE, "assets", "catalogue", "directive", "form_texts", "globs", "log", "manifest.write", "options", "pdf", "period_role", "placement", "preview", "redirects",
        "render", "summary", "transforms", "unknown_options", "ways_in",
    },
    "receiver": {"manifest.read", "model"},
    "answers": {"manifest.read", "model"},
    "answers.report": {"answers", "manifest.read", "model"},
    "answers.web": {"answers", "manifest.read", "model"},
    "pull": {"manifest.read", "model", "services"},
    "editing": {"forms", "manifest.read", "model"},
    "editing.changes": {"editing", "forms", "manifest.read", "model"},
    "cli": {"answers", "answers.report", "answers.web", "editing", "editing.changes", "forms", "manifest.read", "model", "pull", "receiver", "services"},
}  # fmt: skip
THIRD_PARTY = "pydantic,requests,rich.progress,sqlalchemy,starlette.applications"
MODEL = f"{THIRD_PARTY},{NAME}.model,{NAME}.services"
LOWEST = {"environment", "model", "problems", "services"}
WITH_SPHINX = {
    "__init__", "assets", "catalogue", "config", "directive", "extension", "form_texts", "globs", "log", "manifest.write", "nodes",
    "options", "outputs", "pdf", "period_role", "placement", "preview", "redirects", "render", "summary", "titles", "transforms", "unknown_options", "ways_in",
}  # fmt: skip
LAYERS = {
    "lowest": (THIRD_PARTY, LOWEST),
    "commands-and-receiver": (MODEL, MAY_IMPORT.keys() - LOWEST - WITH_SPHINX),
    "with-Sphinx": (f"{MODEL},sphinx.application,weasyprint", WITH_SPHINX),
}
"""What is loaded once, to save time, before each module of some parts is imported.

The second and third begin with what the first has shown to lean on nothing.
"""
IMPORT_ALONE = Path(__file__).parent / "support" / "import_alone.py"
PATHS = sorted(PACKAGE.rglob("*.py"))


def module_of(path: Path) -> str:
    """Return a file's module name below the package; the package itself is ``__init__``."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[1:] and parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in PATHS if path.name != "__main__.py"}


def part_of(module: str) -> str:
    """Return the row of the table that a module belongs to."""
    whole = ".".join(module.split(".")[:2])
    return whole if whole in MAY_IMPORT else module.split(".", maxsplit=1)[0]


def imported(path: Path) -> set[str]:
    """Return every module of the package that a file imports, wherever in it."""
    package = path.relative_to(PACKAGE).parent.parts
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            base = [*package[: len(package) - node.level + 1]]
        elif (node.module or "").split(".")[0] == NAME:
            base = []
        else:
            continue
        stem = (node.module or "").removeprefix(NAME).strip(".")
        module = ".".join([*base, *filter(None, [stem])])
        for alias in node.names:
            inner = ".".join(filter(None, [module, alias.name]))
            found.add(inner if inner in MODULES else module or "__init__")
    return found - {module_of(path)}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_part_imports_only_what_it_may(path: Path) -> None:
    here = part_of(module_of(path))
    parts = {part_of(module) for module in imported(path)} - {here}
    assert parts <= MAY_IMPORT[here] | LEAVES


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_inner_modules_are_imported_through_their_folder(path: Path) -> None:
    """What a folder offers to others stands in its ``__init__``."""
    here = module_of(path)
    if here == "extension":  # the one module that knows all parts
        return
    inner = {
        module
        for module in imported(path)
        if "." in module and module not in MAY_IMPORT
        if part_of(module) != part_of(here)
    }
    assert inner == set()


def test_no_two_modules_import_each_other() -> None:
    graph = {module: imported(path) - {"__init__"} for module, path in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize(("preloaded", "parts"), LAYERS.values(), ids=LAYERS)
def test_every_module_can_be_imported_alone(preloaded: str, parts: set[str]) -> None:
    """None leans on what another has imported; what a server runs does not load Sphinx."""
    names = [f"{NAME}.{module}" for module in sorted(MODULES) if part_of(module) in parts]
    command = [sys.executable, str(IMPORT_ALONE), NAME, preloaded, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
