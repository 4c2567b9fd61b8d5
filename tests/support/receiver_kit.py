"""What the receiver's tests are made of: a small site, its answers, and a real server."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

import requests

from sphinx_page_feedback.model import Form

if TYPE_CHECKING:
    import signal
    from collections.abc import Iterator
    from pathlib import Path

SITE = "https://docs.example.org"
TOKEN = "a-read-token-of-thirty-two-chars-and-more"
CLI = "sphinx_page_feedback.cli"
PATIENCE = 30.0
"""Seconds until a server that does not come up is a failure; it takes about one."""

SECTIONS = [{"id": "costs", "title": "Costs"}]
FIELDS: list[dict[str, Any]] = [
    {"type": "text", "name": "summary", "label": "Brief summary", "required": True}
    | {"min_length": 5, "messages": {"missing": "Enter a brief summary"}},
    {"type": "select", "name": "role", "label": "Your role", "required": True}
    | {"options": ["Citizen", {"value": "la_data", "label": "Local authority: data"}]},
    {"type": "textarea", "name": "details", "label": "Details"},
    {"type": "checkboxes", "name": "activities", "label": "Activities", "options": ["a", "b"]},
    {"type": "scale", "name": "score", "label": "Score", "low": "bad", "high": "good"},
    {"type": "email", "name": "email", "label": "Email"},
    {"type": "hidden", "name": "round", "value": "2"},
]


def make_form(name: str, **words: Any) -> dict[str, Any]:
    """Return a form as a manifest holds it."""
    words = {"title": "Page feedback", "fields": FIELDS, **words}
    return Form.model_validate({"name": name, **words}).to_manifest()


def make_manifest(path: Path, base_url: str = f"{SITE}/", **changes: Any) -> Path:
    """Write the manifest of a small site, as the extension would."""
    forms = {
        "page": make_form("page"),
        "over": make_form("over", closes="2020-01-31"),
        "later": make_form("later", opens="2120-01-31"),
    }
    urls = {
        "index": "index.html",
        "report/status": "report/status.html",
        "privacy": "privacy.html",
    }
    pages = {
        name: {"title": name.title(), "url": url, "form": "page", "sections": SECTIONS}
        for name, url in urls.items()
    }
    data = {
        "base_url": base_url,
        "language": "en_GB",
        "contact": "team@example.org",
        "forms": forms,
        "pages": pages,
        **changes,
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def answers(**changes: str | list[str]) -> dict[str, str | list[str]]:
    """Return what a page's form posts, with a new ``submission_id``."""
    usual = {
        "submission_id": str(uuid4()),
        "form": "page",
        "page": "report/status",
        "summary": "A word of praise",
        "role": "la_data",
    }
    return {name: value for name, value in {**usual, **changes}.items() if value != ""}


@dataclass(kw_only=True)
class Server:
    """A receiver in a process of its own, and all that it has said."""

    process: subprocess.Popen[str]
    database: str
    address: str = ""
    said: list[str] = field(default_factory=list)
    complained: list[str] = field(default_factory=list)

    def post(
        self, data: Any = None, *, accept: str = "application/json", **options: Any
    ) -> Any:
        """Post to ``/feedback`` as a script of the site does."""
        headers = {"Accept": accept, "Origin": SITE, **options.pop("headers", {})}
        headers = {name: value for name, value in headers.items() if value is not None}
        options = {"allow_redirects": False, "timeout": PATIENCE, **options}
        return requests.post(f"{self.address}/feedback", data=data, headers=headers, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        """Get an address of the receiver."""
        return self.request("GET", path, **options)

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send any request."""
        return requests.request(method, self.address + path, timeout=PATIENCE, **options)

    def rows(self) -> list[dict[str, Any]]:
        """Return what the table ``submissions`` holds."""
        file = self.database.removeprefix("sqlite:///")
        with closing(sqlite3.connect(file)) as database:
            database.row_factory = sqlite3.Row
            found = database.execute("SELECT * FROM submissions ORDER BY number").fetchall()
        objects = ("answers", "extra")
        return [
            {**dict(row), **{name: json.loads(row[name]) for name in objects}} for row in found
        ]

    def read(self) -> list[dict[str, Any]]:
        """Return what the receiver gives back."""
        token = {"Authorization": f"Bearer {TOKEN}"}
        reply = self.get("/submissions?limit=1000", headers=token)
        reply.raise_for_status()
        return [json.loads(line) for line in reply.text.splitlines()]

    def lines_with(self, words: str) -> list[str]:
        """Return every line of the output with some words, as soon as there is one."""
        deadline = time.monotonic() + PATIENCE
        while not (found := [line for line in self.said if words in line]):
            assert time.monotonic() < deadline, words
            time.sleep(0.01)
        return found

    def connect(self) -> socket.socket:
        """Return a bare connection, for what no library would send."""
        host, _, port = self.address.removeprefix("http://").partition(":")
        return socket.create_connection((host, int(port)), PATIENCE)

    def end(self, number: signal.Signals) -> int:
        """Send a signal and return the exit status; 10 s is the longest a stop may take."""
        self.process.send_signal(number)
        return self.process.wait(10)

    def end_in_order(self) -> None:
        """Stop it, unless it has stopped: coverage sees what a process did once it ends."""
        self.process.terminate()
        self.process.wait(PATIENCE)

    def wait_until_up(self) -> None:
        """Wait until it says where it listens."""
        deadline = time.monotonic() + PATIENCE
        while not self.said and time.monotonic() < deadline and self.process.poll() is None:
            time.sleep(0.01)
        assert self.said, "".join(self.complained)
        self.address = self.said[0].split()[1].removesuffix("/feedback")


WITH_WAITS = """
import functools, json, sys
from sphinx_page_feedback import cli, receiver
waits = json.loads(sys.argv.pop(1))
receiver.ReceiverSettings = functools.partial(receiver.ReceiverSettings, **waits)
cli.main()
"""
"""The command with other settings than it has options for."""


@contextmanager
def start(
    manifest: Path, database: str, *options: str, token: str = "", **waits: float
) -> Iterator[Server]:
    """Run a receiver on a free port; ``waits`` are settings of seconds."""
    arguments = [f"--manifest={manifest}", f"--database={database}", "--port=0", *options]
    program = ["-c", WITH_WAITS, json.dumps(waits)] if waits else ["-m", CLI]
    process = subprocess.Popen(
        [sys.executable, *program, "serve", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "FEEDBACK_READ_TOKEN": token, "PYTHONUNBUFFERED": "1"},
    )
    server = Server(process=process, database=database)

    def follow(stream: IO[str] | None, lines: list[str]) -> None:
        for line in stream or ():
            lines.append(line)  # noqa: PERF402 (each line counts as soon as it is there)

    readers = [
        Thread(target=follow, args=(process.stdout, server.said)),
        Thread(target=follow, args=(process.stderr, server.complained)),
    ]
    with process:
        for reader in readers:
            reader.start()
        try:
            server.wait_until_up()
            yield server
        finally:
            process.kill()
            process.wait()
            for reader in readers:
                reader.join()
