"""Answers that are erased are in no file, and no retry brings one back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from click.testing import CliRunner
from in_process import receiver_in_process, stored
from receiver_kit import answers, make_manifest

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.model import Submission
from sphinx_page_feedback.problems import Problem
from sphinx_page_feedback.receiver import Selection, erase
from sphinx_page_feedback.receiver.store.protocol import AddResult
from sphinx_page_feedback.receiver.store.row import Row
from sphinx_page_feedback.receiver.store.sql import SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result
    from in_process import InProcess


@pytest.fixture
def process(tmp_path: Path) -> Iterator[InProcess]:
    """A receiver whose database is the file ``f.sqlite3``."""
    manifest = make_manifest(tmp_path / "feedback.json")
    with receiver_in_process(manifest, tmp_path / "f.sqlite3") as running:
        yield running


def erase_in(folder: Path, *arguments: str) -> Result:
    database = f"sqlite:///{folder}/f.sqlite3"
    return CliRunner().invoke(main, ["data", "erase", *arguments, "--database", database])


def held_by(folder: Path) -> bytes:
    """Return every byte that the database has on the disk."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("f.sqlite3*")))


def row(**changes: object) -> Row:
    about = Submission(submission_id=uuid4(), form="page", page="index", answers={}, **changes)  # type: ignore[arg-type]
    return Row(submission=about, received_at=datetime.now(UTC), payload_hash="0")


def test_an_erased_answer_is_in_no_file_and_no_retry_brings_it_back(
    process: InProcess, tmp_path: Path
) -> None:
    """Nor are the versions that it replaced; every other answer stays."""
    first = answers(details="SENTINEL-1 " * 200, email="SENTINEL@host.example")
    second = answers(details="SENTINEL-2 " * 200, replaces=first["submission_id"])
    for data in (first, second, answers(details="Words that stay")):
        assert process.post(data).status == 303
    assert b"SENTINEL-1" in held_by(tmp_path)
    done = erase_in(tmp_path, stored(tmp_path)[1]["reference"].lower())
    assert done.exit_code == 0, done.output
    assert done.output.startswith("2 answers erased\n")
    assert b"SENTINEL" not in held_by(tmp_path)
    assert [row["answers"]["details"] for row in stored(tmp_path)] == ["Words that stay"]
    for data in (first, second):
        page = process.post(data)
        problem = process.post(data, accept="application/json")
        assert (page.status, problem.status) == (410, 410)
        assert "This was removed and is not stored again" in page.text
        assert "SENTINEL" in page.text  # the reader's words are not lost
        assert "urn:sphinx-page-feedback:erased" in problem.text
    assert len(stored(tmp_path)) == 1


def test_the_list_beside_the_database_tells_days_and_hashes_only(
    process: InProcess, tmp_path: Path
) -> None:
    """With it a restored backup loses again what was erased."""
    sent = answers(details="SENTINEL")
    assert process.post(sent).status == 303
    backup = sqlite3.connect(tmp_path / "backup.sqlite3")
    with closing(backup), closing(sqlite3.connect(tmp_path / "f.sqlite3")) as database:
        database.backup(backup)
    assert erase_in(tmp_path, stored(tmp_path)[0]["reference"]).exit_code == 0
    listed = tmp_path / "f.sqlite3.erased"
    day = datetime.now(UTC).date().isoformat()
    id_hash = sha256(str(sent["submission_id"]).encode()).hexdigest()
    assert listed.read_text(encoding="ascii") == f"{id_hash} {day}\n"
    assert listed.stat().st_mode & 0o777 == 0o600
    restored = tmp_path / "restored"
    restored.mkdir()
    (tmp_path / "backup.sqlite3").rename(restored / "f.sqlite3")
    done = erase_in(restored, "--again", str(listed))
    assert done.output.startswith("1 answer erased\n")
    assert b"SENTINEL" not in held_by(restored)


def test_an_address_finds_every_answer_that_it_was_given_in(
    process: InProcess, tmp_path: Path
) -> None:
    for email in ("a@example.org", "A@Example.ORG", "b@example.org", ""):
        assert process.post(answers(email=email)).status == 303
    rows = stored(tmp_path)
    shown = erase_in(tmp_path, "--email", " a@EXAMPLE.org", "--dry-run")
    expected = [row["reference"] for row in rows[:2]]
    assert shown.output.splitlines() == ["2 answers would be erased", *expected]
    assert stored(tmp_path) == rows
    assert erase_in(tmp_path, "--email", "a@example.org").output.startswith("2 answers erased")
    assert stored(tmp_path) == rows[2:]


def test_an_unknown_reference_changes_nothing(process: InProcess, tmp_path: Path) -> None:
    assert process.post(answers()).status == 303
    rows = stored(tmp_path)
    done = erase_in(tmp_path, rows[0]["reference"], "00000-00000")
    assert done.exit_code == 1
    assert "no answer has the reference 00000-00000, and nothing was erased" in done.stderr
    assert stored(tmp_path) == rows
    assert not (tmp_path / "f.sqlite3.erased").exists()


def test_what_arrived_before_a_day_can_be_erased(process: InProcess, tmp_path: Path) -> None:
    assert process.post(answers()).status == 303
    assert erase_in(tmp_path, "--received-before", "2020-01-01").output == "0 answers erased\n"
    assert len(stored(tmp_path)) == 1
    assert erase_in(tmp_path, "--received-before", "2999-01-01").exit_code == 0
    assert stored(tmp_path) == []


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    done = erase_in(tmp_path, "00000-00000")
    assert done.exit_code == 1
    assert "error[database-unreachable]" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_option_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    done = erase_in(tmp_path, "--email", "a@example.org", "--email", "b@example.org")
    assert done.exit_code == 2
    assert "--email is given twice" in done.stderr


def test_a_reader_of_old_pages_is_told_of(process: InProcess, tmp_path: Path) -> None:
    """The rows are gone; only the log could not be emptied yet."""
    assert process.post(answers()).status == 303
    reference = stored(tmp_path)[0]["reference"]
    with closing(sqlite3.connect(tmp_path / "f.sqlite3", isolation_level=None)) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM submissions").fetchone()
        with pytest.raises(Problem, match="still in the database's log"):
            erase(
                f"sqlite:///{tmp_path}/f.sqlite3",
                Selection(references=(reference,)),
                patience=0,
            )
    assert stored(tmp_path) == []


@pytest.mark.parametrize("text", ["", "x\n", "0" * 64 + "\n"])
def test_a_file_that_is_no_list_is_told(process: InProcess, tmp_path: Path, text: str) -> None:
    assert process.post(answers()).status == 303
    (tmp_path / "list").write_text(text, encoding="utf-8")
    done = erase_in(tmp_path, "--again", str(tmp_path / "list"))
    assert (done.exit_code, "error[erased-list]" in done.stderr) == (
        (1, True) if text else (0, False)
    )
    assert len(stored(tmp_path)) == 1


def test_every_database_keeps_what_was_erased_out(database: str) -> None:
    """In the same batch as new rows, too."""
    first, other = row(), row()
    with closing(SqlStore(database)) as store:
        assert store.add([first]) == [AddResult.STORED]
        ((_, record),) = store.read(0, 10)
        assert erase(database, Selection(references=(record["reference"],))) == (
            record["reference"],
        )
        assert store.add([first, other]) == [AddResult.ERASED, AddResult.STORED]
        assert len(store.read(0, 10)) == 1
