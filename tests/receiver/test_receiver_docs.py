"""The reference page is the contract: it leaves out nothing that the receiver can answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinx_page_feedback.model import EXPORTED
from sphinx_page_feedback.receiver import http_problems
from sphinx_page_feedback.receiver.store.tables import SUBMISSIONS

DOCS = Path(__file__).parents[2] / "docs/reference"
PAGE = (DOCS / "receiver.md").read_text(encoding="utf-8")
PROBLEMS = [
    value
    for value in vars(http_problems).values()
    if isinstance(value, http_problems.HTTPProblem)
]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.code)
def test_each_refusal_has_its_row(problem: http_problems.HTTPProblem) -> None:
    assert re.search(rf"^\| {problem.status} \| `{problem.code}` \| \S", PAGE, re.MULTILINE)


def test_no_row_is_about_a_refusal_that_does_not_exist() -> None:
    rows = re.findall(r"^\| \d+ \| `([a-z-]+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(problem.code for problem in PROBLEMS)


def test_each_column_is_explained() -> None:
    """Those of an export in ``submissions.md``, which is held against the table of columns."""
    _, _, stored = PAGE.partition("## What the receiver stores")
    explained = re.findall(r"^\| `(\w+)` \| \S", stored, re.MULTILINE)
    assert set(SUBMISSIONS.columns.keys()) - set(EXPORTED) <= set(explained)


WORDS = re.compile(
    r"\b(please|sorry|valid|invalid|oops|forgot|bad request|internal)\b", re.IGNORECASE
)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.code)
def test_a_refusal_speaks_plainly(problem: http_problems.HTTPProblem) -> None:
    """A1.4, A1.16: no blame, no apology and no jargon for a reader."""
    assert not WORDS.search(f"{problem.title} {problem.detail}")
