"""How often a service is asked, what it took for spam, and what is counted once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import hosted
import pytest
from configured import RIGHT
from pulling import KEY, pull, sent
from saying import item, listed, pulled
from standin import Reply, Request, StandIn, running

from sphinx_page_feedback.pull.pages import read
from sphinx_page_feedback.pull.source import Source
from sphinx_page_feedback.services import SERVICES, ServiceSettings, read_settings

if TYPE_CHECKING:
    from pathlib import Path


class Spammed(hosted.Basin):
    """Lists what it took for spam apart; the second is in both lists."""

    def read(self, request: Request) -> Reply:
        """Give the list that is asked for."""
        is_spam = request.query["filter_by"] == "Spam"
        number = int(request.query.get("page", 1))
        some = self.stored[1:] if is_spam else self.stored[:2]
        items = [{"id": one["submission_id"], "payload_params": one} for one in some]
        return Reply(body={"submissions": items if number == 1 else []})


class SpammedSite(hosted.NetlifyApi):
    """The same for Netlify."""

    def read(self, request: Request) -> Reply:
        """Give the list that is asked for."""
        is_spam = request.query.get("state") == "spam"
        some = self.stored[1:] if is_spam else self.stored[:2]
        return hosted.listed(some, request.query, self.address + request.path)


@pytest.mark.parametrize(("name", "standin"), [("basin", Spammed), ("netlify", SpammedSite)])
def test_what_a_service_took_for_spam_is_there_and_marked(
    name: str, standin: type[StandIn], tmp_path: Path
) -> None:
    """A filter errs; and nobody is counted twice."""
    with running(standin()) as server:
        server.stored = [sent(number) for number in range(3)]
        found = pull(tmp_path, server, name, "--all").rows
    marks = {row["submission_id"]: row["suspected_spam"] for row in found}
    assert marks == {
        one["submission_id"]: mark
        for one, mark in zip(server.stored, ("", "service", "service"), strict=True)
    }
    assert len(found) == 3


@pytest.mark.parametrize(
    ("trap", "mark"),
    [('"x"', "honeypot"), ('""', ""), ("null", ""), ("false", ""), ('"false"', "")],
)
def test_whoever_filled_in_the_trap_is_marked(trap: str, mark: str, tmp_path: Path) -> None:
    """And the trap is no answer."""
    done = pulled(
        tmp_path, listed(item(f'{{"summary": "a", "_honeypot": {trap}}}')), "formspark", "--all"
    )
    (row,) = done.rows
    assert row["suspected_spam"] == mark
    assert row["flags"] == ([f"spam:{mark}"] if mark else [])
    assert row["answers"] == {"summary": "a"}


def test_what_was_sent_twice_is_counted_once(tmp_path: Path) -> None:
    """A browser that was not sure; the first is kept."""
    with running(hosted.Formspark()) as standin:
        standin.stored = [sent(1), {**sent(1), "summary": "again"}, sent(2)]
        found = pull(tmp_path, standin).rows
    first, second = sent(1), sent(2)
    assert [row["answers"]["summary"] for row in found] == [first["summary"], second["summary"]]


def test_a_service_with_few_calls_a_day_is_not_asked_again(tmp_path: Path) -> None:
    class Broken(hosted.FormSubmit):
        def read(self, request: Request) -> Reply:
            """Be out of order."""
            del request
            return Reply(status=503)

    with running(Broken()) as standin:
        done = pull(tmp_path, standin, "formsubmit")
        assert len(standin.requests) == 1
    assert done.status == 1
    assert "it answers 5 times a day" in done.said.lower()


def test_a_service_is_not_asked_faster_than_it_allows() -> None:
    """Web3Forms takes twenty calls a second."""
    waited: list[float] = []
    with running(hosted.Web3Forms()) as standin:
        standin.stored = [sent(number) for number in range(250)]
        given: dict[str, Any] = {"name": "web3forms", **RIGHT["web3forms"]}
        settings = read_settings(given, SERVICES, {}, standin.endpoint)
        assert isinstance(settings, ServiceSettings)
        environ = {
            "WEB3FORMS_API_KEY": KEY,
            "WEB3FORMS_FORM_ID": "f1",
            "FEEDBACK_READ_ORIGIN": standin.address,
        }
        reader = settings.service.reader
        assert reader
        assert reader.pause == 1 / 20
        slow = settings.service.model_copy(
            update={"reader": reader.model_copy(update={"pause": 60})}
        )
        chosen = replace(settings, service=slow)
        source = Source(settings=chosen, environ=environ, sleep=waited.append)
        assert sum(len(batch.rows) for batch in read(source)) == 250
    assert len(waited) == 2
    assert all(50 < seconds <= 60 for seconds in waited)


class Deaf(hosted.Basin):
    """Gives its first page whatever page is asked for."""

    def read(self, request: Request) -> Reply:
        """Give it, and only so often."""
        assert len(self.requests) < 20
        items = [{"id": one["submission_id"], "payload_params": one} for one in self.stored]
        del request
        return Reply(body={"submissions": items})


def test_a_service_that_gives_one_page_for_all_is_told(tmp_path: Path) -> None:
    """Else it would be asked for ever."""
    with running(Deaf()) as standin:
        standin.stored = [sent(1), sent(2)]
        done = pull(tmp_path, standin, "basin")
    assert done.status == 1
    assert "gives the same page again and again" in done.said


def test_a_service_that_has_more_and_says_not_where_is_told(tmp_path: Path) -> None:
    """Else what is missing would be missed by nobody."""
    reply = (
        '{"data": [{"id": 1, "data": {"form": "page"}}], "hasMore": true, "nextCursor": null}'
    )
    done = pulled(tmp_path, reply)
    assert done.status == 1
    said = " ".join(done.said.split())
    assert 'has more submissions, as "hasMore" shows, and does not say where' in said
    assert "error[pull-incomplete]" in said
    assert (tmp_path / "x.incomplete.jsonl").exists()
    assert not (tmp_path / "x.jsonl").exists()
