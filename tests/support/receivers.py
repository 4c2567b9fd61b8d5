"""What the receiver's tests share: a running receiver, and a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from receiver_kit import PATIENCE, TOKEN, Server, make_manifest, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return make_manifest(tmp_path / "feedback.json")


@pytest.fixture
def serve(manifest: Path, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start receivers of this test's own."""
    with ExitStack() as stack:

        def start_one(
            *options: str, database: str = "", token: str = TOKEN, **waits: float
        ) -> Server:
            database = database or f"sqlite:///{tmp_path}/feedback.sqlite3"
            running = start(manifest, database, *options, token=token, **waits)
            server = stack.enter_context(running)
            stack.callback(server.end_in_order)
            return server

        yield start_one


@pytest.fixture(scope="session")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A receiver that tests share which look only at their own submission."""
    folder = tmp_path_factory.mktemp("receiver")
    manifest = make_manifest(folder / "feedback.json")
    with start(manifest, f"sqlite:///{folder}/feedback.sqlite3", token=TOKEN) as server:
        yield server
        server.end_in_order()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of the tests' own; the address of its socket's folder."""
    found = shutil.which("postgres") or next(
        iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)), None
    )
    if not found:
        pytest.fail("PostgreSQL is not installed. Cure: apt-get install postgresql")
    programs = Path(found).resolve().parent
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    with tempfile.TemporaryDirectory(prefix="feedback-pg-") as folder:
        if user:
            shutil.chown(folder, user)
        data = f"{folder}/data"
        make = [programs / "initdb", "-D", data, "-A", "trust", "-U", "feedback", "-E", "UTF8"]
        make += ["--no-sync", "--no-instructions"]  # nothing of it has to survive the tests
        subprocess.run(make, user=user, cwd=folder, check=True, capture_output=True)
        run = [programs / "postgres", "-D", data, "-k", folder, "-h", ""]
        with subprocess.Popen(
            run, user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            _wait_for_postgresql(folder, process)
            yield folder
            process.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
            process.wait(PATIENCE)


def _wait_for_postgresql(folder: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(host=folder, user="feedback", dbname="postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


@pytest.fixture
def new_postgresql(postgresql: str) -> str:
    """An empty database of this test's own, as an SQLAlchemy URL."""
    name = f"feedback_{uuid4().hex}"
    connection = psycopg.connect(
        host=postgresql, user="feedback", dbname="postgres", autocommit=True
    )
    with closing(connection):
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql+psycopg://feedback@/{name}?host={postgresql}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Every kind of database that we promise, one after the other."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("new_postgresql")
        return url
    return f"sqlite:///{tmp_path}/feedback.sqlite3"
