"""What a form costs a reader's connection."""

from __future__ import annotations

import gzip

from sphinx_page_feedback.assets import static_files

UNTOUCHED = ("page-feedback.css", "page-feedback.js")
"""What every page with a form loads."""


def weight(*names: str) -> int:
    """Return the bytes that a reader downloads: each file compressed by itself, gzip -9."""
    files = static_files()
    return sum(len(gzip.compress(files[name].encode(), 9, mtime=0)) for name in names)


def test_script_and_style_of_an_untouched_page_are_small() -> None:
    """6,000 bytes at most; PushFeedback has 24,800, Isso 22,300."""
    assert weight(*UNTOUCHED) <= 6_000


def test_a_visit_that_types_fails_and_sends_is_small() -> None:
    """12,000 bytes at most, with the script that the first touch of a form asks for."""
    assert weight(*UNTOUCHED, "page-feedback-send.js") <= 12_000


def test_no_visit_loads_more_than_the_design_allows() -> None:
    """16,000 bytes at most, with what only an address with a query needs."""
    assert weight(*static_files()) <= 16_000
