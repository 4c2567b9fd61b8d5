"""What a form costs a reader's connection."""

from __future__ import annotations

import gzip
from pathlib import Path

import sphinx_page_feedback

STATIC = Path(sphinx_page_feedback.__file__).parent / "static"
USUAL = ("page-feedback.css", "page-feedback.js")
"""What every page with a form loads."""


def weight(*names: str) -> int:
    """Return the bytes that a reader downloads: each file compressed by itself, gzip -9."""
    files = ((STATIC / name).read_bytes() for name in names)
    return sum(len(gzip.compress(file, 9, mtime=0)) for file in files)


def test_script_and_style_of_a_usual_page_are_small() -> None:
    """6,000 bytes at most; PushFeedback has 24,800, Isso 22,300."""
    assert weight(*USUAL) <= 6_000


def test_no_page_loads_more_than_the_design_allows() -> None:
    """8,000 bytes at most, with what only some form services and some addresses need."""
    assert weight(*sorted(path.name for path in STATIC.iterdir())) <= 8_000
