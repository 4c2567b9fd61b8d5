"""A session of ``page-feedback live``: its files, its addresses and its command lines."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shlex
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_page_feedback import environment
from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
SQLITE = "sqlite:///"
_TOKEN_BYTES = 32
_COMMANDS = "sphinx_page_feedback.cli"


@dataclass(frozen=True, kw_only=True)
class Session:
    """A site on this machine, with its receiver.

    Attributes:
        source: The folder of the pages.
        out: The folder that they are built in.
        conf_dir: The folder of ``conf.py``.
        database: An SQLAlchemy URL.
        port: Of the site.
        receiver_port: Of the receiver.
        token: What the receiver asks for before it lists answers.
    """

    source: Path
    out: Path
    conf_dir: Path
    database: str
    port: int
    receiver_port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(_TOKEN_BYTES), repr=False)

    @property
    def site(self) -> str:
        """The address of the site."""
        return f"http://{HOST}:{self.port}/"

    @property
    def environ(self) -> dict[str, str]:
        """The environment of its processes, in which forms post to its own receiver."""
        return {
            **os.environ,
            environment.SERVICE: "receiver",
            environment.ENDPOINT: f"http://{HOST}:{self.receiver_port}/feedback",
            environment.READ_TOKEN: os.environ.get(environment.READ_TOKEN) or self.token,
        }

    @property
    def manifest(self) -> Path:
        """The manifest of the site."""
        return self.out / "feedback.json"

    @property
    def build(self) -> list[str]:
        """Arguments of a build; only warnings and errors are shown."""
        options = ["-b", "html", "-q", "-j", "auto", "-D", f"html_baseurl={self.site}"]
        folders = [f"-c{self.conf_dir}", f"-d{doctrees(self.out)}"]
        return [*options, *folders, str(self.source), str(self.out)]

    @property
    def rebuild(self) -> list[str]:
        """Arguments of sphinx-autobuild, which must not take a stored answer for an edit."""
        # A prefix, since SQLite writes -wal, -shm and -journal files beside the database.
        ignored = [
            f"--re-ignore=^{re.escape(path.resolve().as_posix())}"
            for path in [database_file(self.database)]
            if path
        ]
        conf = self.conf_dir / "conf.py"
        # The first build is done. sphinx-autobuild watches the source folder alone, and
        # conf.py may be outside it.
        return ["--no-initial", f"--port={self.port}", f"--watch={conf}", *ignored, *self.build]

    @property
    def serve(self) -> list[str]:
        """Arguments of the receiver."""
        return [
            f"--manifest={self.manifest}",
            f"--database={self.database}",
            f"--host={HOST}",
            f"--port={self.receiver_port}",
            f"--origin={self.site[:-1]}",
            # To a browser, localhost and 127.0.0.1 are two origins.
            f"--origin=http://localhost:{self.port}",
            "--rate=0",  # who sends here is the author alone
        ]

    @property
    def table_command(self) -> str:
        """The command line that writes the answers to a table, to be pasted into a shell."""
        file = database_file(self.database)
        table = relative(file.with_name("answers.csv")) if file else "answers.csv"
        options = ["pull", "--manifest", str(self.manifest), "--bom", "--to", table]
        # A token that the team has set is theirs to repeat, and is not shown.
        token = f"{environment.READ_TOKEN}={self.token} "
        shown = "" if os.environ.get(environment.READ_TOKEN) else token
        return f"{shown}{shlex.join([*_program(), *options])}"


def doctrees(out: Path) -> Path:
    """Return the folder of what Sphinx has read, beside the folder that it builds in."""
    return out.with_name(f"{out.name}-doctrees")


def default_database(source: Path) -> str:
    """Return where answers are stored by default: neither in output nor in a watched folder.

    Args:
        source: The folder of the pages, every change in which starts a build.
    """
    folder, watched = Path("answers").absolute(), source.resolve()
    if folder.is_relative_to(watched):
        folder = watched.with_name(f"{watched.name}-answers")
    return f"{SQLITE}{relative(folder / 'feedback.sqlite3')}"


def database_file(database: str) -> Path | None:
    """Return the file of an SQLite database; nothing for a server."""
    return Path(database.removeprefix(SQLITE)) if database.startswith(SQLITE) else None


def make_answers_folder(file: Path) -> None:
    """Make the folder of a database, for its owner alone, and keep it out of git."""
    folder = file.parent
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def relative(path: Path) -> str:
    """Return a path as seen from the current folder."""
    return os.path.relpath(path)


@contextmanager
def one_at_a_time(out: Path) -> Iterator[None]:
    """Hold the lock of an output folder: a second session would rewrite the first one's pages.

    Raises:
        Problem: Another session holds it.
    """
    folder = doctrees(out)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "live.lock").open("a", encoding="utf-8") as lock:
        try:
            # The kernel releases it however a session ends; a process id in a file would stay.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            cause = f"another page-feedback live builds in {out}"
            cure = "Use the site that it shows, stop it with Ctrl-C, or name another folder to build in."
            raise Problem(Code.LIVE_RUNNING, cause, cure) from error
        yield


def _program() -> list[str]:
    """Return how this command is called from another terminal in the current folder.

    Its name alone would not do: nox puts the environment of a session on the path, and
    another terminal has not.
    """
    program = Path(sys.argv[0]).absolute()
    if program.name != "page-feedback":
        return [sys.executable, "-m", _COMMANDS]
    is_below = program.is_relative_to(Path.cwd())
    return [relative(program) if is_below else str(program)]
