"""``page-feedback check``: what it finds, what it says to do, and what it never does."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import hosted
import pytest
from cases import CASES
from click.testing import CliRunner
from generic import PlainForm, Worker
from netlify_site import NetlifySite
from standin import Reply, Request, StandIn, running
from test_services_settings import FORM

from sphinx_page_feedback.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

BASE = "https://site.example.org/"


def check(folder: Path, service: dict[str, Any], *more: str, base: str = BASE) -> Result:
    """Run the command on a manifest with that service."""
    data = {
        "base_url": base,
        "service": service,
        "forms": {"page": FORM.to_manifest()},
        "pages": {"index": {"title": "Start", "url": "index.html", "form": "page"}},
    }
    path = folder / "feedback.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return CliRunner(env={"FEEDBACK_ENDPOINT": ""}).invoke(main, ["check", str(path), *more])


def verdicts(result: Result) -> dict[str, str]:
    """Return the verdict of each check."""
    return {one["id"]: one["verdict"] for one in json.loads(result.stdout)}


@pytest.mark.parametrize("name", CASES)
def test_a_right_service_passes_and_nothing_is_sent(name: str, tmp_path: Path) -> None:
    """Neither POST nor HEAD: a form would be stored, and some services refuse a HEAD."""
    case = CASES[name]
    with running(case.standin()) as standin:
        service = {"name": name, **case.conf, "endpoint": standin.endpoint}
        result = check(tmp_path, service, "--json")
    assert result.exit_code == 0, result.output
    assert {request.method for request in standin.requests} <= {"OPTIONS", "GET"}
    assert "fail" not in verdicts(result).values()
    assert verdicts(result)["sending"] == "unknown"


def test_it_asks_as_a_page_of_the_site_would(tmp_path: Path) -> None:
    with running(Worker()) as standin:
        check(tmp_path, {"name": "worker", "endpoint": standin.endpoint})
    (asked,) = standin.requests
    assert asked.headers["origin"] == "https://site.example.org"
    assert asked.headers["access-control-request-method"] == "POST"
    assert asked.headers["access-control-request-headers"] == "content-type"


class Answers(StandIn):
    """Gives one reply to everything."""

    def __init__(self, reply: Reply) -> None:
        """Keep the reply."""
        super().__init__()
        self.reply = reply

    def answer(self, request: Request) -> Reply:
        """Give it."""
        self.requests.append(request)
        return self.reply


OTHER = {"Access-Control-Allow-Origin": "https://other.example.org"}


@pytest.mark.parametrize(
    ("service", "reply", "expected"),
    [
        ("form", Reply(status=500), ("reachable", "fail", "Ask whoever runs it.")),
        ("form", Reply(status=404), ("reachable", "fail", "See that the form's id is right.")),
        ("form", Reply(status=301, headers={"Location": "/y"}), ("redirect", "fail", "to /y")),
        ("form", Reply(headers=OTHER), ("cors", "fail", "only pages of https://other.example")),
        ("form", Reply(), ("cors", "unknown", "Use --send-test.")),
        ("worker", Reply(), ("cors", "fail", "does not let pages of https://site.example.org")),
        ("opaque", Reply(), ("cors", "warn", "nothing is confirmed")),
        ("opaque", Reply(), ("without-script", "warn", "bare reply")),
    ],
)
def test_each_finding_has_a_sentence_and_a_cure(
    service: str, reply: Reply, expected: tuple[str, str, str], tmp_path: Path
) -> None:
    id_, verdict, words = expected
    with running(Answers(reply)) as standin:
        conf = {"name": service, "endpoint": f"{standin.address}/x"}
        result = check(tmp_path, conf, "--json")
        told = check(tmp_path, conf).stdout
    assert verdicts(result)[id_] == verdict
    assert words in told
    assert result.exit_code == (1 if verdict == "fail" else 0)


@pytest.mark.parametrize(
    ("service", "id_", "verdict", "words"),
    [
        ({"name": "formspree", "form": "abcdwxyz"}, "form-id", "warn", "like an example"),
        ({"name": "web3forms", "access_key": "6f1c2a34-9d0e-4b7a-8c55-0f3e2d1c4b5a"},
         "privacy", "ok", "United States"),
        ({"name": "formspree", "form": "mqkrjwab"}, "privacy", "warn", "which country"),
        ({"name": "github", "repository": "acme/report"}, "privacy", "warn", "Everyone can read"),
        ({"name": "formsubmit", "alias": "me@firm.test"}, "secrets", "warn", "e-mail address"),
        ({"name": "google-forms", "form": "1FAIpQLSd0a9Kq2m4hV7xw5tR3uY8nB6cJ1"},
         "field-names", "fail", "its answers would be lost"),
    ],
)  # fmt: skip
def test_what_the_configuration_alone_shows(
    service: dict[str, str], id_: str, verdict: str, words: str, tmp_path: Path
) -> None:
    refusing = {**service, "endpoint": "http://127.0.0.1:9/"}
    if service["name"] == "github":
        refusing["endpoint"] = "https://github.com/acme/report/issues/new"
    result = check(tmp_path, refusing, "--json")
    assert verdicts(result)[id_] == verdict
    assert words in result.stdout


def test_a_service_that_is_down_fails(tmp_path: Path) -> None:
    result = check(tmp_path, {"name": "form", "endpoint": "http://127.0.0.1:9/x"})
    assert result.exit_code == 1
    assert "FAILED  reachable" in result.stdout
    assert "does not answer (ConnectionError)" in result.stdout


@pytest.mark.parametrize("name", CASES)
def test_a_test_is_sent_on_request_and_says_what_it_is(name: str, tmp_path: Path) -> None:
    """One, with the mark in every text; the reply is judged as the page would."""
    case = CASES[name]
    with running(case.standin()) as standin:
        service = {"name": name, **case.conf, "endpoint": standin.endpoint}
        result = check(tmp_path, service, "--json", "--send-test")
    expected = "ok" if case.outcome == "sent" else "unknown"
    assert verdicts(result)["sending"] == expected, result.stdout
    (data,) = standin.stored
    summary = data[case.names.get("summary", "summary")]
    assert summary == "TEST from page-feedback check, please delete"


@pytest.mark.parametrize(
    ("standin", "name"),
    [(hosted.Formspree, "formspree"), (hosted.FormSubmit, "formsubmit"), (PlainForm, "form")],
)
def test_a_test_that_is_refused_with_a_200_fails(
    standin: type[StandIn], name: str, tmp_path: Path
) -> None:
    case = CASES[name]
    with running(standin()) as server:
        server.mode = "lies"
        service = {"name": name, **case.conf, "endpoint": server.endpoint}
        result = check(tmp_path, service, "--send-test")
    assert result.exit_code == 1
    assert "FAILED  sending" in result.stdout


@pytest.mark.parametrize("found", [True, False])
def test_netlify_is_asked_whether_it_found_the_forms(tmp_path: Path, *, found: bool) -> None:
    """It takes its own attributes out of a page whose forms it found."""
    attribute = "" if found else ' data-netlify="true"'
    root = tmp_path / "site"
    root.mkdir()
    (root / "feedback-netlify.html").write_text(f"<form{attribute}></form>", encoding="utf-8")
    with running(NetlifySite(root)) as standin:
        service = {"name": "netlify", "endpoint": "/feedback-thanks"}
        result = check(tmp_path, service, "--json", base=f"{standin.address}/")
    assert verdicts(result)["published"] == ("ok" if found else "fail")


def test_a_published_site_is_checked_by_its_address(tmp_path: Path) -> None:
    """Its manifest says the rest."""
    with running(PlainForm()) as service, running(NetlifySite(tmp_path)) as site:
        check(tmp_path, {"name": "form", "endpoint": service.endpoint}, base="")
        result = CliRunner(env={"FEEDBACK_ENDPOINT": ""}).invoke(main, ["check", site.address])
        assert result.exit_code == 0, result.output
        assert service.requests[-1].headers["origin"] == site.address


def test_a_site_without_a_manifest_is_told_apart(tmp_path: Path) -> None:
    with running(NetlifySite(tmp_path)) as site, nullcontext():
        result = CliRunner().invoke(main, ["check", site.address])
    assert result.exit_code == 1
    assert "error[manifest-missing]" in result.stderr
