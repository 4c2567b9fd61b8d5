"""What a maintainer relies on when looking for something: names that mean one thing, short files."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "_ext" / "sphinx_page_feedback"
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
UNIQUE = {
    "Finding", "ListPage", "Outcome", "Page", "PageSource", "ReceiverSettings", "Refusal",
    "Settings", "Site", "Source", "Unsupported", "address_of", "in_plain_words", "origin_of",
    "site_of", "thanks_page", "translate", "write_manifest", "write_site_manifest",
}  # fmt: skip
"""Names of classes and functions that stood, or might stand, for two things."""


def test_each_name_stands_for_one_thing() -> None:
    places: dict[str, list[str]] = {}
    for path, source in SOURCES.items():
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name in UNIQUE:
                places.setdefault(node.name, []).append(str(path.relative_to(PACKAGE)))
    assert {name: files for name, files in places.items() if files[1:]} == {}


def test_no_file_is_too_long_to_be_read_from_top_to_bottom() -> None:
    """250 lines at most."""
    lines = {
        str(path.relative_to(PACKAGE)): source.count("\n") for path, source in SOURCES.items()
    }
    assert {name: count for name, count in lines.items() if count > 250} == {}
