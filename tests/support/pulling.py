"""The command ``pull``, on stand-ins that may fail."""

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
import pytest
from click.testing import CliRunner
from configured import FORM, RIGHT
from standin import Reply, Request, StandIn, running

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.pull.pages import read
from sphinx_page_feedback.pull.source import Source
from sphinx_page_feedback.services import SERVICES, ServiceSettings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


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


@dataclass(frozen=True, kw_only=True)
class Pulled:
    """A command that has ended: its status, what it printed, and what it wrote."""

    status: int
    said: str
    path: Path

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Every submission of a JSON lines file; only JSON as all programs read it."""
        with self.path.open(encoding="utf-8") as file:
            return [json.loads(line, parse_constant=pytest.fail) for line in file]

    @property
    def ids(self) -> list[str]:
        """The id of every submission."""
        return [row["submission_id"] for row in self.rows]

    @property
    def answers(self) -> dict[str, Any]:
        """The answers of the only submission."""
        (row,) = self.rows
        answers: dict[str, Any] = row["answers"]
        return answers


def environ_of(name: str, standin: StandIn, key: str = KEY) -> dict[str, str]:
    """Return what has to be in the environment to read a stand-in."""
    readable = READABLE[name]
    return {
        "FEEDBACK_READ_ORIGIN": standin.address,
        "FEEDBACK_ENDPOINT": "",
        readable.variable: key,
        **dict(readable.more),
    }


def run_pull(*arguments: str, **environ: str) -> Result:
    """Run the command in this process; anything but an exit of its own is a failure."""
    result = CliRunner(env=environ).invoke(main, ["pull", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def pull(
    folder: Path,
    standin: StandIn,
    name: str = "formspark",
    *more: str,
    to: str = "x.jsonl",
    key: str = KEY,
    **environ: str,
) -> Pulled:
    """Run the command on a running stand-in."""
    path = manifest(folder / "feedback.json", name, standin.endpoint)
    arguments = ["--manifest", str(path), "--to", str(folder / to), *more]
    result = run_pull(*arguments, **{**environ_of(name, standin, key), **environ})
    return Pulled(status=result.exit_code, said=result.output, path=folder / to)


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


def memory_of_pull(folder: Path, standin: StandIn, name: str) -> int:
    """Run the command in a process of its own, and return the most memory it took, in bytes."""
    path = manifest(folder / "feedback.json", name, standin.endpoint)
    command = [sys.executable, "-c", MEASURED, "pull", "--manifest", str(path)]
    environ = {**os.environ, **environ_of(name, standin)}
    subprocess.run([*command, "--to", "x.jsonl"], env=environ, cwd=folder, check=True)
    return int((folder / "peak").read_text(encoding="utf-8")) * 1024


BUSY, BROKEN = (Reply(status=status, headers={"Retry-After": "0"}) for status in (429, 500))


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


def waiting(name: str, standin: StandIn) -> list[float]:
    """Read everything, and return how long it waited each time."""
    waited: list[float] = []
    with running(standin):
        settings = read_settings({"name": name, **RIGHT[name]}, SERVICES, {}, standin.endpoint)
        assert isinstance(settings, ServiceSettings)
        environ = {READABLE[name].variable: KEY, "FEEDBACK_READ_ORIGIN": standin.address}
        source = Source(settings=settings, environ=environ, sleep=waited.append)
        assert [batch.rows for batch in read(source)] == [()]
    return waited
