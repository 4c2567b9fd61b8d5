"""The real receiver, in a process of its own, and what it has stored."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, Protocol

from serving import HOST, free_port

if TYPE_CHECKING:
    from pathlib import Path

START = 30
"""Seconds in which a receiver must listen, on a busy machine too."""


class Rows(Protocol):
    """Returns what has been stored since a test began."""

    def __call__(self) -> list[dict[str, Any]]:
        """Return each submission, in the order of arrival."""


def open_for_ever(manifest: Path, copy: Path) -> Path:
    """Write a copy of a manifest without dates, so that no test depends on the day."""
    data = json.loads(manifest.read_text(encoding="utf-8"))
    for form in data["forms"].values():
        form["opens"] = form["closes"] = None
    copy.write_text(json.dumps(data), encoding="utf-8")
    return copy


class RealReceiver:
    """``page-feedback serve`` on SQLite.

    Attributes:
        port: Where it listens.
        database: Its file.
    """

    def __init__(self, site: Path, database: Path, *origins: str) -> None:
        """Start it and wait until it listens.

        Args:
            site: The folder of the built site, for its manifest.
            database: A file that is not there yet.
            origins: Origins that may send, besides the site's own.
        """
        self.port, self.database = free_port(), database
        manifest = open_for_ever(site / "feedback.json", database.with_suffix(".json"))
        command = [sys.executable, "-m", "sphinx_page_feedback.cli", "serve", "--quiet"]
        what = [f"--manifest={manifest}", f"--database=sqlite:///{database}"]
        where = [f"--host={HOST}", f"--port={self.port}", *(f"--origin={o}" for o in origins)]
        self._process = subprocess.Popen([*command, *what, *where])
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START
        while not self._listens():
            assert self._process.poll() is None, "the receiver did not start; see above"
            assert time.monotonic() < deadline, f"the receiver does not listen after {START} s"
            time.sleep(0.05)

    def _listens(self) -> bool:
        with closing(HTTPConnection(HOST, self.port, timeout=1)) as connection:
            try:
                connection.request("GET", "/live")
                return connection.getresponse().read() is not None
            except OSError:
                return False

    def close(self) -> None:
        """End it as a service manager does."""
        self._process.terminate()
        assert self._process.wait(15) == 0

    def rows(self) -> list[dict[str, Any]]:
        """Return every submission, in the order of arrival, with all its answers unpacked."""
        with closing(sqlite3.connect(self.database)) as database:
            database.row_factory = sqlite3.Row
            found = database.execute("SELECT * FROM submissions ORDER BY rowid").fetchall()
            contacts = database.execute("SELECT * FROM contacts").fetchall()
        addresses: dict[str, dict[str, str]] = {}
        for contact in contacts:
            of_one = addresses.setdefault(contact["submission_id"], {})
            of_one[contact["field"]] = contact["address"]
        return [
            {
                **row,
                "answers": json.loads(row["answers"]) | addresses.get(row["submission_id"], {}),
            }
            for row in map(dict, found)
        ]
