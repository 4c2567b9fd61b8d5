"""Answers go when their form says so, and never by a wrong clock or a slip of a keyboard."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from in_process import receiver_in_process, stored
from receiver_kit import answers, make_form, make_manifest

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.manifest.read import read_manifest
from sphinx_page_feedback.model import Period, Submission
from sphinx_page_feedback.problems import Problem
from sphinx_page_feedback.receiver import Expiry, expire
from sphinx_page_feedback.receiver.store.protocol import AddResult
from sphinx_page_feedback.receiver.store.row import Row
from sphinx_page_feedback.receiver.store.sql import SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from click.testing import Result

    from sphinx_page_feedback.model import Form

NOW = datetime.now(UTC).replace(microsecond=0)


def row(age: int, keep_until: date | None, form: str = "page") -> Row:
    """Return a row that arrived some days ago."""
    about = Submission(
        submission_id=uuid4(), form=form, page="index", answers={"a": "SENTINEL"}
    )
    arrived = NOW - timedelta(days=age)
    return Row(submission=about, received_at=arrived, payload_hash="0", keep_until=keep_until)


def fill(database: str, rows: Iterable[Row]) -> None:
    store = SqlStore(database)
    assert set(store.add(list(rows))) == {AddResult.STORED}
    store.close()


def forms(folder: Path, **changes: Any) -> dict[str, Form]:
    """Return the forms of a manifest whose one form has some texts."""
    file = make_manifest(folder / "feedback.json", forms={"page": make_form("page", **changes)})
    return dict(read_manifest(file).forms)


def kept(database: str) -> int:
    store = SqlStore(database)
    count = len(store.read(0, 100))
    store.close()
    return count


def run(folder: Path, *arguments: str, typed: str = "") -> Result:
    command = ["data", "expire", "--manifest", str(folder / "feedback.json"), "--database"]
    return CliRunner().invoke(
        main, [*command, f"sqlite:///{folder}/f.sqlite3", *arguments], input=typed
    )


@given(days=st.integers(0, 4_000), start=st.dates(date(2000, 1, 1), date(2080, 12, 31)))
def test_a_period_of_days_is_that_many_days(days: int, start: date) -> None:
    assert Period(days=days).after(start) == start + timedelta(days=days)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("P1Y", "2027-03-31", "2028-03-31"),
        ("P1Y", "2028-02-29", "2029-02-28"),
        ("P1M", "2027-01-31", "2027-02-28"),
        ("P13M", "2027-12-31", "2029-01-31"),
        ("P2W", "2027-12-25", "2028-01-08"),
        ("P1Y6M10D", "2027-01-01", "2028-07-11"),
    ],
)
def test_periods_follow_the_calendar(text: str, start: str, end: str) -> None:
    assert Period.parse(text).after(date.fromisoformat(start)) == date.fromisoformat(end)


@pytest.mark.parametrize(
    "text", ["", "1Y", "P", "P0D", "PT1H", "P1D1Y", "P-1Y", "P1.5Y", "p1y", "P1Y "]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Period.parse(text)


def test_an_answer_is_stored_with_its_day_which_counts_from_the_end_of_the_form(
    tmp_path: Path,
) -> None:
    keep = {
        "page": make_form("page", keep="P1Y", closes="2999-03-31"),
        "main": make_form("main", keep="P2W"),
    }
    manifest = make_manifest(tmp_path / "feedback.json", forms=keep)
    with receiver_in_process(manifest, tmp_path / "f.sqlite3") as process:
        for form in ("page", "main"):
            assert process.post(answers(form=form)).status == 303
    with sqlite3.connect(tmp_path / "f.sqlite3") as database:
        days = [day for (day,) in database.execute("SELECT keep_until FROM submissions")]
    in_two_weeks = {(NOW + timedelta(days=14 + late)).date().isoformat() for late in (0, 1)}
    assert days[0] == "3000-03-31"
    assert days[1] in in_two_weeks
    assert len(stored(tmp_path)) == 2


def test_what_is_past_its_day_is_deleted_and_never_comes_back(
    database: str, tmp_path: Path
) -> None:
    """The last day counts as kept; what was stored without a day stays."""
    yesterday = (NOW - timedelta(days=1)).date()
    old = row(20, yesterday)
    fill(database, [old, row(20, NOW.date()), row(20, None), row(1, yesterday, form="gone")])
    expiry = Expiry(now=NOW, forms=forms(tmp_path, keep="P2W"))
    assert len(expire(database, expiry, dry_run=True).references) == 2
    assert kept(database) == 4
    assert len(expire(database, expiry).references) == 2
    assert kept(database) == 2
    store = SqlStore(database)
    assert store.add([old]) == [AddResult.ERASED]
    store.close()
    assert expire(database, expiry).references == ()


def test_an_email_address_goes_before_the_answer_that_it_came_with(
    database: str, tmp_path: Path
) -> None:
    """And is counted only where the answer stays."""
    yesterday = (NOW - timedelta(days=1)).date()

    def with_address(keep_until: date | None, contacts_until: date | None) -> Row:
        contacts = {"email": "SENTINEL@host.example"}
        plain = row(20, keep_until)
        return replace(plain, contacts=contacts, contacts_until=contacts_until)

    fill(
        database,
        [
            with_address(NOW.date(), yesterday),
            with_address(yesterday, yesterday),
            with_address(NOW.date(), NOW.date()),
            with_address(NOW.date(), None),
        ],
    )
    expiry = Expiry(now=NOW, forms=forms(tmp_path, keep="P2W", keep_email="P1W"))
    for dry_run in (True, False):
        expired = expire(database, expiry, dry_run=dry_run)
        assert (len(expired.references), expired.addresses) == (1, 1)
    store = SqlStore(database)
    left = [record for _, record in store.read(0, 100, with_addresses=True)]
    store.close()
    assert [len(record["answers"]) for record in left] == [1, 2, 2]


def test_backups_past_their_day_are_deleted_and_no_other_file(tmp_path: Path) -> None:
    """Nor one of today, nor one without its check sum, which may be anybody's."""
    fill(f"sqlite:///{tmp_path}/f.sqlite3", [row(0, None)])
    folder = tmp_path / "backups"
    folder.mkdir()
    old, today = (
        folder / f"feedback-{NOW - timedelta(days=age):%Y%m%dT%H%M%SZ}.sqlite3"
        for age in (15, 14)
    )
    others = [folder / "feedback-old.sqlite3", folder / "notes.txt", folder / f"{old.name}.bak"]
    for path in (old, today, *others):
        path.touch()
        if path in {old, today}:
            Path(f"{path}.sha256").touch()
    alone = folder / "feedback-20200101T000000Z.sqlite3"
    alone.touch()
    make_manifest(tmp_path / "feedback.json", keep={"backups": "P2W"})
    shown = run(tmp_path, "--backups", str(folder), "--dry-run")
    assert shown.output == f"0 answers would be deleted\n{old} would be deleted\n"
    assert (
        run(tmp_path, "--backups", str(folder)).output == f"0 answers deleted\n{old} deleted\n"
    )
    assert sorted(folder.iterdir()) == sorted([today, Path(f"{today}.sha256"), *others, alone])


def test_backups_are_kept_where_nothing_says_how_long(tmp_path: Path) -> None:
    make_manifest(tmp_path / "feedback.json")
    done = run(tmp_path, "--backups", str(tmp_path))
    assert done.exit_code == 1
    assert "does not say how long backups are kept" in done.output


@pytest.mark.parametrize(
    ("changes", "apply_shorter", "deleted"),
    [
        ({"keep": "P1Y"}, False, 0),  # made longer
        ({}, False, 0),  # no longer said
        ({"keep": "P2W"}, False, 1),
        ({"keep": "P1W"}, False, 1),  # made shorter: the stored day counts
        ({"keep": "P1W"}, True, 3),  # the one stored with a later day, and the one without
        ({}, True, 0),
    ],
)
def test_a_period_that_changed_counts_at_once_only_where_it_keeps_more(
    tmp_path: Path, changes: dict[str, str], *, apply_shorter: bool, deleted: int
) -> None:
    database = f"sqlite:///{tmp_path}/f.sqlite3"
    day = NOW.date()
    fill(
        database,
        [
            row(20, day - timedelta(days=6)),
            row(20, day + timedelta(days=9)),
            row(20, None),
            row(0, None),
        ],
    )
    expiry = Expiry(now=NOW, forms=forms(tmp_path, **changes), apply_shorter=apply_shorter)
    assert len(expire(database, expiry).references) == deleted


@pytest.mark.parametrize("days", [-1, 41])
def test_a_wrong_clock_deletes_nothing(tmp_path: Path, days: int) -> None:
    database = f"sqlite:///{tmp_path}/f.sqlite3"
    fill(database, [row(0, (NOW - timedelta(days=90)).date())])
    expiry = Expiry(now=NOW + timedelta(days=days), forms=forms(tmp_path, keep="P2W"))
    with pytest.raises(Problem) as problem:
        expire(database, expiry)
    assert problem.value.code == "clock"
    assert kept(database) == 1
    if days > 0:  # it is right after all
        assert len(expire(database, expiry, trust_clock=True).references) == 1
        later = Expiry(now=expiry.now + timedelta(days=30), forms=expiry.forms)
        assert expire(database, later).references == ()  # the run counts as a sign of life


def test_the_command_asks_before_it_applies_a_shorter_period(tmp_path: Path) -> None:
    fill(f"sqlite:///{tmp_path}/f.sqlite3", [row(20, None)])
    forms(tmp_path, keep="P2W")
    assert run(tmp_path).output == "0 answers deleted\n"
    shown = run(tmp_path, "--dry-run", "--apply-shorter")
    assert shown.output.startswith("1 answer would be deleted\n")
    refused = run(tmp_path, "--apply-shorter", typed="n\n")
    assert "1 answer would be deleted. Delete them?" in refused.output
    assert refused.exit_code == 1
    assert run(tmp_path, "--apply-shorter", "--yes").output.startswith("1 answer deleted\n")
    assert b"SENTINEL" not in b"".join(
        file.read_bytes() for file in tmp_path.glob("f.sqlite3*")
    )
