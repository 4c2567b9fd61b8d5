"""What was acknowledged is there, whatever happens to the process, the disk or the lock."""

from __future__ import annotations

import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from typing import TYPE_CHECKING

import pytest
import requests
from receiver_kit import answers, start

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from receiver_kit import Server

WAIT = 0.2
"""Seconds for which a receiver of these tests waits for another writer; else it is 5."""


def test_a_hundred_at_once_are_one_row(database: str, serve: Callable[..., Server]) -> None:
    """D2.1: one is stored, all are told the same reference."""
    server = serve(database=database)
    sent = answers()
    with ThreadPoolExecutor(100) as pool:
        replies = list(pool.map(lambda _: server.post(sent), range(100)))
    assert sorted(reply.status_code for reply in replies) == [200] * 99 + [201]
    assert len({reply.json()["reference"] for reply in replies}) == 1
    assert len(server.read()) == 1


def post_until(stop: Event, server: Server, acknowledged: list[str]) -> None:
    """Send one submission after the other, and note which were acknowledged."""
    while not stop.is_set():
        sent = answers()
        try:
            reply = server.post(sent)
        except requests.RequestException:
            return
        if reply.status_code == 201:
            acknowledged.append(reply.json()["submission_id"])


@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_a_kill_loses_nothing_that_was_acknowledged(
    manifest: Path, tmp_path: Path, kills: int
) -> None:
    """``kill -9`` under load, again and again on one file."""
    database = f"sqlite:///{tmp_path}/f.sqlite3"
    acknowledged: list[str] = []
    dice = random.Random(4)  # the same moments in every run
    for _ in range(kills):
        stop = Event()
        with start(manifest, database) as server, ThreadPoolExecutor(4) as pool:
            for _ in range(4):
                pool.submit(post_until, stop, server, acknowledged)
            time.sleep(dice.uniform(0.05, 0.3))
            server.end(signal.SIGKILL)
            stop.set()
    with closing(sqlite3.connect(tmp_path / "f.sqlite3")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        stored = [row[0] for row in connection.execute("SELECT submission_id FROM submissions")]
    assert len(acknowledged) > kills
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))


def test_a_stop_finishes_what_is_under_way(
    serve: Callable[..., Server], tmp_path: Path
) -> None:
    """D2.8: SIGTERM under load ends in 10 s with status 0, all in the file, no log left."""
    server = serve()
    acknowledged: list[str] = []
    stop = Event()
    with ThreadPoolExecutor(4) as pool:
        for _ in range(4):
            pool.submit(post_until, stop, server, acknowledged)
        time.sleep(0.5)
        assert server.end(signal.SIGTERM) == 0
        stop.set()
    assert set(acknowledged) == {row["submission_id"] for row in server.rows()}
    assert not list(tmp_path.glob("*-wal"))
    assert server.complained == []


def test_ctrl_c_is_no_error(serve: Callable[..., Server]) -> None:
    server = serve()
    assert server.end(signal.SIGINT) == 0
    assert server.complained == []


def refuses_then_recovers(server: Server, mend: Callable[[], None]) -> None:
    """F28: 503 with Retry-After and no acknowledgement; then the same retry is stored."""
    sent = answers()
    reply = server.post(sent)
    assert reply.status_code == 503
    assert int(reply.headers["Retry-After"]) > 0
    assert reply.headers["Access-Control-Allow-Origin"]
    assert server.get("/live").status_code == 200
    mend()
    assert server.post(sent).status_code in {200, 201}
    assert server.get("/ready").status_code == 200
    stored = [row["submission_id"] for row in server.rows()]
    assert stored.count(str(sent["submission_id"])) == 1


def test_a_locked_database_is_waited_for(serve: Callable[..., Server], tmp_path: Path) -> None:
    server = serve(lock_timeout=WAIT)
    server.post(answers())
    with closing(sqlite3.connect(tmp_path / "feedback.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        refuses_then_recovers(server, other.rollback)


def test_others_are_served_while_the_database_is_locked(
    serve: Callable[..., Server], tmp_path: Path
) -> None:
    """The event loop never waits for the disk."""
    server = serve()
    with closing(sqlite3.connect(tmp_path / "feedback.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(server.post, answers())
            time.sleep(0.2)
            assert server.get("/live").status_code == 200
            assert not waiting.done()
            other.rollback()
            assert waiting.result().status_code == 201


def test_not_ready_while_nobody_can_write(serve: Callable[..., Server], tmp_path: Path) -> None:
    server = serve(lock_timeout=WAIT)
    with closing(sqlite3.connect(tmp_path / "feedback.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        reply = server.get("/ready")
    assert reply.status_code == 503
    assert reply.json() == {"status": "not ready"}


SPOIL = {
    "deleted": lambda path: path.unlink(),
    "replaced": lambda path: (
        path.rename(path.with_name("old")), path.write_bytes(path.with_name("old").read_bytes())
    ),
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOIL.values(), ids=SPOIL)
def test_a_database_file_that_is_gone_takes_no_answer(
    serve: Callable[..., Server], tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    """What was written to it would be gone with the process; the terminal says so."""
    server = serve()
    assert server.post(answers()).status_code == 201
    spoil(tmp_path / "feedback.sqlite3")
    reply = server.post(answers())
    assert reply.status_code == 503
    assert reply.json()["type"].endswith("not-stored")
    ready = server.get("/ready")
    assert (ready.status_code, ready.json()) == (503, {"status": "not ready"})
    server.end(signal.SIGTERM)
    complained = "\n".join(server.complained)
    assert "submissions not confirmed: 1; cause: " in complained
    assert "not ready; cause: " in complained
    assert "feedback.sqlite3 was deleted or replaced" in complained


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE submissions DROP COLUMN language",
        "DROP TABLE replacements",
        "DROP TABLE erased",
    ],
)
def test_not_ready_where_a_table_or_a_column_is_missing(
    serve: Callable[..., Server], tmp_path: Path, statement: str
) -> None:
    """Not only what the probe itself writes to."""
    server = serve()
    with closing(sqlite3.connect(tmp_path / "feedback.sqlite3")) as other:
        other.execute(statement)
    assert server.get("/ready").status_code == 503
    server.end(signal.SIGTERM)
    assert "not ready; cause: " in "\n".join(server.complained)


@pytest.mark.parametrize(
    "statement", ["ALTER TABLE submissions DROP COLUMN language", "DELETE FROM feedback_schema"]
)
def test_a_database_that_would_store_nothing_stops_the_start(
    serve: Callable[..., Server], tmp_path: Path, statement: str
) -> None:
    """Before a reader sends anything; with cause and cure, and no traceback."""
    serve().end(signal.SIGTERM)
    with closing(sqlite3.connect(tmp_path / "feedback.sqlite3")) as other:
        other.execute(statement)
        other.commit()
    done = subprocess.run(
        [sys.executable, "-m", "sphinx_page_feedback.cli", "serve", "--port", "0",
         "--manifest", tmp_path / "feedback.json",
         "--database", f"sqlite:///{tmp_path}/feedback.sqlite3"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("error[database-damaged]: ")
    assert "\ncure: Restore a backup" in done.stderr


def test_readiness_is_found_out_once_in_five_seconds(
    serve: Callable[..., Server], tmp_path: Path
) -> None:
    """Twenty who ask at once write once."""
    server = serve()
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda _: server.get("/ready"), range(20)))
    assert {reply.status_code for reply in replies} == {200}
    with closing(sqlite3.connect(tmp_path / "feedback.sqlite3")) as other:
        [(first,)] = other.execute("SELECT probed_at FROM feedback_probe").fetchall()
        other.execute("UPDATE feedback_probe SET probed_at = 'before'")
        other.commit()
        server.get("/ready")
        assert other.execute("SELECT probed_at FROM feedback_probe").fetchall() == [("before",)]
    assert first


def test_a_full_disk_is_waited_for(serve: Callable[..., Server], tmp_path: Path) -> None:
    """The system refuses every further byte of the log, as it does on a full disk."""
    server = serve()
    server.post(answers())
    log = tmp_path / "feedback.sqlite3-wal"
    _, most = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)

    def limit(size: int) -> None:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, most))

    limit(log.stat().st_size)
    refuses_then_recovers(server, lambda: limit(most))


def test_a_second_receiver_shares_the_file(serve: Callable[..., Server]) -> None:
    """While one is replaced by the next, both may run."""
    one, two = serve(), serve()
    sent = answers()
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda n: (one, two)[n % 2].post(sent), range(20)))
    assert sorted(reply.status_code for reply in replies) == [200] * 19 + [201]


@pytest.mark.parametrize("name", ["busy", "idle"])
def test_a_backup_under_load_is_whole(
    serve: Callable[..., Server], tmp_path: Path, name: str
) -> None:
    """D2.6: ``VACUUM INTO`` holds all that was acknowledged before it began."""
    server = serve()
    acknowledged: list[str] = []
    stop = Event()
    with ThreadPoolExecutor(2) as pool:
        if name == "busy":
            pool.submit(post_until, stop, server, acknowledged)
        while name == "busy" and len(acknowledged) < 20:
            time.sleep(0.01)
        before = set(acknowledged)
        copy = tmp_path / "copy.sqlite3"
        with closing(sqlite3.connect(tmp_path / "feedback.sqlite3")) as database:
            database.execute("VACUUM INTO ?", [str(copy)])
        stop.set()
    with closing(sqlite3.connect(copy)) as restored:
        assert restored.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = {row[0] for row in restored.execute("SELECT submission_id FROM submissions")}
    assert before <= found
