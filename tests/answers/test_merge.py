"""Two people's logs come together: nothing is lost, nothing is decided, nothing erased comes back."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from team import open_review, row

from sphinx_page_feedback.answers import Log, Review, analysed, erase
from sphinx_page_feedback.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable
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


def split(review: Review, folder: Path) -> Review:
    """Return another person's copy of both files."""
    folder.mkdir()
    for name in ("answers.sqlite3", "review.sqlite3"):
        if (file := review.log.path.with_name(name)).exists():
            shutil.copy(file, folder)
    return Review.open(folder / "answers.sqlite3")


def test_two_logs_merge_and_a_contradiction_is_shown_and_not_decided(
    review: Review, tmp_path: Path
) -> None:
    first, second, third = review.answers.rows
    review.decide("ann", "aside", first.submission_id, reason="scope")
    other = split(review, tmp_path / "bob")
    other.decide("bob", "aside", first.submission_id, reason="")  # saw what ann decided
    review.decide("ann", "aside", second.submission_id, "mine", reason="spam")
    other.decide("bob", "aside", second.submission_id, "theirs", reason="test")
    for one, name in ((review, "ann"), (other, "bob")):
        one.decide(name, "aside", third.submission_id, reason="test")
    assert review.log.take_in(other.log) == 3
    assert review.log.take_in(other.log) == 0
    assert other.log.take_in(review.log) == 2
    for one in (again(review), other):
        assert [one.state(row).aside for row in (first, second, third)] == ["", "", "test"]
        assert one.state(second).waiting == "two people decided differently"
        [(left, right)] = one.decisions.conflicts()
        assert {left.person, right.person} == {"ann", "bob"}
        assert set(one.log.reasons().values()) == {"mine", "theirs"}
    review.decide("ann", "aside", second.submission_id, reason="spam")
    assert review.decisions.conflicts() == []
    assert review.state(second).aside == "spam"


def test_what_two_people_decided_differently_counts_for_neither(
    review: Review, tmp_path: Path
) -> None:
    """A code, or a campaign; but what one has redacted stays redacted."""
    answer = review.answers.rows[0]
    other = split(review, tmp_path / "bob")
    keys = [one.submission_id for one in review.answers.rows]
    span = {"field": "details", "start": 0, "end": 3, "kind": "name"}
    for one, name, stance, applies, decision in (
        (review, "ann", "for", True, "once"),
        (other, "bob", "against", False, "all"),
    ):
        one.decide(
            name, "code", answer.submission_id, code="other", stance=stance, applies=True
        )
        one.decide(name, "redact", answer.submission_id, applies=applies, **span)
        one.decide(name, "campaign", leader=keys[0], members=keys, decision=decision)
    review.log.take_in(other.log)
    state = review.state(answer)
    assert state.codes == {}
    assert len(state.spans["details"]) == 1
    assert analysed(review) == keys
    assert len(review.decisions.conflicts()) == 3
    review.decide("ann", "code", answer.submission_id, code="other", stance="for", applies=True)
    assert review.state(answer).codes == {"other": "for"}


def test_what_was_written_about_an_erased_answer_does_not_come_back_by_a_merge(
    review: Review, tmp_path: Path
) -> None:
    """In either direction; and an answer that is fetched again stays withdrawn."""
    answer, kept = review.answers.rows[:2]
    other = split(review, tmp_path / "bob")
    review.decide("Ann", "aside", answer.submission_id, "SENTINEL Ann", reason="spam")
    other.decide("Bob", "aside", answer.submission_id, "SENTINEL Bob", reason="test")
    other.decide("Bob", "aside", kept.submission_id, "Kept", reason="test")
    path = review.log.path.with_name("answers.sqlite3")
    erase(review, path, answer.reference, "Ann")
    review.log.take_in(other.log)
    assert set(again(review).log.reasons().values()) == {"Kept"}
    other.log.take_in(review.log)
    assert set(again(other).log.reasons().values()) == {"Kept"}
    for file in (review.log.path, other.log.path):
        assert b"SENTINEL" not in file.read_bytes()
    still_there = again(other)
    assert still_there.state(still_there.by_id[answer.submission_id]).aside == "withdrawn"


def test_looking_at_another_persons_log_changes_nothing(review: Review, tmp_path: Path) -> None:
    """Nor is a database of something else made into a log."""
    other = split(review, tmp_path / "bob")
    other.decide("Bob", "read", key(review))
    other.log.path.chmod(0o400)
    before = other.log.path.read_bytes()
    assert review.log.take_in(Log(other.log.path)) == 1
    assert other.log.path.read_bytes() == before
    foreign = tmp_path / "foreign.sqlite3"
    with closing(sqlite3.connect(foreign)) as database, database:
        database.execute("CREATE TABLE other (a)")
    before = foreign.read_bytes()
    with pytest.raises(Problem):
        Log(foreign)
    assert foreign.read_bytes() == before


PEOPLE = st.sampled_from(["ann", "bob"])
ACTS = st.lists(
    st.tuples(
        PEOPLE,
        st.integers(0, 2),
        st.sampled_from(["aside", "code", "undo", "read"]),
        st.integers(0, 2),
    ),
    max_size=25,
)


@settings(max_examples=15, deadline=None)  # each decision is written to a disk
@given(acts=ACTS, merges=st.sets(st.integers(0, 24)))
def test_both_copies_of_merged_logs_come_to_the_same(
    acts: list[tuple[str, int, str, int]],
    merges: set[int],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Whatever was decided, undone and merged in between, and in whatever order."""
    folder = tmp_path_factory.mktemp("log")
    ann = open_review(folder, [row(number) for number in range(3)])
    copies = {"ann": ann, "bob": split(ann, folder / "bob")}
    do: dict[str, Callable[[Review, str, str, int], object]] = {
        "aside": lambda review, person, answer, value: review.decide(
            person, "aside", answer, reason=["", "spam", "test"][value]
        ),
        "code": lambda review, person, answer, value: review.decide(
            person, "code", answer, code="c", applies=bool(value), stance=""
        ),
        "read": lambda review, person, answer, _value: review.decide(person, "read", answer),
        "undo": lambda review, person, _answer, _value: review.undo(person),
    }
    for step, (person, number, kind, value) in enumerate(acts):
        review = copies[person]
        do[kind](review, person, review.answers.rows[number].submission_id, value)
        if step in merges:
            copies["ann"].log.take_in(copies["bob"].log)
    copies["ann"].log.take_in(copies["bob"].log)
    copies["bob"].log.take_in(copies["ann"].log)
    first, second = (again(review) for review in copies.values())
    assert {act.id for act in first.log.acts} == {act.id for act in second.log.acts}
    for answer in first.answers.rows:
        assert first.state(answer) == second.state(answer)
