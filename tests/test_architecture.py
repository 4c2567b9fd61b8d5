"""Who may import whom (design §2), and that each module stands alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "_ext" / "sphinx_page_feedback"
NAME = PACKAGE.name
SPHINX_SIDE = {
    "assets", "config", "directive", "extension", "log", "manifest", "nodes", "pdf",
    "placement", "render",
}  # fmt: skip
MAY_IMPORT = {
    "__init__": {"extension"},
    "model": set(),
    "problems": set(),
    "nodes": set(),
    "log": {"problems"},
    "forms": {"model", "problems"},
    "services": {"model", "problems"},
    "cover": {"model"},
    "config": {"cover", "forms", "model", "problems", "services"},
    "directive": {"nodes", "problems"},
    "placement": {"config", "log", "model", "nodes", "problems"},
    "render": {"config", "log", "model", "nodes", "problems", "services"},
    "pdf": {"config", "log", "model", "nodes", "problems", "render"},
    "assets": {"config", "model", "nodes"},
    "manifest": {"config", "model", "nodes"},
    "extension": SPHINX_SIDE - {"extension"},
    "receiver": {"model"},
    "report": {"model"},
    "migrate": {"model"},
    "cli": {
        "__init__",
        "forms",
        "manifest_file",
        "model",
        "problems",
        "receiver",
        "report",
        "services",
    },
}
WITHOUT_SPHINX = ("model", "problems", "services", "receiver")
MODULES = sorted(
    ".".join([NAME, *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if path.name != "__main__.py"
)


def imported_parts(path: Path) -> set[str]:
    """Return the parts of the package that a file imports, its own part left out."""
    package = (NAME, *path.relative_to(PACKAGE).parent.parts)
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *filter(None, [node.module])])
            names = [f"{stem}.{alias.name}" for alias in node.names]
        else:
            continue
        parts = [name.split(".") for name in names if name.split(".")[0] == NAME]
        found |= {
            part[1] if part[1:] and part[1] in MAY_IMPORT else "__init__" for part in parts
        }
    return found - {part_of(path)}


def part_of(path: Path) -> str:
    """Return the part of the package that a file belongs to."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_each_part_imports_only_what_it_may(path: Path) -> None:
    assert imported_parts(path) <= MAY_IMPORT[part_of(path)]


def test_every_module_can_be_imported_alone() -> None:
    """In a process of its own each, so that none leans on another's imports."""
    script = (
        "import importlib, os, sys\n"
        "import pydantic, requests, rich.progress, sphinx.application, sqlalchemy, starlette\n"
        "for name in sys.argv[1:]:\n"
        "    child = os.fork()\n"
        "    if not child:\n"
        "        importlib.import_module(name)\n"
        "        os._exit(0)\n"
        "    if os.waitpid(child, 0)[1]: sys.exit(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *MODULES], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("part", WITHOUT_SPHINX)
def test_what_a_server_runs_loads_no_sphinx(part: str) -> None:
    script = f"import sys, {NAME}.{part}; sys.exit('sphinx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
