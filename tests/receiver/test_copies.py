"""A database is backed up, restored and moved whole, and what a person may see is all of it."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from click.testing import CliRunner

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.model import Form, Submission, reference_of
from sphinx_page_feedback.receiver import Selection, erase
from sphinx_page_feedback.receiver.store.protocol import AddResult
from sphinx_page_feedback.receiver.store.row import Row
from sphinx_page_feedback.receiver.store.sql import SqlStore

if TYPE_CHECKING:
    from click.testing import Result

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
FIELDS = [{"name": "comment", "type": "textarea", "label": "Comment"}]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["data", *arguments])


def row(number: int = 0, **answers: object) -> Row:
    about = Submission(
        submission_id=uuid4(), form="page", page="index", page_title="Naïve “page” \U0001f600",
        answers={"comment": f"Text {number}\nof two lines", "marks": ["a", "b"], **answers},
    )  # fmt: skip
    extra = {"former": "Ä"} if number % 2 else {}
    return Row(
        submission=about, received_at=NOW, payload_hash="0", flags=("early",), extra=extra
    )


def fill(url: str, count: int = 3) -> list[str]:
    """Store answers, replace one, and erase the last; return the references of those left."""
    store = SqlStore(url)
    store.record_versions(
        [Form.model_validate({"name": "page", "title": "P", "fields": FIELDS})]
    )
    rows = [row(number) for number in range(count + 1)]
    assert set(store.add(rows)) == {AddResult.STORED}
    store.close()
    erase(url, Selection(references=(reference_of(rows[-1].submission.submission_id),)))
    return [reference_of(one.submission.submission_id) for one in rows[:-1]]


def references(url: str) -> list[str]:
    store = SqlStore(url)
    try:
        return [record["reference"] for _, record in store.read(after=0, limit=10_000)]
    finally:
        store.close()


def everything(url: str) -> list[object]:
    """Return what both kinds of database can be asked, without the order of rows."""
    store = SqlStore(url)
    try:
        return [store.read(after=0, limit=10_000), store.form_versions()]
    finally:
        store.close()


def test_a_backup_holds_all_and_comes_back_as_it_was(database: str, tmp_path: Path) -> None:
    """From SQLite and from PostgreSQL; its owner alone can read it."""
    kept = fill(database)
    done = run("backup", "--to", str(tmp_path / "backups"), "--database", database)
    assert done.exit_code == 0, done.output
    [backup] = (tmp_path / "backups").glob("*.sqlite3")
    assert f"3 answers in {backup}" in done.output
    assert backup.stat().st_mode & 0o777 == 0o600
    check = ["sha256sum", "--check", "--quiet", f"{backup.name}.sha256"]
    subprocess.run(check, cwd=backup.parent, check=True)
    names = sorted(path.name for path in backup.parent.iterdir())
    assert names == [backup.name, f"{backup.name}.sha256"]
    target = f"sqlite:///{tmp_path}/restored.sqlite3"
    assert run("restore", str(backup), "--database", target).output == "3 answers restored\n"
    assert references(target) == kept
    assert everything(target) == everything(database)


def test_a_database_moves_to_postgresql_and_back(tmp_path: Path, new_postgresql: str) -> None:
    """With every table; the numbers go on after the last that was drawn."""
    source, back = f"sqlite:///{tmp_path}/a.sqlite3", f"sqlite:///{tmp_path}/b.sqlite3"
    kept = fill(source)
    there = run("move", new_postgresql, "--database", source)
    assert there.output.startswith("3 answers copied, and equal in both"), there.output
    assert run("move", back, "--database", new_postgresql).exit_code == 0
    for url in (new_postgresql, back):
        assert everything(url) == everything(source)
        store = SqlStore(url)
        store.add([row()])
        [(number, _)] = store.read(after=3, limit=10)
        store.close()
        assert number == 5  # 4 was drawn, and its row erased
        assert references(url)[:3] == kept


@pytest.mark.parametrize("command", ["restore", "move"])
def test_nothing_is_written_over(command: str, database: str, tmp_path: Path) -> None:
    """A target with an answer stays as it is."""
    source = f"sqlite:///{tmp_path}/source.sqlite3"
    fill(source, 2)
    kept = fill(database, 1)
    run("backup", "--to", str(tmp_path / "b"), "--database", source)
    [backup] = (tmp_path / "b").glob("*.sqlite3")
    done = (
        run("restore", str(backup), "--database", database)
        if command == "restore"
        else run("move", database, "--database", source)
    )
    assert done.exit_code == 1
    assert "error[copy]" in done.output
    assert "is not empty" in done.output
    assert references(database) == kept


def test_what_was_erased_since_the_backup_is_erased_again(tmp_path: Path) -> None:
    """The list beside the database outlives the database."""
    path = tmp_path / "f.sqlite3"
    kept = fill(f"sqlite:///{path}")
    run("backup", "--to", str(tmp_path / "b"), "--database", f"sqlite:///{path}")
    run("erase", kept[0], "--database", f"sqlite:///{path}")
    for file in tmp_path.glob("f.sqlite3*"):
        if file.suffix != ".erased":
            file.unlink()
    [backup] = (tmp_path / "b").glob("*.sqlite3")
    done = run("restore", str(backup), "--database", f"sqlite:///{path}")
    assert "1 answer erased again, which " in done.output
    assert references(f"sqlite:///{path}") == kept[1:]


def test_a_damaged_backup_is_refused(tmp_path: Path) -> None:
    """One changed byte is enough, and so is a file without its check sum."""
    fill(f"sqlite:///{tmp_path}/f.sqlite3")
    run("backup", "--to", str(tmp_path / "b"), "--database", f"sqlite:///{tmp_path}/f.sqlite3")
    [backup] = (tmp_path / "b").glob("*.sqlite3")
    target = f"sqlite:///{tmp_path}/new.sqlite3"
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    backup.write_bytes(data)
    done = run("restore", str(backup), "--database", target)
    assert done.exit_code == 1
    assert "is not as it was written" in done.output
    Path(f"{backup}.sha256").unlink()
    assert "error[backup]" in run("restore", str(backup), "--database", target).output
    assert not (tmp_path / "new.sqlite3").exists()


def test_a_copy_that_differs_is_told(tmp_path: Path) -> None:
    """What was written is read again, not believed."""
    fill(f"sqlite:///{tmp_path}/a.sqlite3")
    target = tmp_path / "b.sqlite3"
    SqlStore(f"sqlite:///{target}").close()
    with closing(sqlite3.connect(target)) as connection, connection:
        change = "UPDATE submissions SET page_title = 'other' WHERE number = 2"
        connection.execute(
            f"CREATE TRIGGER spoil AFTER INSERT ON submissions BEGIN {change}; END"
        )
    done = run("move", f"sqlite:///{target}", "--database", f"sqlite:///{tmp_path}/a.sqlite3")
    assert done.exit_code == 1
    assert "the copy is not equal" in done.output


def test_a_person_gets_all_that_is_stored_of_them(database: str, tmp_path: Path) -> None:
    """Every answer with the address, in any case of letters, and its other versions; no other."""
    first = row(1, email="Name@Host.example")
    newer = row(2)
    newer = Row(
        submission=newer.submission, received_at=NOW, payload_hash="0",
        replaces=(first.key,), page_names=frozenset({"index"}),
    )  # fmt: skip
    store = SqlStore(database)
    store.add([first, newer, row(3, email="other@host.example")])
    store.close()
    printed = run("subject", "name@host.example", "--database", database).output
    assert f"Reference {reference_of(first.submission.submission_id)}\n" in printed
    assert f"Reference {reference_of(newer.submission.submission_id)}\n" in printed
    assert "    comment: Text 1\n      of two lines\n" in printed
    assert "    email: Name@Host.example\n" in printed
    assert "    former: Ä\n" in printed
    assert "Text 3" not in printed
    path = tmp_path / "person.txt"
    arguments = ["subject", "name@host.example", "--to", str(path), "--database", database]
    assert "2 answers written to" in run(*arguments).output
    assert path.read_text(encoding="utf-8") == printed
    assert path.stat().st_mode & 0o777 == 0o600
    again = run(*arguments)
    assert again.exit_code == 1
    assert "cannot be made: File exists" in again.output


def test_what_a_reader_wrote_cannot_command_the_terminal(database: str) -> None:
    """Escape codes and characters that turn the order of letters are spelled out."""
    hostile = row(1, email="name@host.example", comment="one\x1b[2Jtwo\n\u202ethree")
    store = SqlStore(database)
    store.add([hostile])
    store.close()
    printed = run("subject", "name@host.example", "--database", database).output
    assert "    comment: one<U+001B>[2Jtwo\n      <U+202E>three\n" in printed


def test_an_address_that_nobody_gave_is_told(database: str) -> None:
    """Instead of an empty file that looks like an answer."""
    fill(database)
    done = run("subject", "nobody@host.example", "--database", database)
    assert done.exit_code == 1
    assert "no answer has the address nobody@host.example" in done.output
