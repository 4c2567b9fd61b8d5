"""A review that runs in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests
from team import write

from sphinx_page_feedback.answers import Review

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMAND = "from sphinx_page_feedback.cli import main; main()"


@dataclass(frozen=True, kw_only=True)
class Running:
    """A review that runs.

    Attributes:
        first: The address that opens it.
        folder: Of its files.
    """

    first: str
    folder: Path

    @property
    def address(self) -> str:
        """The address without the token."""
        return self.first.partition("?")[0]

    def session(self) -> requests.Session:
        """Return a browser that has opened it, as far as cookies go."""
        session = requests.Session()
        assert session.get(self.first, timeout=30).status_code == 200
        return session

    def review(self) -> Review:
        """Return what its files hold."""
        return Review.open(self.folder / "answers.sqlite3")


@contextmanager
def running(folder: Path, rows: list[dict[str, Any]]) -> Iterator[Running]:
    """Run the command on a file of answers, and end it; write the file if it is not there."""
    if not (folder / "answers.sqlite3").exists():
        write(folder / "answers.sqlite3", rows)
    arguments = ["review", "answers.sqlite3", "--person", "Ann", "--codebook", "codes.toml"]
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ},
    ) as process:  # fmt: skip
        assert process.stdout
        line = process.stdout.readline()
        try:
            yield Running(first=line.split()[1], folder=folder)
        finally:
            process.terminate()
            output = process.stdout.read()
    assert "Traceback" not in output
