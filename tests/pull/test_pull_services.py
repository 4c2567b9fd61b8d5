"""``page-feedback pull``: the same table from every service, with nothing lost or doubled."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

import generic
import hosted
import pytest
from pulling import (
    BROKEN,
    BUSY,
    CUT,
    GONE,
    ISSUES,
    READABLE,
    faltering,
    memory_of_pull,
    pull,
    sent,
)
from standin import Reply, Request, running

from sphinx_page_feedback.pull import Spool

if TYPE_CHECKING:
    from pathlib import Path


OFTEN = ("receiver", "formspark")
"""Services whose readings of thousands are part of every run; the others are alike."""
SERVICES = [
    name if name in OFTEN else pytest.param(name, marks=pytest.mark.slow) for name in READABLE
]


DISTINCT = ("formspark", "formsubmit", "github")
"""Pages of a list, one reply with everything, and issues: each other service is as one of them."""


def marked(name: str) -> Any:
    """Return a service with the mark of a reading of ten thousand."""
    if name == "receiver":
        return name
    return pytest.param(
        name, marks=pytest.mark.slow if name in DISTINCT else pytest.mark.matrix
    )


@pytest.mark.parametrize("name", SERVICES)
def test_thousands_come_through_a_failure_in_the_middle(name: str, tmp_path: Path) -> None:
    """None is lost and none doubled."""
    # FormSubmit has one page, and too few calls a day to try one again.
    failures = () if name == "formsubmit" else (BROKEN, BUSY)
    standin = faltering(READABLE[name].standin, 2, *failures)
    standin.stored = [sent(number) for number in range(2_000)]
    with running(standin):
        done = pull(tmp_path, standin, name)
    assert done.status == 0, done.said
    assert f"2,000 submissions from {standin.endpoint}" in done.said
    assert len(set(done.ids)) == len(done.ids) == 2_000
    texts = {row["answers"]["summary"] for row in done.rows}
    assert texts == {data["summary"] for data in standin.stored}
    if name not in ISSUES:  # a link takes no id along
        assert set(done.ids) == {data["submission_id"] for data in standin.stored}


@pytest.mark.parametrize("name", [marked(name) for name in READABLE])
def test_memory_does_not_grow_with_the_number_of_submissions(name: str, tmp_path: Path) -> None:
    peaks = []
    for count in (1_000, 10_000):
        standin = READABLE[name].standin()
        standin.stored = [sent(number) for number in range(count)]
        with running(standin):
            peaks.append(memory_of_pull(tmp_path, standin, name))
    assert peaks[1] - peaks[0] < 6_000_000


PAGED = [name for name in READABLE if name != "formsubmit"]


@pytest.mark.parametrize("name", PAGED)
def test_a_reading_that_stopped_goes_on_where_it_was(name: str, tmp_path: Path) -> None:
    """What was read before is not asked for again, and the earlier file stays till the end."""
    reading = faltering(READABLE[name].standin, 2, GONE)
    reading.stored = [sent(number) for number in range(1_100)]
    with running(reading):
        done = pull(tmp_path, reading, name)
        assert done.status == 1
        assert "error[pull-unreachable]" in done.said
        assert not (tmp_path / "x.jsonl").exists()
        before = len(reading.requests)
        done = pull(tmp_path, reading, name)
    assert done.status == 0, done.said
    assert len(done.ids) == len(set(done.ids)) == 1_100
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
        done = pull(tmp_path, standin, name)
    assert done.status == 0, done.said
    (record,) = done.rows
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
            done = pull(tmp_path, standin)
        assert done.status == 0, done.said
        found.append(done.ids)
    assert len(set(found[0])) == 2
    # The endpoint has a port of its own each time, as it is part of where an id comes from.
    assert len(found[1]) == 2


def test_building_a_site_loads_nothing_that_reads() -> None:
    """A build needs no HTTP client."""
    script = (
        "import sys, sphinx_page_feedback.services as s; "
        "sys.exit('requests' in sys.modules or 'urllib3' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_list_that_stops_halfway_is_asked_for_again(tmp_path: Path) -> None:
    """A connection that broke must not pass for a short list, even at the end of a line."""
    standin = faltering(generic.Receiver, 1, CUT)
    standin.stored = [sent(number) for number in range(1_100)]
    with running(standin):
        done = pull(tmp_path, standin, "receiver")
    assert done.status == 0, done.said
    assert len(set(done.ids)) == 1_100


def test_a_repository_that_has_another_name_now_is_found(tmp_path: Path) -> None:
    """GitHub sends on to it, at its own host, where the key is at home."""
    moved = Reply(status=301, headers={"Location": "/repositories/7/issues?per_page=100"})
    standin = faltering(hosted.GitHub, 0, moved)
    standin.path = "/repositories/7/issues"  # type: ignore[attr-defined]
    standin.stored = [sent(1)]
    with running(standin):
        done = pull(tmp_path, standin, "github")
    assert done.status == 0, done.said
    assert len(done.ids) == 1


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
    standin.stored = [sent(number) for number in range(1_100)]
    # CliRunner is one for a process, so the second call goes to the function itself.
    with running(standin), ThreadPoolExecutor() as pool:
        first = pool.submit(pull, tmp_path, standin, "receiver")
        assert first_asked.wait(30)
        with pytest.raises(BlockingIOError):
            Spool(tmp_path / ".x.jsonl.part", "elsewhere")
        second_done.set()
    assert first.result().status == 0, first.result().said
    assert len(set(first.result().ids)) == 1_100


def test_a_file_that_is_being_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object, **_options: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr("sphinx_page_feedback.cli.pull.Spool", busy)
    with running(generic.Receiver()) as standin:
        done = pull(tmp_path, standin, "receiver")
    assert done.status == 1
    assert "another page-feedback pull is writing to" in " ".join(done.said.split())
