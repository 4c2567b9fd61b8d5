"""``page-feedback live``: one command shows the site, rebuilds it and stores what is sent."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import requests
from click.testing import CliRunner
from websockets.sync.client import connect

from sphinx_page_feedback.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
SMALL_SITE = ["docs", "--conf-dir", "docs"]
WORDS = "The chart needs the year of its figures"
PATIENCE = 90.0
"""Seconds before a test gives up; two builds at once on a slow machine stay far below."""


class Session:
    """A running ``page-feedback live``, and what it has output so far."""

    def __init__(self, folder: Path, arguments: list[str]) -> None:
        """Start it."""
        self.output = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sphinx_page_feedback.cli", "live", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._listener = Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        with self.process:
            for line in self.process.stdout or ():
                self.output += line

    def ready(self) -> str:
        """Wait until it says how to get a table; return the address of the site."""
        until(lambda: "Table    " in self.output or self.process.poll() is not None, self)
        found = re.search(r"^Site     (http://127\.0\.0\.1:\d+/)$", self.output, re.MULTILINE)
        assert found, self.output
        return found[1]

    def children(self) -> list[int]:
        """The processes that it has started."""
        pid = self.process.pid
        return [
            int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]

    def ended(self) -> int:
        """Wait for its end; return the exit status."""
        status = self.process.wait(PATIENCE)
        self._listener.join()
        return status


def until(condition: Callable[[], object], session: Session) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, session.output
        time.sleep(0.1)


@contextmanager
def running(folder: Path, *arguments: str, port: int | None = 0) -> Iterator[Session]:
    """Run the command on any free port; however the test goes, leave nothing behind."""
    if port == 0:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
    asked = [f"--port={port}"] if port else []
    session = Session(folder, [*arguments, *asked])
    try:
        yield session
    finally:
        session.process.terminate()
        session.ended()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with a site of three pages."""
    shutil.copytree(ROOT / "tests/roots/other", tmp_path / "docs")
    return tmp_path


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def assert_ends(group: int) -> None:
    """No process of a group is left, once the system has cleared away what was ended."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail(f"a process of the group {group} is left")


def assert_gone(children: list[int], site: str) -> None:
    """No process of the session is left, and the port of the site is free."""
    for pid in children:
        assert_ends(pid)
    with pytest.raises(requests.ConnectionError):
        requests.get(site, timeout=1)


def answer(page: str) -> dict[str, str]:
    """Fill in the form of a page, as a browser without JavaScript would send it."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    return hidden | {"summary": WORDS, "role": "la_data", "email": "reader@example.org"}


def test_what_readers_send_is_stored_and_what_authors_edit_is_shown(tmp_path: Path) -> None:
    """The real site: a form is sent, its row read back, a page edited, Ctrl-C pressed."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    form = tmp_path / "docs/_feedback/page.toml"
    form.write_text(re.sub(r"\ncloses = .*", "", form.read_text()))  # open on any day
    shutil.copy(ROOT / "conf.py", tmp_path)
    with running(tmp_path) as session:
        site = session.ready()
        address = f"{site}report/status.html"
        page = requests.get(address, timeout=10).text
        (endpoint,) = re.findall(r'<form class="feedback-form"[^>]* action="([^"]+)"', page)
        sent = requests.post(endpoint, answer(page), headers={"Origin": site[:-1]}, timeout=10)
        assert sent.status_code in {200, 201}, sent.text

        with closing(sqlite3.connect(tmp_path / "answers/feedback.sqlite3")) as database:
            rows = database.execute("SELECT page, answers FROM submissions").fetchall()
        assert [row[0] for row in rows] == ["report/status"]
        assert WORDS in rows[0][1]
        until(lambda: re.search(r"stored .*report/status", session.output), session)
        assert WORDS not in session.output
        assert "reader@example.org" not in session.output

        with (tmp_path / "docs/report/status.md").open("a") as source:
            source.write("\n\nAn author has just added this.\n")
        until(lambda: "has just added this" in requests.get(address, timeout=10).text, session)
        assert "Changed  docs/report/status.md" in session.output

        (table,) = re.findall(r"^Table    (.*)$", session.output, re.MULTILINE)
        done = subprocess.run(
            table, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert WORDS in (tmp_path / "answers/answers.csv").read_text(encoding="utf-8-sig")
        assert (tmp_path / "answers/.gitignore").read_text() == "*\n"

        children = session.children()
        session.process.send_signal(signal.SIGINT)
        assert session.ended() == 0
    assert len(children) == 2  # the receiver and the server of the site
    assert_gone(children, site)
    assert "Traceback" not in session.output
    lines = re.findall(r"^(?:Site|Answers|Receiver) .*", session.output, re.MULTILINE)
    assert lines == [f"Site     {site}", "Answers  answers/feedback.sqlite3"]


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGINT,
        pytest.param(signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, marks=pytest.mark.slow),
    ],
)
def test_a_signal_ends_everything(small: Path, number: signal.Signals) -> None:
    """With a page open in a browser too: exit status 0, no traceback, no process left."""
    with running(small, *SMALL_SITE) as session:
        site = session.ready()
        with connect(f"ws{site.removeprefix('http')}websocket-reload"):
            children = session.children()
            session.process.send_signal(number)
            assert session.ended() == 0
    assert_gone(children, site)
    assert "Traceback" not in session.output


def test_a_signal_during_the_first_build_ends_it(small: Path) -> None:
    """The team need not wait for a build that it does not want."""
    with (small / "docs/conf.py").open("a") as conf:
        conf.write("\nimport time\nprint('waiting', flush=True)\ntime.sleep(600)\n")
    with running(small, *SMALL_SITE) as session:
        until(lambda: "waiting" in session.output, session)
        children = session.children()
        session.process.send_signal(signal.SIGINT)
        assert session.ended() == 0
    assert "Site" not in session.output
    assert_ends(children[0])


@pytest.mark.slow
def test_a_busy_port_is_passed_over_and_named(small: Path) -> None:
    """Port 8000 is only the default, so the next free one will do."""
    with ExitStack() as stack:
        with suppress(OSError):  # another program makes it busy too
            stack.enter_context(socket.create_server(("127.0.0.1", 8000)))
        session = stack.enter_context(running(small, *SMALL_SITE, port=None))
        site = session.ready()
    assert site != "http://127.0.0.1:8000/"
    assert f"Port 8000 is busy: using {site.split(':')[2][:-1]}\n" in session.output


def test_a_busy_port_that_was_asked_for_is_an_error(small: Path, taken: int) -> None:
    """Code, cause and cure; nothing is built or started."""
    with running(small, *SMALL_SITE, port=taken) as session:
        assert session.ended() == 1
    assert session.output == (
        f"error[port-busy]: port {taken} of 127.0.0.1 cannot be used (Address already in use)\n"
        "cure: Name a free one with --port.\n"
    )


@pytest.mark.slow
def test_a_second_session_does_not_touch_the_pages_of_the_first(small: Path) -> None:
    """It would make them post to a receiver that is gone when it ends."""
    with running(small, *SMALL_SITE) as first:
        site = first.ready()
        before = requests.get(site, timeout=10).text
        with running(small, *SMALL_SITE) as second:
            assert second.ended() == 1
        assert "error[live-running]: another page-feedback live builds in " in second.output
        assert "Building" not in second.output
        assert requests.get(site, timeout=10).text == before


def test_answers_are_not_stored_where_the_site_is_published(small: Path) -> None:
    with running(small, *SMALL_SITE, "--database=sqlite:///build/live/a.sqlite3") as session:
        assert session.ended() == 2
    assert "would be published with the site" in session.output


def test_when_one_half_dies_the_other_is_ended_and_the_command_says_so(small: Path) -> None:
    """A site whose forms post to no receiver must not look alive."""
    with running(small, *SMALL_SITE) as session:
        site = session.ready()
        children = session.children()
        receiver = next(pid for pid in children if b"serve" in command_of(pid))
        os.kill(receiver, signal.SIGKILL)
        assert session.ended() == 1
    assert "error[ended]: the receiver ended (SIGKILL)" in session.output
    assert_gone(children, site)


def command_of(pid: int) -> bytes:
    """The words that a process was started with."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_first_build_that_fails_shows_why_and_starts_nothing(small: Path) -> None:
    """Its messages, then one line that says what ended."""
    (small / "docs/_feedback").mkdir()
    (small / "docs/_feedback/page.toml").write_text("title = 1\n")
    with running(small, *SMALL_SITE) as session:
        assert session.ended() == 1
    assert "page.toml" in session.output
    assert "error[ended]: the build ended (exit status 2)" in session.output
    assert "Site" not in session.output


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["no-pages"], "'[SOURCE]': Directory 'no-pages' does not exist"),
        (["docs"], "'--conf-dir': there is no conf.py in "),
        (["docs", "--conf-dir=no-conf"], "'--conf-dir': Directory 'no-conf' does not exist"),
    ],
)
def test_a_wrong_folder_is_named_without_a_traceback(
    small: Path, arguments: list[str], cause: str
) -> None:
    with running(small, *arguments) as session:
        assert session.ended() == 2
    assert f"error[usage]: Invalid value for {cause}" in session.output
    assert "Traceback" not in session.output


def test_without_sphinx_autobuild_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is no dependency of the package: a build needs it not."""
    module = import_module("sphinx_page_feedback.cli.live")
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    result = CliRunner().invoke(main, ["live"])
    assert result.exit_code == 1
    assert "error[missing-package]" in result.stderr
    assert "cure: pip install sphinx-autobuild" in result.stderr
