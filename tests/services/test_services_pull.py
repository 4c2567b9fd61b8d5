"""``page-feedback pull``: the same table from every service, with nothing lost or doubled."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import generic
import hosted
import pytest
from standin import Reply, Request, StandIn, running
from test_services_settings import FORM, RIGHT

from sphinx_page_feedback.services import SERVICES, Settings, read_settings
from sphinx_page_feedback.services.reading import read
from sphinx_page_feedback.services.source import Source

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


@pytest.mark.parametrize("name", READABLE)
def test_ten_thousand_come_through_a_failure_in_the_middle(name: str, tmp_path: Path) -> None:
    """None is lost and none doubled, and memory does not grow with their number."""
    peaks = []
    for count in (1_000, 10_000):
        # FormSubmit has one page, and too few calls a day to try one again.
        failures = () if name == "formsubmit" else (BROKEN, BUSY)
        standin = faltering(READABLE[name].standin, 2, *failures)
        standin.stored = [sent(number) for number in range(count)]
        with running(standin):
            done = pull(tmp_path, name, standin, "--to", "x.jsonl")
        assert done.status == 0, done.said
        assert f"{count:,} submissions from {standin.endpoint}" in done.said
        found = rows(tmp_path / "x.jsonl")
        assert len({one["submission_id"] for one in found}) == len(found) == count
        words = {one["answers"]["summary"] for one in found}
        assert words == {one["summary"] for one in standin.stored}
        if name not in ISSUES:  # a link takes no id along
            sent_ids = {one["submission_id"] for one in standin.stored}
            assert {one["submission_id"] for one in found} == sent_ids
        peaks.append(done.memory)
    assert peaks[1] - peaks[0] < 6_000_000


PAGED = [name for name in READABLE if name != "formsubmit"]


@pytest.mark.parametrize("name", PAGED)
def test_a_reading_that_stopped_goes_on_where_it_was(name: str, tmp_path: Path) -> None:
    """What was read before is not asked for again, and the earlier file stays till the end."""
    reading = faltering(READABLE[name].standin, 2, GONE)
    reading.stored = [sent(number) for number in range(1_500)]
    with running(reading):
        done = pull(tmp_path, name, reading, "--to", "x.jsonl")
        assert done.status == 1
        assert "error[pull-unreachable]" in done.said
        assert not (tmp_path / "x.jsonl").exists()
        before = len(reading.requests)
        done = pull(tmp_path, name, reading, "--to", "x.jsonl")
    assert done.status == 0, done.said
    found = ids(tmp_path / "x.jsonl")
    assert len(found) == len(set(found)) == 1_500
    first = reading.requests[0]
    again = [one for one in reading.requests[before:] if one.query == first.query]
    assert [one for one in again if one.path == first.path] == []
    assert not (tmp_path / ".x.jsonl.part").exists()


@pytest.mark.parametrize("name", [name for name in READABLE if name not in ISSUES])
def test_every_service_gives_the_same_table(name: str, tmp_path: Path) -> None:
    """One schema: numbers are numbers, control fields are no answers, ids are kept."""
    standin = READABLE[name].standin()
    standin.stored = [{**sent(1), "details": "", "tab": "Feedback"}]
    with running(standin):
        done = pull(tmp_path, name, standin, "--to", "x.jsonl")
    assert done.status == 0, done.said
    (record,) = map(json.loads, (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines())
    answers = record.pop("answers")
    assert answers["summary"] == "=Words of 1 – naïve"
    assert answers["score"] == 4
    assert set(answers) == {"summary", "score", "tab"}
    assert record["received_at"].startswith("2026-11-22T10:00:00.")
    assert record["elapsed_ms"] == 1200
    assert record["submission_id"] == sent(1)["submission_id"]
    assert record["page_title"] == ""


def test_a_submission_without_an_id_gets_the_same_one_each_time(tmp_path: Path) -> None:
    """A reader without JavaScript has no way to make one."""
    standin = hosted.Formspark()
    standin.stored = [{"form": "page", "summary": "a"}, {"form": "page", "summary": "a"}]
    found = []
    for _ in range(2):
        with running(standin):
            assert pull(tmp_path, "formspark", standin, "--to", "x.jsonl").status == 0
        found.append(ids(tmp_path / "x.jsonl"))
    assert len(set(found[0])) == 2
    # The endpoint has a port of its own each time, as it is part of where an id comes from.
    assert len(found[1]) == 2


@pytest.mark.parametrize("name", READABLE)
def test_without_a_key_it_says_which_variable_to_set(name: str, tmp_path: Path) -> None:
    path = manifest(tmp_path / "feedback.json", name, "https://x.example.org/f")
    command = [sys.executable, "-m", "sphinx_page_feedback.cli", "pull"]
    environ = {
        key: value for key, value in os.environ.items() if key != READABLE[name].variable
    }
    done = subprocess.run(
        [*command, "--manifest", str(path), "--to", str(tmp_path / "x.csv")],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"{READABLE[name].variable} is not set" in done.stderr
    assert list(tmp_path.iterdir()) == [path]


def test_a_wrong_key_is_refused_in_words_that_do_not_repeat_it(tmp_path: Path) -> None:
    class Strict(hosted.Formspark):
        def read(self, request: Request) -> Reply:
            del request
            return Reply(status=401)

    with running(Strict()) as standin:
        done = pull(tmp_path, "formspark", standin, "--to", "x.csv")
    assert "does not accept the key in FORMSPARK_API_KEY" in done.said
    assert KEY not in done.said


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("formspree", {"_date": "2026-11-22T10:00:00Z"}),
        ("web3forms", {"Date": "2026-11-22 10:00:00"}),
        ("formspark", {"createdAt": "2026-11-22T10:00:00Z"}),
        ("basin", {"created_at": "2026-11-22 10:00:00 UTC"}),
        ("formsubmit", {"Submitted at": "2026-11-22 10:00:00"}),
        ("apps-script", {"received_at": "2026-11-22T10:00:00Z"}),
        ("netlify", {"created_at": "2026-11-22T10:00:00Z"}),
        ("google-forms", {"Timestamp": "2026-11-22 10:00:00"}),
        ("worker", {"timestamp": "2026-11-22T10:00:00Z", "tab": "Feedback"}),
        ("form", {"Date": "Sun, 22 Nov 2026 10:00:00 GMT"}),
    ],
)
def test_an_export_of_any_service_gives_the_same_table(
    name: str, columns: dict[str, str], tmp_path: Path
) -> None:
    row = {**columns, **sent(1), "summary": "'=Words of 1 – naïve"}
    with (tmp_path / "export.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerows([row, row])
    path = manifest(tmp_path / "feedback.json", name, "https://x.example.org/f")
    command = [
        sys.executable,
        "-m",
        "sphinx_page_feedback.cli",
        "pull",
        "--manifest",
        str(path),
    ]
    done = subprocess.run(
        [*command, "--export", "export.csv", "--to", "x.jsonl"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (record,) = map(json.loads, (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines())
    assert record["received_at"] == "2026-11-22T10:00:00.000Z"
    assert record["submission_id"] == sent(1)["submission_id"]
    assert record["answers"] == {"summary": "=Words of 1 – naïve", "score": 4}


def test_a_file_that_is_no_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    path = manifest(tmp_path / "feedback.json", "formspree", "https://x.example.org/f")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx_page_feedback.cli", "pull", "--manifest", str(path),
         "--export", "x.csv", "--to", "y.csv"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "error[pull-export]" in done.stderr
    assert not (tmp_path / "y.csv").exists()


def test_building_a_site_loads_nothing_that_reads() -> None:
    """A build needs no HTTP client."""
    script = (
        "import sys, sphinx_page_feedback.services as s; "
        "sys.exit('requests' in sys.modules or 'urllib3' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def waiting(name: str, standin: StandIn) -> list[float]:
    """Read everything, and return how long it waited each time."""
    waited: list[float] = []
    with running(standin):
        settings = read_settings({"name": name, **RIGHT[name]}, SERVICES, {}, standin.endpoint)
        assert isinstance(settings, Settings)
        environ = {READABLE[name].variable: KEY, "FEEDBACK_READ_ORIGIN": standin.address}
        source = Source(settings=settings, environ=environ, sleep=waited.append)
        assert [batch.records for batch in read(source)] == [()]
    return waited


def test_reading_waits_as_long_as_it_is_told() -> None:
    """``Retry-After`` is a minimum; what asks for more than ten minutes ends the call."""
    busy = Reply(status=429, headers={"Retry-After": "37"})
    assert waiting("formspark", faltering(hosted.Formspark, 0, busy)) == [37.0]


def test_a_breakdown_is_not_waited_for_as_a_limit_is() -> None:
    """GitHub names the moment in every reply, also where there are calls left."""
    headers = {"X-RateLimit-Remaining": "4999", "X-RateLimit-Reset": str(time.time() + 3_000)}
    broken = Reply(status=502, headers=headers)
    assert waiting("github", faltering(hosted.GitHub, 0, broken)) == [1.0]


def test_a_list_that_stops_halfway_is_asked_for_again(tmp_path: Path) -> None:
    """A connection that broke must not pass for a short list, even at the end of a line."""
    standin = faltering(generic.Receiver, 1, CUT)
    standin.stored = [sent(number) for number in range(1_500)]
    with running(standin):
        done = pull(tmp_path, "receiver", standin, "--to", "x.jsonl")
    assert done.status == 0, done.said
    assert len(set(ids(tmp_path / "x.jsonl"))) == 1_500


@pytest.mark.parametrize(
    ("reply", "code", "words"),
    [
        (Reply(status=301, headers={"Location": "https://other.example/x?secret=1"}),
         "pull-refused", "sends us on to https://other.example, another host"),
        (Reply(status=403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9e9"}),
         "pull-unreachable", "minutes of peace"),
        (Reply(status=403), "pull-refused", "does not accept the key in GITHUB_TOKEN"),
        (Reply(status=404), "pull-refused", "has no such list of submissions"),
        (Reply(status=410), "pull-refused", "HTTP status 410"),
        (Reply(body="<h1>no</h1>"), "pull-refused", "is not JSON"),
        (Reply(body={"message": "no", "items": [1]}), "pull-refused", "not a list of submissions"),
        (Reply(body=[1, 2]), "pull-refused", "not a list of submissions"),
        (Reply(body=[], headers={"Link": '<https://other.example/x>; rel="next"'}),
         "pull-refused", "sends us on to https://other.example, another host"),
    ],
)  # fmt: skip
def test_each_refusal_says_what_it_is(
    reply: Reply, code: str, words: str, tmp_path: Path
) -> None:
    standin = faltering(hosted.GitHub, 0, *[reply] * 5)
    with running(standin):
        done = pull(tmp_path, "github", standin, "--to", "x.csv")
    assert done.status == 1
    assert f"error[{code}]" in done.said
    said = " ".join(done.said.split())
    assert words in said
    assert KEY not in said
    assert "secret" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feedback.json", "peak"]


def test_a_refusal_with_a_status_of_200_is_no_empty_list(tmp_path: Path) -> None:
    """FormSubmit answers so to a wrong key, and a Sheet to a wrong secret."""
    for name in ("formsubmit", "apps-script"):
        standin = READABLE[name].standin()
        with running(standin):
            done = pull(tmp_path, name, standin, "--to", "x.csv", key="wrong-12345678")
        assert done.status == 1
        assert f"See that {READABLE[name].variable} holds the right key" in done.said
        assert not (tmp_path / "x.csv").exists()


def test_reading_waits_until_the_moment_that_github_names() -> None:
    """Its 403 for too many calls has no ``Retry-After``."""
    at_once = str(time.time() + 37)
    limit = Reply(
        status=403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": at_once}
    )
    waited = waiting("github", faltering(hosted.GitHub, 0, limit))
    assert len(waited) == 1
    assert 30 < waited[0] <= 37


def test_a_repository_that_has_another_name_now_is_found(tmp_path: Path) -> None:
    """GitHub sends on to it, at its own host, where the key is at home."""
    moved = Reply(status=301, headers={"Location": "/repositories/7/issues?per_page=100"})
    standin = faltering(hosted.GitHub, 0, moved)
    standin.path = "/repositories/7/issues"  # type: ignore[attr-defined]
    standin.stored = [sent(1)]
    with running(standin):
        done = pull(tmp_path, "github", standin, "--to", "x.jsonl")
    assert done.status == 0, done.said
    assert len(ids(tmp_path / "x.jsonl")) == 1


def test_a_second_pull_to_the_same_file_leaves_the_first_alone(tmp_path: Path) -> None:
    """Two that a timer starts may meet."""
    first_asked, second_done = Event(), Event()

    class Slow(generic.Receiver):
        def read(self, request: Request) -> Reply:
            if request.query.get("after") == "1000":
                first_asked.set()
                assert second_done.wait(30)
            return super().read(request)

    standin = Slow()
    standin.stored = [sent(number) for number in range(1_500)]
    with running(standin), ThreadPoolExecutor() as pool:
        first = pool.submit(pull, tmp_path, "receiver", standin, "--to", "x.jsonl")
        assert first_asked.wait(30)
        (tmp_path / "second").mkdir()
        to = str(tmp_path / "x.jsonl")
        second = pull(tmp_path / "second", "receiver", standin, "--to", to)
        second_done.set()
    assert second.status == 1
    assert "another page-feedback pull is writing to" in " ".join(second.said.split())
    assert first.result().status == 0, first.result().said
    assert len(set(ids(tmp_path / "x.jsonl"))) == 1_500
