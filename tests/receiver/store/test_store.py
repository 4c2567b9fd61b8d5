"""Each database keeps the same promises: one row an id, a safe commit, its own tables."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest
from receiver_kit import answers
from sqlalchemy import Engine, create_engine, event, text

from sphinx_page_feedback.model import Form, Submission
from sphinx_page_feedback.problems import Problem
from sphinx_page_feedback.receiver.store.database import open_database
from sphinx_page_feedback.receiver.store.protocol import (
    AddResult,
    StoreError,
    UncertainCommitError,
)
from sphinx_page_feedback.receiver.store.row import Row
from sphinx_page_feedback.receiver.store.sql import SqlStore
from sphinx_page_feedback.receiver.store.tables import SUBMISSIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from receiver_kit import Server
    from sqlalchemy import Connection


def make_row(words: str = "A word of praise", submission_id: UUID | None = None) -> Row:
    submission = Submission(
        submission_id=submission_id or uuid4(),
        form="page",
        page="index",
        elapsed_ms=2**53,
        answers={"summary": words, "score": 4, "activities": ["b", "a"]},
    )
    return Row(submission=submission, received_at=datetime.now(UTC), payload_hash=words)


def test_what_is_stored_comes_back(database: str) -> None:
    """Order of arrival, types and order of the answers included."""
    rows = [make_row(f"word {number} – ‘🙂’") for number in range(5)]
    with closing(SqlStore(database)) as store:
        assert store.add(rows) == [AddResult.STORED] * 5
        first = store.read(0, 3)
        rest = store.read(first[-1][0], 10)
    found = [record for _, record in [*first, *rest]]
    assert [record["submission_id"] for record in found] == [row.key for row in rows]
    assert list(found[0]["answers"].items()) == list(rows[0].submission.answers.items())
    assert found[0]["elapsed_ms"] == 2**53


def test_an_id_is_stored_once(database: str) -> None:
    """In one batch, in the next, and after the database was closed."""
    one = make_row()
    other = make_row("Something else", one.submission.submission_id)
    with closing(SqlStore(database)) as store:
        told = [AddResult.STORED, AddResult.REPEATED, AddResult.CONFLICT]
        assert store.add([one, one, other]) == told
    with closing(SqlStore(database)) as store:
        assert store.add([one, other]) == [AddResult.REPEATED, AddResult.CONFLICT]
        assert store.payload_hash_of(one.submission.submission_id) == one.payload_hash
        assert store.payload_hash_of(uuid4()) is None
        assert len(store.read(0, 10)) == 1


def test_a_probe_leaves_nothing_behind(database: str) -> None:
    with closing(SqlStore(database)) as store:
        store.probe()
        assert store.read(0, 10) == []
        assert store.add([make_row()]) == [AddResult.STORED]


def test_an_older_receiver_refuses_a_newer_database(database: str) -> None:
    """D2.7: it could not know what it would break."""
    SqlStore(database).close()
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE feedback_schema SET version = 1000"))
    engine.dispose()
    with pytest.raises(Problem) as caught:
        SqlStore(database)
    assert caught.value.code == "database-newer"


FIRST_TABLES = (
    "CREATE TABLE feedback_schema (version INTEGER NOT NULL, PRIMARY KEY (version)){strict}",
    "INSERT INTO feedback_schema VALUES (1)",
    """CREATE TABLE submissions (
        number {serial}, submission_id {key} NOT NULL UNIQUE, reference TEXT NOT NULL,
        form TEXT NOT NULL, form_version TEXT NOT NULL, page TEXT NOT NULL,
        page_url TEXT NOT NULL, page_title TEXT NOT NULL, section TEXT NOT NULL,
        language TEXT NOT NULL, release TEXT NOT NULL, elapsed_ms {long},
        received_at TEXT NOT NULL, payload_hash TEXT NOT NULL, suspected_spam TEXT NOT NULL,
        answers TEXT NOT NULL){strict}""",
)
"""As the first release made them."""
DIALECT = {
    "sqlite": {
        "serial": "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
        "key": "TEXT",
        "long": "INTEGER",
        "strict": " STRICT",
    },
    "postgresql": {
        "serial": "BIGSERIAL PRIMARY KEY",
        "key": "VARCHAR(36)",
        "long": "BIGINT",
        "strict": "",
    },
}
COLUMN_OF_VERSION_2 = "ALTER TABLE submissions ADD COLUMN came_from TEXT DEFAULT '' NOT NULL"
OLD_ROW = """INSERT INTO submissions (submission_id, reference, form, form_version, page, page_url,
    page_title, section, language, release, received_at, payload_hash, suspected_spam, answers)
    VALUES ('{}', 'R', 'page', 'v', 'index', '', '', '', '', '', '2026-01-01', 'h', '{}', '{{}}')
    """


@pytest.mark.parametrize("version", [1, 2])
def test_an_older_database_is_brought_up_to_date(database: str, version: int) -> None:
    """What it holds stays, and what is new in it is empty there."""
    engine = create_engine(database)
    with engine.begin() as connection:
        for statement in FIRST_TABLES:
            connection.exec_driver_sql(statement.format(**DIALECT[engine.dialect.name]))
        if version == 2:
            connection.exec_driver_sql(COLUMN_OF_VERSION_2)
            connection.exec_driver_sql("UPDATE feedback_schema SET version = 2")
        connection.exec_driver_sql(OLD_ROW.format("a", ""))
        connection.exec_driver_sql(OLD_ROW.format("b", "honeypot"))
    engine.dispose()
    for number in (2, 3):  # the second time there is nothing to do
        with closing(SqlStore(database)) as store:
            records = [record for _, record in store.read(0, 10)]
            assert [record["came_from"] for record in records] == [""] * number
            assert [record["extra"] for record in records] == [{}] * number
            flags = [[], ["spam:honeypot"], []][:number]
            assert [record["flags"] for record in records] == flags
            assert records[1]["suspected_spam"] == "honeypot"
            store.add([make_row()])


def test_email_addresses_of_an_older_database_move_out_of_the_answers(database: str) -> None:
    """Those that any version of the form has asked for; what else was written stays."""
    engine = create_engine(database)
    fields = [
        {"name": "mail", "type": "email", "was": ["email"], "label": "E"},
        {"name": "details", "type": "textarea", "label": "D"},
    ]
    with closing(SqlStore(database)) as store:
        form = {"name": "page", "title": "T", "fields": fields}
        store.record_versions([Form.model_validate(form)])
    old_answers = json.dumps({"email": "a@host.example", "details": "b@host.example"})
    with engine.begin() as connection:
        for statement in ("DROP TABLE contacts", "DROP TABLE reads"):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("UPDATE feedback_schema SET version = 7")
        connection.execute(
            SUBMISSIONS.insert().values(
                make_row().columns | {"answers": json.loads(old_answers)}
            )
        )
    engine.dispose()
    with closing(SqlStore(database)) as store:
        [(_, plain)] = store.read(0, 10)
        [(_, whole)] = store.read(0, 10, with_addresses=True)
    assert plain["answers"] == {"details": "b@host.example"}
    assert whole["answers"] == {"details": "b@host.example", "email": "a@host.example"}


def test_migrated_tables_are_those_of_a_new_database(tmp_path: Path) -> None:
    """The same columns, whatever their order."""
    engine = create_engine(f"sqlite:///{tmp_path}/old.sqlite3")
    with engine.begin() as connection:
        for statement in FIRST_TABLES:
            connection.exec_driver_sql(statement.format(**DIALECT["sqlite"]))
    engine.dispose()
    shapes = []
    for name in ("old", "new"):
        SqlStore(f"sqlite:///{tmp_path}/{name}.sqlite3").close()
        with closing(sqlite3.connect(tmp_path / f"{name}.sqlite3")) as opened:
            query = "SELECT m.name, c.name, c.type, c.\"notnull\" FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
            shapes.append(sorted(opened.execute(query).fetchall()))
    assert shapes[0] == shapes[1]


def test_another_programs_table_is_left_alone(database: str) -> None:
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE submissions (words TEXT)"))
    engine.dispose()
    with pytest.raises(Problem) as caught:
        SqlStore(database)
    assert caught.value.code == "database-foreign"


def test_the_connection_that_writes_is_safe(tmp_path: Path) -> None:
    """D2.3: what a commit acknowledged survives a power cut."""
    engine = open_database(f"sqlite:///{tmp_path}/f.sqlite3")
    with engine.begin() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in (
                "synchronous",
                "journal_mode",
                "foreign_keys",
                "secure_delete",
                "busy_timeout",
            )
        }
    engine.dispose()
    assert found == {
        "synchronous": 2,
        "journal_mode": "wal",
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        SqlStore("sqlite://")
    assert caught.value.code == "database-unsafe"


def test_a_postgresql_that_acknowledges_too_early_is_refused(new_postgresql: str) -> None:
    """D2.5."""
    with pytest.raises(Problem) as caught:
        SqlStore(f"{new_postgresql}&options=-csynchronous_commit%3Doff")
    assert caught.value.code == "database-unsafe"
    assert "synchronous_commit" in caught.value.cause


def test_types_are_checked_by_sqlite(tmp_path: Path) -> None:
    """STRICT tables: a number never turns up where a text belongs."""
    SqlStore(f"sqlite:///{tmp_path}/f.sqlite3").close()
    with closing(sqlite3.connect(tmp_path / "f.sqlite3")) as database:
        (made,) = database.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'submissions'"
        ).fetchone()
    assert made.rstrip().endswith("STRICT")
    assert "AUTOINCREMENT" in made


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("nonsense", "database-driver"),
        ("oracle+nodriver://u:secret@h/d", "database-driver"),
        ("sqlite:////no/such/folder/f.sqlite3", "database-unreachable"),
        ("postgresql+psycopg://u:secret@127.0.0.1:1/d", "database-unreachable"),
    ],
)
def test_a_database_that_cannot_be_used_stops_the_start(url: str, code: str) -> None:
    """Cause and cure, and never the password."""
    with pytest.raises(Problem) as caught:
        SqlStore(url)
    assert caught.value.code == code
    assert "secret" not in str(caught.value)


def test_a_closed_server_is_an_error_that_passes(database: str) -> None:
    """The store says so in its own terms, without what was written."""
    with closing(SqlStore(database)) as store:
        engine = create_engine(database)
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE submissions RENAME TO away"))
        with pytest.raises(StoreError) as caught:
            store.add([make_row("SENTINEL")])
        assert "SENTINEL" not in f"{caught.value} {caught.value.__cause__}"
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO submissions"))
        engine.dispose()
        assert store.add([make_row()]) == [AddResult.STORED]


def test_a_commit_whose_reply_is_lost_may_be_stored_or_not(new_postgresql: str) -> None:
    """The server ends the connection in the middle of the commit; "not stored" would be a guess."""

    def cut(connection: Connection) -> None:
        process = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
        address = new_postgresql.replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [process])

    with closing(SqlStore(new_postgresql)) as store:
        event.listen(Engine, "commit", cut)
        try:
            with pytest.raises(UncertainCommitError):
                store.add([make_row()])
        finally:
            event.remove(Engine, "commit", cut)
        assert store.add([make_row()]) == [AddResult.STORED]


def test_the_receiver_runs_on_each_database(
    database: str, serve: Callable[..., Server]
) -> None:
    """From the request to the row and back out."""
    server = serve(database=database)
    sent = answers(details="naïve 🙂")
    assert server.post(sent).status_code == 201
    assert server.post(sent).status_code == 200
    assert server.get("/ready").json() == {"status": "ready"}
    (record,) = server.read()
    assert record["submission_id"] == sent["submission_id"]
    assert record["answers"]["details"] == "naïve 🙂"
