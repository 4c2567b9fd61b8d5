"""``page-feedback pull``: everything that is stored, in one file, whole or not at all."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from click.testing import CliRunner
from receiver_kit import TOKEN, answers, make_manifest

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.model.table import unguard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result
    from receiver_kit import Server

WORDS = "=SUM(A1) – “naïve” 🙂\nsecond; line"


def pull(*arguments: object, **environ: str) -> Result:
    """Run the command."""
    env = {"FEEDBACK_READ_TOKEN": TOKEN, "FEEDBACK_ENDPOINT": "", **environ}
    return CliRunner(env=env).invoke(main, ["pull", *map(str, arguments)])


@pytest.fixture
def endpoint(serve: Callable[..., Server]) -> str:
    """A receiver with three submissions."""
    server = serve()
    server.post(answers(details=WORDS, activities=["a", "b"], score="4", elapsed_ms="5"))
    server.post(answers(page="index", hp_field="x"))
    server.post(answers())
    return f"{server.address}/feedback"


def test_lines_hold_it_as_it_is(endpoint: str, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    result = pull("--to", path, "--endpoint", endpoint)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"3 submissions from {endpoint} written to {path}\n"
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [record["page"] for record in records] == ["report/status", "index", "report/status"]
    assert records[0]["answers"]["details"] == WORDS
    assert records[0]["answers"]["activities"] == ["a", "b"]
    assert path.stat().st_mode & 0o077 == 0


def test_a_table_is_safe_to_open(endpoint: str, tmp_path: Path) -> None:
    """One column a question that anybody answered; formulas stay text."""
    path = tmp_path / "x.csv"
    assert pull("--to", path, "--endpoint", endpoint).exit_code == 0
    with path.open(encoding="utf-8", newline="") as file:
        first, second, third = csv.DictReader(file)
    assert first["details"] == f"'{WORDS}"
    assert unguard(first["details"]) == WORDS
    assert first["score"] == "4"
    assert first["elapsed_ms"] == "5"
    assert second["suspected_spam"] == "honeypot"
    assert third["details"] == ""
    assert "email" not in first


def test_excel_is_told_that_it_is_utf_8(endpoint: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    pull("--to", path, "--endpoint", endpoint, "--bom")
    assert path.read_bytes().startswith(b'\xef\xbb\xbf"submission_id"')


def test_a_database_is_ready_for_questions(endpoint: str, tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    assert pull("--to", path, "--endpoint", endpoint).exit_code == 0
    question = "SELECT page, elapsed_ms, answers ->> 'score' FROM submissions"
    with closing(sqlite3.connect(path)) as database:
        assert database.execute(question).fetchone() == ("report/status", 5, 4)
    assert pull("--to", path, "--endpoint", endpoint).exit_code == 0  # once more, over it


def test_the_manifest_says_where(endpoint: str, tmp_path: Path) -> None:
    """A path is joined with the site's address; the environment counts more."""
    origin, path = endpoint.removesuffix("/feedback"), tmp_path / "x.jsonl"
    service = {"name": "receiver", "endpoint": "/feedback"}
    here = make_manifest(tmp_path / "here.json", f"{origin}/docs/", service=service)
    assert f"3 submissions from {endpoint}" in pull("--to", path, "--manifest", here).stdout
    elsewhere = make_manifest(tmp_path / "m.json", "http://localhost:1/", service=service)
    result = pull("--to", path, "--manifest", elsewhere, FEEDBACK_ENDPOINT=endpoint)
    assert result.exit_code == 0, result.output


class Scripted(BaseHTTPRequestHandler):
    """Answers with what the test wrote down, one reply after the other."""

    replies: ClassVar[list[tuple[int, dict[str, str], str]]] = []
    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        """Give the next reply."""
        self.asked.append((self.path, self.headers["Authorization"]))
        status, headers, body = self.replies.pop(0)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


@contextmanager
def scripted(*replies: tuple[int, dict[str, str], str]) -> Iterator[tuple[str, type[Scripted]]]:
    """Run a server that gives these replies; its endpoint, and what it was asked."""
    handler = type("Handler", (Scripted,), {"replies": list(replies), "asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api/feedback", handler
        server.shutdown()
        thread.join()


ONE, TWO = (json.dumps({"submission_id": key, "answers": {}}) + "\n" for key in "12")
NEXT = {"Link": '<?after=1&limit=500>; rel="next"'}


def test_what_passes_is_waited_for(tmp_path: Path) -> None:
    """``Retry-After`` is honoured, a page that broke off is asked for again, none counts twice."""
    cut = (200, {"Content-Length": "999"}, ONE)
    busy = (503, {"Retry-After": "1"}, "")
    path = tmp_path / "x.jsonl"
    with scripted(busy, (200, NEXT, ONE), cut, (200, {}, TWO)) as (endpoint, server):
        result = pull("--to", path, "--endpoint", endpoint)
    assert result.exit_code == 0, result.output
    assert path.read_text(encoding="utf-8") == ONE + TWO
    first, later = "/api/submissions?limit=500", "/api/submissions?after=1&limit=500"
    assert [path for path, _ in server.asked] == [first, first, later, later]
    assert {token for _, token in server.asked} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ((401, {}, ""), "pull-refused"),
        ((404, {}, ""), "pull-refused"),
        ((302, {"Location": "http://localhost:1/"}, ""), "pull-refused"),
        ((200, {"Link": '<http://localhost:1/>; rel="next"'}, ONE), "pull-refused"),
        ((200, {}, "<html>"), "pull-refused"),
        ((503, {"Retry-After": "86400"}, ""), "pull-unreachable"),
    ],
)
def test_a_failure_leaves_the_earlier_file_alone(
    tmp_path: Path, reply: tuple[int, dict[str, str], str], code: str
) -> None:
    """Whole or not at all; the token goes to no other address; the next call goes on."""
    path = tmp_path / "x.jsonl"
    path.write_text("from before", encoding="utf-8")
    with scripted((200, NEXT, ONE), reply) as (endpoint, _):
        result = pull("--to", path, "--endpoint", endpoint)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error[{code}]: ")
    assert "\ncure: " in result.stderr
    assert TOKEN not in result.output
    assert path.read_text(encoding="utf-8") == "from before"
    assert sorted(tmp_path.iterdir()) == [tmp_path / ".x.jsonl.part", path]
