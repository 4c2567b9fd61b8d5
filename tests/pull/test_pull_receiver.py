"""``page-feedback pull``: everything that is stored, in one file, whole or not at all."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from receiver_kit import TOKEN, answers, make_manifest
from saying import Says
from standin import Reply, running

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.model import unguard

if TYPE_CHECKING:
    from collections.abc import Callable
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
    result = pull("--to", path, "--endpoint", endpoint, "--all")
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
    assert pull("--to", path, "--endpoint", endpoint, "--all").exit_code == 0
    with path.open(encoding="utf-8", newline="") as file:
        first, second, third = csv.DictReader(file)
    assert first["details"] == f"'{WORDS}"
    assert unguard(first["details"]) == WORDS
    assert first["score"] == "4"
    assert first["elapsed_ms"] == "5"
    assert second["suspected_spam"] == "honeypot"
    assert third["details"] == ""
    assert "email" not in first


def test_email_addresses_come_only_when_they_are_asked_for_and_that_is_noted(
    serve: Callable[..., Server], tmp_path: Path
) -> None:
    """In no export by itself; the receiver keeps how many were read, and when."""
    server = serve()
    server.post(answers(email="SENTINEL@host.example"))
    manifest = make_manifest(tmp_path / "feedback.json")
    for ending in ("jsonl", "csv", "sqlite3"):
        path = tmp_path / f"x.{ending}"
        where = [
            "--to",
            path,
            "--manifest",
            manifest,
            "--endpoint",
            f"{server.address}/feedback",
        ]
        assert pull(*where, "--all").exit_code == 0
        assert b"SENTINEL" not in path.read_bytes()
        assert pull(*where, "--with-email").exit_code == 0
        assert b"SENTINEL" in path.read_bytes()
    with closing(sqlite3.connect(server.database.removeprefix("sqlite:///"))) as database:
        noted = database.execute("SELECT answers, addresses FROM reads ORDER BY number")
        assert noted.fetchall() == [(1, 0), (1, 1)] * 3


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
    assert f"2 submissions from {endpoint}" in pull("--to", path, "--manifest", here).stdout
    elsewhere = make_manifest(tmp_path / "m.json", "http://localhost:1/", service=service)
    result = pull("--to", path, "--manifest", elsewhere, FEEDBACK_ENDPOINT=endpoint)
    assert result.exit_code == 0, result.output


ONE, TWO = (json.dumps({"submission_id": key, "answers": {}}) + "\n" for key in "12")
NEXT = {"Link": '<?after=1&limit=500>; rel="next"'}


def test_what_passes_is_waited_for(tmp_path: Path) -> None:
    """``Retry-After`` is honoured, a page that broke off is asked for again, none counts twice."""
    cut = Reply(headers={"Content-Length": "999", "Connection": "close"}, body=ONE)
    busy = Reply(status=503, headers={"Retry-After": "0"})
    path = tmp_path / "x.jsonl"
    with running(Says(busy, Reply(headers=NEXT, body=ONE), cut, TWO)) as server:
        result = pull("--to", path, "--endpoint", f"{server.address}/api/feedback")
    assert result.exit_code == 0, result.output
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["submission_id"] for line in lines] == ["1", "2"]
    first, later = {"limit": "500"}, {"after": "1", "limit": "500"}
    assert [request.query for request in server.requests] == [first, first, later, later]
    assert {request.path for request in server.requests} == {"/api/submissions"}
    tokens = {request.headers["authorization"] for request in server.requests}
    assert tokens == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=401), "pull-refused"),
        (Reply(status=404), "pull-refused"),
        (Reply(status=302, headers={"Location": "http://localhost:1/"}), "pull-refused"),
        (
            Reply(headers={"Link": '<http://localhost:1/>; rel="next"'}, body=ONE),
            "pull-refused",
        ),
        (Reply(body="<html>"), "pull-refused"),
        (Reply(status=503, headers={"Retry-After": "86400"}), "pull-unreachable"),
    ],
)
def test_a_failure_leaves_the_earlier_file_alone(
    tmp_path: Path, reply: Reply, code: str
) -> None:
    """Whole or not at all; the token goes to no other address; the next call goes on."""
    path = tmp_path / "x.jsonl"
    path.write_text("from before", encoding="utf-8")
    with running(Says(Reply(headers=NEXT, body=ONE), reply)) as server:
        result = pull("--to", path, "--endpoint", f"{server.address}/api/feedback")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error[{code}]: ")
    assert "\ncure: " in result.stderr
    assert TOKEN not in result.output
    assert path.read_text(encoding="utf-8") == "from before"
    assert sorted(tmp_path.iterdir()) == [tmp_path / ".x.jsonl.part", path]


VERSION = {
    "form": "page",
    "version": "abc",
    "first_seen": "2026-11-22",
    "definition": {"title": "Page feedback"},
}


@pytest.mark.parametrize("reply", [json.dumps(VERSION), Reply(status=404)])
def test_a_database_has_the_versions_of_the_forms(reply: str | Reply, tmp_path: Path) -> None:
    """A receiver of an earlier release keeps none; that is no failure."""
    path = tmp_path / "x.sqlite3"
    with running(Says(ONE, reply)) as server:
        result = pull("--to", path, "--endpoint", f"{server.address}/api/feedback")
        assert server.requests[-1].path == "/api/forms"
    assert result.exit_code == 0, result.output
    with closing(sqlite3.connect(path)) as database:
        versions = database.execute("SELECT * FROM form_versions").fetchall()
    found = ("page", "abc", "2026-11-22", '{"title": "Page feedback"}')
    assert versions == ([found] if isinstance(reply, str) else [])


def row(key: str, **columns: object) -> str:
    """Return a line of the receiver's list."""
    return json.dumps({"submission_id": key, "answers": {}, **columns}) + "\n"


DOUBTFUL = (
    row("1")
    + row("2", flags=["late", "page:unknown"])
    + row("3", flags=["spam:honeypot"])
    + row("4", flags=["personal:email"])
    + row("5", flags=[], replaced_by="1")
    + row("6", suspected_spam="honeypot")
)
"""The last is of a receiver of an earlier release."""


@pytest.mark.parametrize("to", ["x.jsonl", "x.csv", "x.sqlite3"])
def test_doubtful_rows_are_left_out_and_counted_but_not_of_a_database(
    to: str, tmp_path: Path
) -> None:
    """Any other flag is no reason to hide an answer."""
    with running(Says(DOUBTFUL, Reply(status=404), DOUBTFUL, Reply(status=404))) as server:
        endpoint = f"{server.address}/feedback"
        result = pull("--to", tmp_path / to, "--endpoint", endpoint)
        server.replies = [Reply(body=DOUBTFUL), Reply(status=404)]
        whole = pull("--to", tmp_path / f"all-{to}", "--endpoint", endpoint, "--all")
    assert whole.stdout.startswith("6 submissions")
    assert "Left out" not in whole.stdout
    if to == "x.sqlite3":
        assert result.stdout.startswith("6 submissions")
        assert (tmp_path / to).stat().st_mode & 0o077 == 0
    else:
        assert result.stdout.startswith("2 submissions")
        reasons = "Left out: 2 spam, 1 personal data, 1 replaced. --all takes them in."
        assert reasons in result.stdout


def test_a_receiver_without_a_list_is_told_by_what_it_wants(tmp_path: Path) -> None:
    """Its cure is no form's id: it gives no list where it was started without a token."""
    with running(Says(Reply(status=404))) as server:
        result = pull("--to", tmp_path / "x.csv", "--endpoint", f"{server.address}/feedback")
    assert result.exit_code == 1
    cure = " ".join(result.stderr.split())
    assert "only if FEEDBACK_READ_TOKEN was set when it started" in cure
    assert "form's id" not in cure


def test_a_receiver_that_has_ended_is_told_as_one_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sphinx_page_feedback.pull.http._TRIES", 1)
    with running(Says("")) as server:
        endpoint = f"{server.address}/feedback"
    result = pull("--to", tmp_path / "x.csv", "--endpoint", endpoint)
    assert result.exit_code == 1
    assert "on this machine: start what listens there" in " ".join(result.stderr.split())


def test_a_manifest_may_be_an_address(endpoint: str, tmp_path: Path) -> None:
    """As the site has it, over HTTPS or from this machine."""
    text = json.dumps({"service": {"name": "receiver", "endpoint": endpoint}})
    with running(Says(text)) as site:
        url = f"{site.address}/docs/feedback.json"
        result = pull("--to", tmp_path / "x.jsonl", "--manifest", url)
        assert site.requests[0].path == "/docs/feedback.json"
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(status=404), "HTTP status 404"),
        (Reply(body="<html>"), "is not JSON"),
    ],
)  # fmt: skip
def test_an_address_without_a_manifest_is_told(
    reply: Reply, words: str, tmp_path: Path
) -> None:
    with running(Says(reply)) as site:
        url = f"{site.address}/feedback.json"
        result = pull("--to", tmp_path / "x.csv", "--manifest", url)
    assert result.exit_code == 1
    assert words in " ".join(result.stderr.split())


def test_a_manifest_over_plain_http_is_refused_before_it_is_fetched(tmp_path: Path) -> None:
    """Somebody on the way could say where the token is sent to."""
    url = "http://site.example.org/feedback.json"
    result = pull("--to", tmp_path / "x.csv", "--manifest", url)
    assert result.exit_code == 1
    assert "without encryption" in " ".join(result.stderr.split())
