"""The log of decisions: chained, reversible, without a reader's word, and merged without loss."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from team import open_review, row

from sphinx_page_feedback.answers import Act, Decisions, Log, Review, erase
from sphinx_page_feedback.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """Three answers and no decision."""
    return open_review(tmp_path, [row(number) for number in range(3)])


def again(review: Review) -> Review:
    """Open the same files once more."""
    return Review.open(review.log.path.with_name("answers.sqlite3"))


def key(review: Review, number: int = 0) -> str:
    return review.answers.rows[number].submission_id


def test_a_decision_is_there_after_the_files_are_opened_again(review: Review) -> None:
    review.decide("ann", "aside", key(review), "see the minutes", reason="test")
    opened = again(review)
    assert opened.state(opened.answers.rows[0]).aside == "test"
    assert opened.log.acts == review.log.acts
    assert review.log.path.stat().st_mode & 0o077 == 0


def test_a_log_has_no_word_of_a_reader(review: Review) -> None:
    for number, answer in enumerate(review.answers.rows):
        review.decide(
            "ann", "code", answer.submission_id, code="cost", stance="for", applies=True
        )
        review.decide(
            "ann",
            "redact",
            answer.submission_id,
            field="details",
            start=0,
            end=number + 1,
            kind="name",
            applies=True,
        )
    stored = review.log.path.read_bytes()
    assert b"Answer" not in stored


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log SET act = replace(act, 'ann', 'bob') WHERE number = 2",
        "DELETE FROM log WHERE number = 2",
        "DELETE FROM log WHERE number = 3",
        "UPDATE reasons SET text = 'other'",
        "UPDATE log SET hash = 'a' WHERE number = 3",
        "DELETE FROM head",
    ],
)
def test_a_log_that_was_edited_or_cut_is_noticed(review: Review, change: str) -> None:
    for number in range(3):
        review.decide("ann", "aside", key(review, number), "because", reason="spam")
    with closing(sqlite3.connect(review.log.path)) as database, database:
        database.execute(change)
    with pytest.raises(Problem) as caught:
        again(review)
    assert caught.value.code == "review-log"


def test_a_file_that_is_no_log_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite3"
    path.write_text("no database, but long enough to be looked at" * 9, encoding="utf-8")
    with pytest.raises(Problem) as caught:
        Log(path)
    assert caught.value.code == "review-log"


def test_two_programs_do_not_write_over_each_other(review: Review) -> None:
    other = again(review)
    review.decide("ann", "aside", key(review), reason="spam")
    with pytest.raises(Problem, match="another program has written"):
        other.decide("bob", "aside", key(review), reason="test")
    assert len(other.log.acts) == 0
    assert len(again(review).log.acts) == 1


def test_undo_brings_back_what_was_decided_before(review: Review) -> None:
    """A person undoes their own acts, the latest first."""
    answer = review.answers.rows[0]
    for reason in ("spam", "test"):
        review.decide("ann", "aside", answer.submission_id, reason=reason)
    review.decide("bob", "read", answer.submission_id)
    states = []
    while review.undo("ann"):
        states.append(review.state(answer).aside)
    assert states == ["spam", ""]
    assert review.state(answer).read_by == ("bob",)
    assert len(review.log.acts) == 5  # nothing is deleted


def test_an_undo_that_is_undone_undoes_nothing() -> None:
    act = Act(kind="read", person="ann", answer="a")
    undo = Act(kind="undo", person="ann", answer="a", details={"act": act.id})
    redo = Act(kind="undo", person="ann", answer="a", details={"act": undo.id})
    assert Decisions.of([act, undo]).current == {}
    assert list(Decisions.of([redo, undo, act]).current) == [("read", "a", "ann")]


def test_an_answer_that_is_erased_is_in_no_file_and_the_log_still_verifies(
    tmp_path: Path,
) -> None:
    """With the version that it replaced; the answers of others stay."""
    newer = row(2, "SENTINEL two")
    rows = [row(1, "SENTINEL one", replaced_by=newer["submission_id"]), newer, row(3, "Kept")]
    review = open_review(tmp_path, rows)
    path = tmp_path / "answers.sqlite3"
    for answer in review.answers.rows:
        review.decide("ann", "aside", answer.submission_id, "SENTINEL why", reason="spam")
    other = row(3)["submission_id"]
    gone = erase(review, path, newer["reference"], "ann")
    assert [one.submission_id for one in gone] == [one["submission_id"] for one in rows[:2]]
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["answers.sqlite3", "review.sqlite3"]
    assert b"SENTINEL one" not in path.read_bytes()
    assert b"SENTINEL two" not in path.read_bytes()
    left = again(review)
    assert list(left.log.reasons().values()) == ["SENTINEL why"]  # of the one that stays
    assert [one.submission_id for one in left.answers.rows] == [other]
    assert left.removed == sorted(one["submission_id"] for one in rows[:2])
    with pytest.raises(Problem, match="nothing was erased"):
        erase(left, path, newer["reference"], "ann")


def test_an_act_of_a_later_release_is_told(review: Review) -> None:
    review.decide("ann", "read", key(review))
    [act] = review.log.acts
    text = act.to_json().replace('"kind"', '"later": 1, "kind"')
    digest = sha256(f"\n{text}".encode()).hexdigest()
    with closing(sqlite3.connect(review.log.path)) as database, database:
        database.execute("UPDATE log SET act = ?, hash = ?", [text, digest])
        database.execute("UPDATE head SET hash = ?", [digest])
    with pytest.raises(Problem, match="none that this release knows"):
        again(review)
