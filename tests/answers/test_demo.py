"""The artificial answers of ``make demo``: the same each time, and worth trying things on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from receiver_kit import make_manifest

from sphinx_page_feedback.answers import Review, find_campaigns, flow_of

if TYPE_CHECKING:
    from sphinx_page_feedback.answers import Answers

DEMO = Path(__file__).parents[2] / "docs" / "_demo.py"


def made_in(folder: Path) -> Path:
    """Run the script, as the session does, and return its file."""
    manifest = make_manifest(folder / "feedback.json")
    path = folder / "demo" / "answers.sqlite3"
    subprocess.run([sys.executable, str(DEMO), str(manifest), str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    return Review.open(made_in(tmp_path_factory.mktemp("demo")))


def test_there_is_something_of_everything_to_try(review: Review) -> None:
    flow = flow_of(review)
    assert flow.received == 400
    assert flow.adds_up
    assert flow.aside["replaced"] == 7
    assert flow.waiting["flagged as spam"] > 5
    answers = review.answers
    texts = {one.submission_id: str(one.values.get("details", "")) for one in answers.rows}
    [campaign, *_] = find_campaigns(texts)
    assert len(campaign.members) > 20
    flags = {flag for one in answers.rows for flag in one.flags}
    assert {"personal:phone", "personal:email", "personal:postcode", "spam:honeypot"} <= flags


def test_it_is_the_same_each_time(review: Review, tmp_path: Path) -> None:
    again: Answers = Review.open(made_in(tmp_path)).answers
    assert again == review.answers
