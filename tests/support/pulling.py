"""The command ``pull`` in a process of its own, on stand-ins that may fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import generic
import hosted
from configured import FORM, RIGHT
from standin import Reply, Request, StandIn, running

from sphinx_page_feedback.pull.pages import read
from sphinx_page_feedback.pull.source import Source
from sphinx_page_feedback.services import SERVICES, Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path


KEY = "key-12345678"


NAMESPACE = UUID(int=7)


@dataclass(frozen=True, kw_only=True)
class Readable:
    """A service with an API, its stand-in, and what the environment has to hold."""

    standin: type[StandIn]
    variable: str
    more: tuple[tuple[str, str], ...] = ()


READABLE = {
    "receiver": Readable(standin=generic.Receiver, variable="FEEDBACK_READ_TOKEN"),
    "formspree": Readable(standin=hosted.Formspree, variable="FORMSPREE_API_KEY"),
    "web3forms": Readable(
        standin=hosted.Web3Forms,
        variable="WEB3FORMS_API_KEY",
        more=(("WEB3FORMS_FORM_ID", "f1"),),
    ),
    "formspark": Readable(standin=hosted.Formspark, variable="FORMSPARK_API_KEY"),
    "basin": Readable(standin=hosted.Basin, variable="BASIN_API_TOKEN"),
    "formsubmit": Readable(standin=hosted.FormSubmit, variable="FORMSUBMIT_API_KEY"),
    "apps-script": Readable(standin=hosted.AppsScript, variable="FEEDBACK_SHEET_SECRET"),
    "netlify": Readable(
        standin=hosted.NetlifyApi,
        variable="NETLIFY_AUTH_TOKEN",
        more=(("NETLIFY_FORM_IDS", "f1"),),
    ),
    "github": Readable(standin=hosted.GitHub, variable="GITHUB_TOKEN"),
    "gitlab": Readable(standin=hosted.GitLab, variable="GITLAB_TOKEN"),
}


ISSUES = ("github", "gitlab")


def sent(number: int) -> dict[str, Any]:
    """Return what the n-th reader sent, by the names that a service got."""
    return {
        "submission_id": str(uuid5(NAMESPACE, str(number))),
        "form": "page",
        "page": "report/status",
        "page_url": "https://site.example.org/report/status.html",
        "elapsed_ms": "1200",
        "summary": f"=Words of {number} – naïve",
        "score": "4",
    }


def manifest(path: Path, name: str, endpoint: str) -> Path:
    """Write the manifest of a site with that service."""
    data = {
        "base_url": "https://site.example.org/",
        "service": {**RIGHT[name], "name": name, "endpoint": endpoint},
        "forms": {"page": FORM.to_manifest()},
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


MEASURED = """
import sys
from pathlib import Path
from sphinx_page_feedback.cli import main

try:
    main()
finally:
    status = Path("/proc/self/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    Path("peak").write_text(peak.split()[1])
"""
"""The command, and what it took; rusage would count the process that has started it."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """A command that has ended: its status, what it said, and the most memory it took."""

    status: int
    said: str
    memory: int


def pull(folder: Path, name: str, standin: StandIn, *more: str, key: str = KEY) -> Done:
    """Run the command in a process of its own; memory in bytes."""
    path = manifest(folder / "feedback.json", name, standin.endpoint)
    command = [sys.executable, "-c", MEASURED, "pull", "--manifest", str(path), *more]
    readable = READABLE[name]
    environ = {
        **os.environ,
        "FEEDBACK_READ_ORIGIN": standin.address,
        readable.variable: key,
        **dict(readable.more),
    }
    done = subprocess.run(
        command, env=environ, cwd=folder, capture_output=True, text=True, check=False
    )
    peak = int((folder / "peak").read_text(encoding="utf-8")) * 1024
    return Done(status=done.returncode, said=done.stdout + done.stderr, memory=peak)


BUSY, BROKEN = Reply(status=429, headers={"Retry-After": "0"}), Reply(status=500)


CUT = Reply(headers={"Content-Length": "9999", "Connection": "close"}, body="{}\n")


GONE = Reply(status=503, headers={"Retry-After": "86400"})


def faltering(kind: type[StandIn], after: int, *failures: Reply) -> StandIn:
    """Return a stand-in one of whose pages fails some times before it comes."""
    left = list(failures)

    class Faltering(kind):  # type: ignore[misc,valid-type]
        asked = 0

        def read(self, request: Request) -> Reply:
            self.asked += 1
            if self.asked > after and left:
                return left.pop()
            reply: Reply = super().read(request)
            return reply

    standin: StandIn = Faltering()
    return standin


def rows(path: Path) -> list[dict[str, Any]]:
    """Return every submission of a JSON lines file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def ids(path: Path) -> list[str]:
    """Return the id of every submission of a JSON lines file."""
    return [row["submission_id"] for row in rows(path)]


def waiting(name: str, standin: StandIn) -> list[float]:
    """Read everything, and return how long it waited each time."""
    waited: list[float] = []
    with running(standin):
        settings = read_settings({"name": name, **RIGHT[name]}, SERVICES, {}, standin.endpoint)
        assert isinstance(settings, Settings)
        environ = {READABLE[name].variable: KEY, "FEEDBACK_READ_ORIGIN": standin.address}
        source = Source(settings=settings, environ=environ, sleep=waited.append)
        assert [batch.rows for batch in read(source)] == [()]
    return waited
