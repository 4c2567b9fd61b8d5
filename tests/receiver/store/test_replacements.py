"""A corrected answer counts once, in whatever order it and the first one arrive."""

from __future__ import annotations

import itertools
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_page_feedback.model import Submission
from sphinx_page_feedback.receiver.store.database import open_database
from sphinx_page_feedback.receiver.store.protocol import AddResult, StoreError
from sphinx_page_feedback.receiver.store.row import Row
from sphinx_page_feedback.receiver.store.sql import SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

NOW = datetime(2027, 1, 31, 12, tzinfo=UTC)
REFUSED = "replaces:refused"


def make_row(
    number: int,
    *replaces: int,
    form: str = "page",
    page: str = "index",
    names: Sequence[str] = (),
    days: float = 0,
) -> Row:
    """Return a row that arrives some days after `NOW`; the numbers stand for ids."""
    return Row(
        submission=Submission(
            submission_id=UUID(int=number), form=form, page=page, answers={"summary": "words"}
        ),
        received_at=NOW + timedelta(days=days),
        payload_hash=str(number),
        replaces=tuple(str(UUID(int=each)) for each in replaces),
        page_names=frozenset({page, *names}),
    )


def stored(store: SqlStore) -> dict[int, dict[str, Any]]:
    return {UUID(row["submission_id"]).int: row for _, row in store.read(0, 1_000)}


def replaced(store: SqlStore) -> dict[int, int]:
    """Return by which row each replaced one was replaced."""
    return {
        key: UUID(row["replaced_by"]).int
        for key, row in stored(store).items()
        if row["replaced_by"]
    }


def refused(store: SqlStore) -> set[int]:
    return {key for key, row in stored(store).items() if REFUSED in row["flags"]}


Attempts = dict[int, tuple[set[int], str]]
"""By number: the numbers that an attempt replaces, and its form."""
NUMBERS = st.integers(0, 4)
FORMS = st.sampled_from(["page", "page", "main"])
ATTEMPTS = st.dictionaries(NUMBERS, st.tuples(st.sets(NUMBERS, max_size=2), FORMS), min_size=1)


def test_in_any_order_with_any_retries(tmp_path: Path) -> None:
    """What counts depends on what was sent and never on when it arrived."""
    bases = itertools.count(100, 10)
    with closing(SqlStore(f"sqlite:///{tmp_path}/f.sqlite3")) as store:

        @settings(max_examples=60, deadline=None)
        @given(ATTEMPTS, st.data())
        def check(attempts: Attempts, data: st.DataObject) -> None:
            base = next(bases)  # one database for all examples, each with ids of its own
            rows = {
                number: make_row(
                    base + number, *(base + each for each in replaces - {number}), form=form
                )
                for number, (replaces, form) in attempts.items()
            }
            retries = data.draw(st.lists(st.sampled_from([*rows])))
            arrivals = data.draw(st.permutations([*rows, *retries]))
            size = data.draw(st.integers(1, 4))
            for start in range(0, len(arrivals), size):
                store.add([rows[number] for number in arrivals[start : start + size]])
            found = {
                key - base: row for key, row in stored(store).items() if base <= key < base + 10
            }
            assert found.keys() == rows.keys()
            check_what_counts(attempts, found, base)

        check()


def check_what_counts(attempts: Attempts, found: dict[int, dict[str, Any]], base: int) -> None:
    """Compare the rows with what follows from the attempts alone."""
    by = {
        key: UUID(row["replaced_by"]).int - base
        for key, row in found.items()
        if row["replaced_by"]
    }
    named = {
        (older, newer, attempts[older][1] == form)
        for newer, (replaces, form) in attempts.items()
        for older in replaces - {newer}
        if older in attempts
    }
    same = {(older, newer) for older, newer, is_same in named if is_same}
    assert set(by.items()) <= same
    # Each leads to one that counts: never do two rows stand in for each other.
    for number in by:
        steps = [number]
        while steps[-1] in by:
            steps.append(by[steps[-1]])
            assert len(steps) <= len(found)
    if all(older < newer for older, newer in same):  # no rings among them
        assert set(by) == {older for older, _ in same}
        flagged = {key for key, row in found.items() if REFUSED in row["flags"]}
        assert flagged == {newer for _, newer, is_same in named if not is_same}


def test_of_three_attempts_the_last_counts(database: str) -> None:
    with closing(SqlStore(database)) as store:
        for row in (make_row(3, 2), make_row(1), make_row(2, 1)):
            assert store.add([row]) == [AddResult.STORED]
            assert store.add([row]) == [AddResult.REPEATED]
        assert replaced(store) == {1: 2, 2: 3}
        assert refused(store) == set()


@pytest.mark.parametrize(
    ("newer", "flagged"),
    [
        (make_row(2, 1, days=30), set()),
        (make_row(2, 1, days=30.1), {2}),
        (make_row(2, 1, page="elsewhere"), {2}),
        (make_row(2, 1, form="main"), {2}),
        (make_row(2, 1, page="moved", names=["index"]), set()),
        (make_row(2, 9), set()),
    ],
    ids=["30-days", "older", "page", "form", "moved", "missing"],
)
@pytest.mark.parametrize("late", [False, True])
def test_only_a_recent_answer_about_the_same_is_replaced(
    tmp_path: Path, newer: Row, flagged: set[int], *, late: bool
) -> None:
    """Else both count, and the newer row says so."""
    names = {*newer.page_names}
    rows = [make_row(1, names=names if "index" in names else ()), newer]
    with closing(SqlStore(f"sqlite:///{tmp_path}/f.sqlite3")) as store:
        for row in reversed(rows) if late else rows:
            store.add([row])
        assert refused(store) == flagged
        is_replaced = not flagged and "9" not in newer.replaces[0][-1]
        assert replaced(store) == ({1: 2} if is_replaced else {})


def test_a_long_row_of_corrections_ends_somewhere(tmp_path: Path) -> None:
    """A program that builds one backwards costs no more than a person, and loses nothing."""
    rows = [make_row(number, number - 1) for number in range(120, 0, -1)]
    with closing(SqlStore(f"sqlite:///{tmp_path}/f.sqlite3")) as store:
        for start in range(0, 120, 40):
            store.add(rows[start : start + 40])
        counted = len(rows) - len(replaced(store))
        assert 1 < counted < 5
        assert len(refused(store)) == counted - 1


@contextmanager
def writing(url: str) -> Iterator[None]:
    """Be a receiver that has drawn a number and has not committed yet."""
    engine = open_database(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT nextval('submissions_number_seq')")
        yield
    engine.dispose()


def test_a_reader_of_postgresql_skips_no_row(new_postgresql: str) -> None:
    """A row with a higher number waits until the one with the lower number is committed."""
    with closing(SqlStore(new_postgresql)) as store:
        thread = Thread(target=store.add, args=([make_row(2)],))
        with writing(new_postgresql):
            thread.start()
            thread.join(0.2)
            assert store.read(0, 10) == []
        thread.join()
        assert len(store.read(0, 10)) == 1


def test_a_writer_of_postgresql_does_not_wait_for_ever(new_postgresql: str) -> None:
    with closing(SqlStore(new_postgresql, 0.1)) as store:
        with writing(new_postgresql), pytest.raises(StoreError):
            store.add([make_row(2)])
        assert store.add([make_row(2)]) == [AddResult.STORED]
