"""Programs that others wrote, each as a form service on a port of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

HERE = Path(__file__).parents[1] / "services" / "real"
KEY = "key-12345678"
COLUMNS = (
    "submission_id", "form", "form_version", "page", "page_url", "page_title", "language",
    "release", "elapsed_ms", "summary", "details", "email", "topics", "score",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program, and how ``conf.py`` describes it as a service.

    Attributes:
        command: What starts it, with the port and a folder of its own.
        path: Where it takes forms.
        conf: ``feedback_service``, without the endpoint.
        prepare: Makes what it needs, in its folder, before it starts.
        ready: Makes what it needs once it runs, at its address.
        outcome: What a reader learns.
        hosts_site: It serves the site too, from ``public`` in its folder at ``/site/``, since
            it takes nothing from pages of other hosts.
        is_open: Everyone can read what it keeps.
    """

    command: Callable[[int, Path], list[str]]
    path: str
    conf: Mapping[str, Any]
    prepare: Callable[[Path], object] = lambda folder: folder
    ready: Callable[[str], object] = lambda address: address
    outcome: str = "stored"
    hosts_site: bool = False
    is_open: bool = False


def _npm(name: str) -> str:
    return str(HERE / "node_modules" / ".bin" / name)


def _environment_script(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _json_database(folder: Path) -> None:
    (folder / "db.json").write_text('{"feedback": []}', encoding="utf-8")


JSON_SERVER = Program(
    command=lambda port, folder: [
        _npm("json-server"), "--host", "127.0.0.1", "--port", str(port), str(folder / "db.json"),
    ],
    prepare=_json_database,
    is_open=True,
    path="/feedback",
    conf={
        "name": "json",
        "names": {"submission_id": "id"},
        "success": {"echoes": "id"},
        "repeated": [{"status": 500, "text": "duplicate id"}],
        "reader": {
            "endpoint": "{endpoint}",
            "token": {"variable": "REAL_KEY"},
            "query": {"_page": "1"},
            "paging": {"kind": "link", "size_name": "_limit", "size": 2},
            "id": "id",
        },
    },
)  # fmt: skip


def _tables(folder: Path) -> None:
    (folder / "public").mkdir()
    with closing(sqlite3.connect(folder / "feedback.db")) as database:
        columns = ", ".join(f"{name} TEXT" for name in COLUMNS[1:])
        database.execute(f"CREATE TABLE sent (submission_id TEXT PRIMARY KEY, {columns})")
    (folder / "datasette.yaml").write_text(
        "databases:\n  feedback:\n    allow: {id: root}\n    tables:\n      sent:\n"
        "        permissions:\n          insert-row: true\n",
        encoding="utf-8",
    )


def datasette_token() -> str:
    """Return a token of its user ``root``, signed with the secret that it is started with."""
    made = subprocess.run(
        [_environment_script("datasette"), "create-token", "root", "--secret", KEY],
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.strip()


DATASETTE = Program(
    command=lambda port, folder: [
        _environment_script("datasette"), str(folder / "feedback.db"), "--cors", "--secret", KEY,
        "--config", str(folder / "datasette.yaml"), "--host", "127.0.0.1", "--port", str(port),
        "--setting", "default_page_size", "2", "--static", f"site:{folder / 'public'}",
    ],
    prepare=_tables,
    hosts_site=True,
    path="/feedback/sent/-/insert",
    conf={
        "name": "json",
        "body": {"row": "$fields"},
        "lists": "join",
        "success": {"equals": {"ok": "true"}},  # it returns a row only to those who may read
        "repeated": [{"status": 400, "path": "errors", "text": "UNIQUE constraint failed"}],
        "reader": {
            "endpoint": "{origin}/feedback/sent.json",
            "token": {"variable": "REAL_KEY"},
            "query": {"_shape": "objects"},
            "paging": {"kind": "body", "next": "next_url"},
            "items": "rows",
        },
    },
)  # fmt: skip

DJANGO = Program(
    command=lambda port, _folder: [
        sys.executable, str(HERE / "django_api.py"), f"127.0.0.1:{port}",
    ],
    path="/feedback/",
    conf={
        "name": "json",
        "numbers": True,
        "success": {"has": ["id"], "echoes": "submission_id"},
        "repeated": [{"status": 400, "path": "submission_id", "text": "already exists"}],
        "reader": {
            "endpoint": "{endpoint}",
            "token": {"variable": "REAL_KEY"},
            "paging": {"kind": "body", "next": "next"},
            "items": "results",
            "time": "created",
        },
    },
)  # fmt: skip


def _settings(folder: Path) -> None:
    lines = (
        "[app:main]",
        "use = egg:kinto",
        "kinto.storage_backend = kinto.core.storage.memory",
        "kinto.cache_backend = kinto.core.cache.memory",
        "kinto.permission_backend = kinto.core.permission.memory",
        "kinto.userid_hmac_secret = only-for-tests",
        "multiauth.policies = basicauth",
        "kinto.bucket_create_principals = system.Authenticated",
        "kinto.paginate_by = 2",
    )
    text = "\n".join([*lines, "[server:main]", "use = egg:waitress#main", "host = 127.0.0.1"])
    (folder / "kinto.ini").write_text(f"{text}\nport = %(http_port)s\n", encoding="utf-8")


def _collection(address: str) -> None:
    """Make a collection of the team's, to which everyone may add."""
    bucket = f"{address}/v1/buckets/team"
    for place, permissions in (
        ("", {}),
        ("/collections/feedback", {"record:create": ["system.Everyone"]}),
    ):
        body = {"permissions": permissions}
        requests.put(bucket + place, json=body, auth=(KEY, ""), timeout=5).raise_for_status()


KINTO = Program(
    command=lambda port, folder: [
        _environment_script("kinto"), "start", "--ini", str(folder / "kinto.ini"),
        "--port", str(port),
    ],
    prepare=_settings,
    ready=_collection,
    is_open=True,  # what everyone may add belongs to everyone
    path="/v1/buckets/team/collections/feedback/records",
    conf={
        "name": "json",
        "body": {"data": "$fields"},
        "names": {"submission_id": "id"},
        "success": {"echoes": "data.id"},
        "deduplicates": True,
        "reader": {
            "endpoint": "{endpoint}",
            "token": {"variable": "REAL_KEY", "kind": "basic"},
            "paging": {"kind": "header", "next": "Next-Page"},
            "items": "data",
            "id": "id",
            "time": "last_modified",
        },
    },
)  # fmt: skip

PHP = Program(
    command=lambda port, _folder: [
        shutil.which("php") or "php", "-S", f"127.0.0.1:{port}", str(HERE / "feedback.php"),
    ],
    path="/feedback",
    conf={
        "name": "form",
        "lists": "join",
        "deduplicates": True,
        "success": {"echoes": "submission_id"},
        "reader": {
            "endpoint": "{endpoint}",
            "token": {"variable": "REAL_KEY", "kind": "query", "name": "key"},
            "paging": {"kind": "none"},
            "items": "rows",
            "time": "received_at",
        },
    },
)  # fmt: skip


def _front_page(folder: Path) -> None:
    (folder / "index.html").write_text(
        "<!doctype html><title>Welcome</title>", encoding="utf-8"
    )


def _serve(port: int, folder: Path) -> list[str]:
    return [_npm("serve"), "-s", "--cors", "-L", "-l", f"tcp://127.0.0.1:{port}", str(folder)]


SERVE = Program(
    command=_serve, prepare=_front_page, path="/feedback", conf={"name": "form"},
    outcome="handed_over",
)  # fmt: skip
SERVE_WITH_EVIDENCE = Program(
    command=_serve, prepare=_front_page, path="/feedback",
    conf={"name": "form", "success": {"echoes": "submission_id"}}, outcome="unknown",
)  # fmt: skip

KEEPING = {
    "json-server": JSON_SERVER, "datasette": DATASETTE, "django": DJANGO, "kinto": KINTO,
    "php": PHP,
}  # fmt: skip
"""Programs that keep what they are sent."""
STATIC = {"serve": SERVE, "serve-with-evidence": SERVE_WITH_EVIDENCE}
"""Programs that answer every address with 200 and keep nothing."""


@contextmanager
def running(program: Program, folder: Path) -> Iterator[str]:
    """Start a program and wait until it answers.

    Args:
        program: The program.
        folder: A folder of its own.

    Yields:
        Its address, without a slash at the end.
    """
    program.prepare(folder)
    port = _free_port()
    environ = {
        **os.environ, "FEEDBACK_KEY": KEY, "FEEDBACK_FILE": str(folder / "sent"),
        "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    log = folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            program.command(port, folder), cwd=folder, env=environ, stdout=output, stderr=output,
            process_group=0,  # npm's programs start another, which would outlive the first
        )  # fmt: skip
        try:
            _wait(process, port, log)
            program.ready(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until something listens at a port; a program that ended says why in its log."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text(encoding="utf-8"))
