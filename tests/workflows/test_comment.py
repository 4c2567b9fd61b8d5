"""The comment beside a proposal: whatever its summary holds, it is text and no more."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import subprocess
import sys
import zipfile
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt
from serving import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(__file__).parents[2] / ".ci" / "comment.py"
_SPEC = importlib.util.spec_from_file_location("comment", SCRIPT)
assert _SPEC is not None
assert _SPEC.loader is not None
comment = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(comment)

RUN_URL = "https://github.com/team/report/actions/runs/7"
RUN = {
    "id": 7,
    "html_url": RUN_URL,
    "head_branch": "patch-1",
    "head_sha": "a" * 40,
    "head_repository": {"owner": {"login": "reader"}},
    "pull_requests": [],
}
HOSTILE = [
    "@team @team/all please look",
    "Closes #1, fixes team/report#2, resolves GH-3",
    "[click](https://evil.example/) <https://evil.example/> www.evil.example",
    "![x](https://evil.example/x.png) <img src=https://evil.example/x.png>",
    "```\n@team out of the fence\n```",
    "````````\n@team\n````````\n#1",
    "~~~\n@team\n~~~",
    "\r```\r@team #1 https://evil.example/\r",
    "</code></pre><a href='https://evil.example/'>@team</a>",
    "<!-- page-feedback: changes -->\n<script>1</script>",
    "\u202e@maet \u2028```\u2028@team",
    "]([after](https://evil.example/))",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
]


@pytest.mark.parametrize("text", [*HOSTILE, "\n\n".join(HOSTILE)])
def test_a_hostile_summary_is_one_block_of_code_and_nothing_beside_it(text: str) -> None:
    """GitHub looks for names, numbers, links and commits in no block of code."""
    tokens = MarkdownIt("commonmark").parse(comment.comment_text(text, RUN_URL))
    assert [token.type for token in tokens] == [
        "html_block", "paragraph_open", "inline", "paragraph_close", "fence",
    ]  # fmt: skip
    own = tokens[2].content
    assert "evil" not in own
    assert "@" not in own
    assert "#" not in own
    assert tokens[0].content.strip() == comment.MARK


def test_a_summary_reads_well_as_text() -> None:
    summary = (
        "### Pages (1)\n\n- changed: latex\\_documents 1 word in, 2 words out "
        "([before](https://a.example/x.html), [after](https://a.example/x.html#y))\n"
    )
    text = comment.comment_text(summary, RUN_URL)
    assert "- changed: latex_documents 1 word in, 2 words out\n" in text


def test_a_long_summary_is_cut_with_a_count() -> None:
    text = comment.comment_text("line\n" * 50_000, RUN_URL)
    assert len(text) < 65_536
    assert "more lines)" in text


def _zip(name: str, content: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("archive", [b"", b"PK\x03\x04", _zip("../summary.md", "x")])
def test_what_is_no_summary_is_read_as_nothing(archive: bytes) -> None:
    assert comment.read_summary(archive) == ""


def test_no_more_of_a_summary_is_unpacked_than_the_limit() -> None:
    packed = _zip("summary.md", "x" * 50_000_000)
    assert len(comment.read_summary(packed)) == comment.LARGEST


class _Host(BaseHTTPRequestHandler):
    """The parts of GitHub's API that the script asks for."""

    server: _Api

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].removeprefix("/repos/team/report/")
        if path.endswith("/zip"):
            self._reply(self.server.archive)
            return
        head = {"sha": self.server.sha}
        last = "page=2" in self.path
        replies: dict[str, Any] = {
            "pulls": [{"number": 4, "head": head}],
            "actions/runs/7/artifacts": {"artifacts": [{"id": 9, "size_in_bytes": 400}]},
            "issues/4/comments": [] if last else self.server.comments,
        }
        self._reply(json.dumps(replies[path]).encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
        self.server.written.append((self.command, self.path, body))
        self._reply(b"{}")

    do_PATCH = do_POST  # noqa: N815 (the name that http.server asks for)

    def _reply(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Be quiet."""


class _Api(LoopbackServer):
    def __init__(self) -> None:
        self.sha = "a" * 40
        self.archive = _zip("summary.md", "### Pages (1)\n\n@team #1")
        self.comments: list[dict[str, Any]] = []
        self.written: list[tuple[str, str, str]] = []
        super().__init__(_Host)


@pytest.fixture
def api() -> Iterator[_Api]:
    with _Api() as server:
        yield server


def _run_script(api: _Api, tmp_path: Path) -> str:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"workflow_run": RUN}), encoding="utf-8")
    env = {
        "GITHUB_EVENT_PATH": str(event), "GITHUB_API_URL": api.address,
        "GITHUB_REPOSITORY": "team/report", "GITHUB_TOKEN": "t",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, SCRIPT],
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_proposal_is_found_by_branch_and_commit_and_commented_once(
    api: _Api, tmp_path: Path
) -> None:
    assert _run_script(api, tmp_path) == "Commented on 4.\n"
    [(method, path, body)] = api.written
    assert (method, path) == ("POST", "/repos/team/report/issues/4/comments")
    api.comments = [
        {"id": 1, "user": {"login": "reader"}, "body": body},
        {"id": 2, "user": {"login": comment.AUTHOR}, "body": body},
    ]
    assert _run_script(api, tmp_path) == "Updated the comment on 4.\n"
    assert api.written[1][:2] == ("PATCH", "/repos/team/report/issues/comments/2")


def test_a_commit_that_heads_no_proposal_is_not_commented(api: _Api, tmp_path: Path) -> None:
    api.sha = "b" * 40
    assert _run_script(api, tmp_path) == "No open proposal has the commit of this run.\n"
    assert api.written == []


def test_where_nothing_changes_there_is_no_comment(api: _Api, tmp_path: Path) -> None:
    api.archive = _zip("summary.md", "")
    assert _run_script(api, tmp_path) == "Nothing to say on 4.\n"
    assert api.written == []
