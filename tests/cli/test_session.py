"""What a session of ``page-feedback live`` starts: where it stores, and what it watches."""

from __future__ import annotations

from pathlib import Path

import pytest
from sphinx_autobuild.filter import IgnoreFilter

from sphinx_page_feedback.cli.session import Session, database_file, default_database


@pytest.mark.parametrize(
    ("source", "database", "shown"),
    [
        ("docs", "", "answers/feedback.sqlite3"),
        (".", "", "../clone-answers/feedback.sqlite3"),
        (".", "sqlite:///feedback.sqlite3", "feedback.sqlite3"),
        (".", "sqlite:///a+b (1)/x.sqlite3", "a+b (1)/x.sqlite3"),
    ],
)
def test_a_stored_answer_is_never_taken_for_an_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, database: str, shown: str
) -> None:
    """A build would load the page again, and with it take the reader's confirmation away."""
    clone = tmp_path / "clone"
    (clone / "docs").mkdir(parents=True)
    monkeypatch.chdir(clone)
    session = Session(
        source=Path(source),
        out=Path("_build/html"),
        conf_dir=Path(),
        database=database or default_database(Path(source)),
        port=8000,
        receiver_port=8001,
    )
    file = database_file(session.database)
    assert str(file) == shown
    assert file
    ignored = [
        argument.removeprefix("--re-ignore=")
        for argument in session.rebuild
        if argument.startswith("--re-ignore=")
    ]
    is_ignored = IgnoreFilter([], ignored)
    for ending in ("", "-wal", "-shm", "-journal"):
        assert is_ignored(f"{file}{ending}")
    assert not is_ignored("docs/index.md")
    if not database:
        assert not file.resolve().is_relative_to(Path(source).resolve())


def test_the_command_for_a_table_needs_no_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nox puts the command on the path of the session, and of no other terminal."""
    program = tmp_path / ".nox/live/bin/page-feedback"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setenv("FEEDBACK_READ_TOKEN", "")
    session = Session(
        source=Path("docs"),
        out=Path("build/live"),
        conf_dir=Path(),
        database=default_database(Path("docs")),
        port=8000,
        receiver_port=8001,
    )
    monkeypatch.setattr("sys.argv", [str(program), "live"])
    assert " .nox/live/bin/page-feedback pull --manifest build/live/" in session.table_command
    monkeypatch.setattr("sys.argv", ["/opt/docs/bin/page-feedback", "live"])
    assert " /opt/docs/bin/page-feedback pull " in session.table_command
