"""The reference page is the contract: it leaves out nothing that the receiver can answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinx_page_feedback.model import EXPORTED
from sphinx_page_feedback.receiver import refusals
from sphinx_page_feedback.receiver.store.tables import SUBMISSIONS

DOCS = Path(__file__).parents[2] / "docs/reference"
PAGE = (DOCS / "receiver.md").read_text(encoding="utf-8")
REFUSALS = [one for one in vars(refusals).values() if isinstance(one, refusals.Refusal)]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_each_refusal_has_its_row(refusal: refusals.Refusal) -> None:
    assert re.search(rf"^\| {refusal.status} \| `{refusal.code}` \| \S", PAGE, re.MULTILINE)


def test_no_row_is_about_a_refusal_that_does_not_exist() -> None:
    rows = re.findall(r"^\| \d+ \| `([a-z-]+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(refusal.code for refusal in REFUSALS)


def test_each_column_is_explained() -> None:
    """Those of an export in ``submissions.md``, which is held against the table of columns."""
    _, _, stored = PAGE.partition("## What the receiver stores")
    explained = re.findall(r"^\| `(\w+)` \| \S", stored, re.MULTILINE)
    assert set(SUBMISSIONS.columns.keys()) - set(EXPORTED) <= set(explained)


WORDS = re.compile(
    r"\b(please|sorry|valid|invalid|oops|forgot|bad request|internal)\b", re.IGNORECASE
)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_a_refusal_speaks_plainly(refusal: refusals.Refusal) -> None:
    """A1.4, A1.16: no blame, no apology and no jargon for a reader."""
    assert not WORDS.search(f"{refusal.title} {refusal.detail}")
