"""``page-feedback pull``: the same table from every service, with nothing lost or doubled."""

from __future__ import annotations

import csv
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
from standin import Reply, Request, StandIn, running
from test_services_settings import FORM, RIGHT

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
}


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
class Done:
    """A command that has ended: its status, what it said, and the most memory it took."""

    status: int
    said: str
    memory: int


def pull(folder: Path, name: str, standin: StandIn, *more: str) -> Done:
    """Run the command in a process of its own; memory in bytes."""
    path = manifest(folder / "feedback.json", name, standin.endpoint)
    command = [
        sys.executable,
        "-m",
        "sphinx_page_feedback.cli",
        "pull",
        "--manifest",
        str(path),
        *more,
    ]
    readable = READABLE[name]
    environ = {
        **os.environ,
        "FEEDBACK_READ_ORIGIN": standin.address,
        readable.variable: KEY,
        **dict(readable.more),
    }
    with (folder / "said").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(command, env=environ, stdout=said, stderr=said, cwd=folder)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return Done(status=process.returncode, said=said.read(), memory=used.ru_maxrss * 1024)


BUSY, BROKEN = Reply(status=429, headers={"Retry-After": "0"}), Reply(status=500)
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


def ids(path: Path) -> list[str]:
    """Return the id of every submission of a JSON lines file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line)["submission_id"] for line in file]


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
        found = ids(tmp_path / "x.jsonl")
        assert len(found) == count
        assert set(found) == {one["submission_id"] for one in standin.stored}
        peaks.append(done.memory)
    most = 80_000_000 if name == "formsubmit" else 6_000_000
    assert peaks[1] - peaks[0] < most


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


@pytest.mark.parametrize("name", READABLE)
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


def test_reading_waits_as_long_as_it_is_told() -> None:
    """``Retry-After`` is a minimum; what asks for more than ten minutes ends the call."""
    from sphinx_page_feedback.services import SERVICES, Settings, read_settings  # noqa: PLC0415

    waited: list[float] = []

    class Busy(hosted.Formspark):
        def read(self, request: Request) -> Reply:
            if not waited:
                return Reply(status=429, headers={"Retry-After": "37"})
            return super().read(request)

    with running(Busy()) as standin:
        settings = read_settings({"name": "formspark"}, SERVICES, {}, standin.endpoint)
        assert isinstance(settings, Settings)
        environ = {"FORMSPARK_API_KEY": KEY, "FEEDBACK_READ_ORIGIN": standin.address}
        source = Source(settings=settings, environ=environ, sleep=waited.append)
        assert [batch.records for batch in read(source)] == [()]
    assert waited == [37.0]
