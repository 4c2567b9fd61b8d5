"""Posts the summary of a run of Pages beside its proposal, or updates what was posted before.

It runs with a token that may write, on a file that anyone may have made. So the proposal is
found by the event alone, and the file is limited in size and shown as a block of code, in which
GitHub links nothing, mentions nobody and closes nothing. It needs nothing but Python.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import unicodedata
import zipfile
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

MARK = "<!-- page-feedback: changes -->"
AUTHOR = "github-actions[bot]"
LARGEST = 1_000_000
"""Bytes of an artifact that are read, packed or not."""
LARGEST_REPLY = 10_000_000
"""Bytes of a reply, as a page of long comments."""
LONGEST = 30_000
"""Characters that are shown; a comment may have 65,536."""
TIMEOUT = 30
"""Seconds to wait for an answer."""
_LINK = re.compile(r" ?\((?:\[[^]\n]*\]\([^)\n]*\)(?:, )?)+\)")


def comment_text(summary: str, run_url: str) -> str:
    """Return the comment.

    Args:
        summary: The summary as the run wrote it, hostile.
        run_url: Address of the run, from the event.
    """
    text = _plain(summary)
    if not text:
        return f"{MARK}\nNothing changes on the built pages any more.\n"
    if len(text) > LONGEST:
        rest = text.count("\n", LONGEST) + 1
        text = f"{text[:LONGEST]} …\n({rest} more lines)"
    runs = (len(run) for run in re.findall("`+", text))
    fence = "`" * max([3, *(length + 1 for length in runs)])
    return (
        f"{MARK}\nWhat this proposal changes, page by page. "
        f"[The preview and the whole site]({run_url}) are at the foot of the run.\n\n"
        f"{fence}text\n{text}\n{fence}\n"
    )


def _plain(summary: str) -> str:
    """Leave out links, which do not work in code, and what a reader would not see."""
    text = _LINK.sub("", summary.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"</?(?:details|summary)>", "", text)
    text = re.sub(r"\\([\\`*_{}\[\]<>()#+.!|~-])", r"\1", text).replace("**", "")
    # Cc: control characters; Cf: invisible ones, as those that turn the direction of writing.
    seen = (char for char in text if char == "\n" or unicodedata.category(char)[0] != "C")
    return re.sub(r"\n{3,}", "\n\n", "".join(seen)).strip("\n")


def read_summary(archive: bytes) -> str:
    """Return the one file that an artifact may hold; an empty text if it does not."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as files, files.open("summary.md") as file:
            return file.read(LARGEST).decode("utf-8", "replace")
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, EOFError):
        return ""


class Api:
    """The parts of GitHub's API that a comment needs."""

    def __init__(self, root: str, repository: str, token: str) -> None:
        """Ask ``root`` about ``repository``."""
        self.root = f"{root}/repos/{repository}"
        self.token = token

    def request(self, address: str, data: Any = None, method: str = "GET") -> bytes:
        """Return the body of a reply, of which no more than ``LARGEST_REPLY`` bytes are read."""
        body = None if data is None else json.dumps(data).encode()
        request = Request(address, body, method=method)  # noqa: S310 (an address of GitHub's)
        # Not sent on to where an artifact is stored, which refuses it.
        request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        request.add_header("Accept", "application/vnd.github+json")
        with urlopen(request, timeout=TIMEOUT) as reply:  # noqa: S310 (as above)
            content: bytes = reply.read(LARGEST_REPLY)
        return content

    def get(self, path: str, **query: str) -> Any:
        """Return what a path holds."""
        return json.loads(self.request(f"{self.root}/{path}?{urlencode(query)}"))

    def find_proposal(self, run: dict[str, Any]) -> int | None:
        """Return the number of the open proposal whose head is the commit of the run."""
        owner = run["head_repository"]["owner"]["login"]
        head = f"{owner}:{run['head_branch']}"
        for proposal in self.get("pulls", state="open", head=head):
            if proposal["head"]["sha"] == run["head_sha"]:
                return int(proposal["number"])
        return None

    def find_summary(self, run: dict[str, Any]) -> str:
        """Return the summary of a run; an empty text if it has none, or one of any other size."""
        path = f"actions/runs/{int(run['id'])}/artifacts"
        for artifact in self.get(path, name="summary")["artifacts"]:
            if artifact["size_in_bytes"] < LARGEST:
                archive = f"{self.root}/actions/artifacts/{int(artifact['id'])}/zip"
                return read_summary(self.request(archive))
        return ""

    def find_comment(self, number: int) -> int | None:
        """Return the id of the comment of an earlier run."""
        page = 1
        while comments := self.get(f"issues/{number}/comments", per_page="50", page=str(page)):
            for comment in comments:
                if comment["user"]["login"] == AUTHOR and comment["body"].startswith(MARK):
                    return int(comment["id"])
            page += 1
        return None


def post(api: Api, run: dict[str, Any]) -> str:
    """Write the comment of a run, and say what was done."""
    number = api.find_proposal(run)
    if number is None:
        return "No open proposal has the commit of this run."
    summary, comment = api.find_summary(run), api.find_comment(number)
    body = {"body": comment_text(summary, run["html_url"])}
    if comment:
        api.request(f"{api.root}/issues/comments/{comment}", body, "PATCH")
        return f"Updated the comment on {number}."
    if not _plain(summary):
        return f"Nothing to say on {number}."
    api.request(f"{api.root}/issues/{number}/comments", body, "POST")
    return f"Commented on {number}."


def main() -> None:
    """Read the event and the token from the environment."""
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    names = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN")
    api = Api(*(os.environ[name] for name in names))
    sys.stdout.write(post(api, event["workflow_run"]) + "\n")


if __name__ == "__main__":
    main()
