"""``page-feedback check``: what it finds, what it says to do, and what it never does."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import hosted
import pytest
from cases import CASES
from click.testing import CliRunner
from configured import FORM
from generic import PlainForm, Worker
from netlify_site import NetlifySite
from standin import ANYWHERE, Reply, Request, StandIn, running

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.model import Form

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
    (asked,) = [one for one in standin.requests if one.method == "OPTIONS"]
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
        ("form", Reply(status=503), ("reachable", "fail", "Ask whoever runs it.")),
        ("form", Reply(status=404), ("reachable", "unknown", "which says nothing of POST")),
        ("form", Reply(status=500), ("reachable", "unknown", "which says nothing of POST")),
        ("form", Reply(status=501), ("reachable", "ok", "HTTP status 501")),
        (
            "worker",
            Reply(
                status=404,
                headers={
                    "Access-Control-Allow-Origin": "*",
                    "Access-Control-Allow-Headers": "content-type",
                },
            ),
            ("cors", "fail", "does not let pages of"),
        ),
        (
            "form",
            Reply(body={"count": 1, "results": [{"summary": "x"}]}),
            ("strangers", "fail", "gives 1 to everyone"),
        ),
        ("form", Reply(body=[]), ("strangers", "warn", "nothing in it yet")),
        ("form", Reply(body="<h1>Welcome</h1>"), ("strangers", "ok", "No list is given")),
        ("form", Reply(status=403), ("strangers", "ok", "HTTP status 403")),
        (
            "opaque",
            Reply(body=[{"summary": "x"}]),
            ("strangers", "unknown", "no address to ask"),
        ),
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
        ({"name": "receiver"}, "keeping", "warn", "answers to page"),
        ({"name": "github", "repository": "acme/report"}, "keeping", "ok", "As long as the service"),
        ({"name": "github", "repository": "acme/report"}, "without-script", "warn",
         r'to be \"title\" and \"body\" in'),
        ({"name": "json"}, "without-script", "warn", "They cannot send, and the page says so."),
        ({"name": "mailto", "address": "me@firm.test"}, "without-script", "warn",
         "Their e-mail program opens"),
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
    expected = "ok" if case.outcome == "stored" else "unknown"
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
    (root / "feedback-thanks.html").write_text("Thank you", encoding="utf-8")
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
        asked = [one for one in service.requests if one.method == "OPTIONS"]
        assert asked[-1].headers["origin"] == site.address


def test_a_site_without_a_manifest_is_told_apart(tmp_path: Path) -> None:
    with running(NetlifySite(tmp_path)) as site, nullcontext():
        result = CliRunner().invoke(main, ["check", site.address])
    assert result.exit_code == 1
    assert "error[manifest-missing]" in result.stderr


@pytest.mark.parametrize(
    "said",
    [
        {"service": "formspree"},
        {"service": [1]},
        {"base_url": 7},
        {"base_url": "https://[x"},
        {"forms": [1]},
        {"forms": {"page": 7}},
        {"pages": [1]},
        {"pages": {"index": None}},
    ],
)
@pytest.mark.parametrize("command", ["check", "pull"])
def test_a_manifest_that_somebody_has_changed_is_told(
    command: str, said: dict[str, Any], tmp_path: Path
) -> None:
    """Whatever of it is not as a build writes it."""
    data = {
        "base_url": BASE,
        "service": {
            "name": "formspree",
            "form": "mqkrjwab",
            "endpoint": "http://127.0.0.1:9/f",
        },
        "forms": {"page": FORM.to_manifest()},
        "pages": {},
        **said,
    }
    path = tmp_path / "feedback.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    to = ["--manifest", str(path), "--to", str(tmp_path / "x.csv")]
    arguments = [str(path)] if command == "check" else to
    done = CliRunner(env={"FEEDBACK_ENDPOINT": ""}).invoke(main, [command, *arguments])
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == 1
    assert "error[manifest-broken]" in done.stderr


def test_a_file_that_is_no_manifest_is_not_asked_for_an_endpoint(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "x"}', encoding="utf-8")
    done = CliRunner(env={"FEEDBACK_ENDPOINT": ""}).invoke(
        main, ["check", str(tmp_path / "package.json")]
    )
    assert done.exit_code == 1
    assert "error[manifest-broken]" in done.stderr
    assert "names no forms, no pages and no service" in done.stderr


def test_an_address_that_is_none_is_told() -> None:
    done = CliRunner().invoke(main, ["check", "http://[x"])
    assert isinstance(done.exception, SystemExit)
    assert "error[manifest-missing]" in done.stderr


def test_what_an_unknown_site_may_read_is_unknown(tmp_path: Path) -> None:
    """Nobody said where it is, and the service says nothing."""
    with running(Answers(Reply())) as standin:
        result = check(
            tmp_path, {"name": "form", "endpoint": f"{standin.address}/x"}, "--json", base=""
        )
    assert verdicts(result)["cors"] == "unknown"


def test_an_example_does_not_hide_a_key(tmp_path: Path) -> None:
    """Each check tells what it is about."""
    service = {
        "name": "formspree",
        "form": "abcdwxyz",
        "endpoint": "https://hooks.zapier.com/h/1",
    }
    told = json.loads(check(tmp_path, service, "--json").stdout)
    found = {one["id"]: one["found"] for one in told}
    assert "is that of a webhook" in found["secrets"]
    assert "abcdwxyz" in found["form-id"]


def test_a_test_needs_a_form(tmp_path: Path) -> None:
    with running(PlainForm()) as standin:
        arguments = ["check", str(tmp_path / "none.json"), "--endpoint", standin.endpoint]
        done = CliRunner().invoke(main, [*arguments, "--json", "--send-test"])
        assert standin.stored == []
    assert verdicts(done)["sending"] == "unknown"


def test_a_test_sends_a_number_where_the_service_wants_one(tmp_path: Path) -> None:
    scale = {
        "name": "score",
        "type": "scale",
        "label": "Score",
        "low": "a",
        "high": "b",
        "required": True,
    }
    form = Form.model_validate({"name": "page", "title": "Page feedback", "fields": [scale]})
    case = CASES["json"]
    with running(case.standin()) as standin:
        service = {"name": "json", **case.conf, "endpoint": standin.endpoint}
        data = {"base_url": BASE, "service": service, "forms": {"page": form.to_manifest()}}
        path = tmp_path / "feedback.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        CliRunner(env={"FEEDBACK_ENDPOINT": ""}).invoke(
            main, ["check", str(path), "--send-test"]
        )
    (sent,) = standin.stored
    assert sent["score"] == 1


@pytest.mark.parametrize("allowed", ["", "https://other.example.org"])
def test_a_test_whose_reply_no_page_may_read_fails(allowed: str, tmp_path: Path) -> None:
    """Readers would be told that nobody knows, although it was stored."""

    class Closed(StandIn):
        def submit(self, request: Request) -> Reply:
            """Take all, and tell nobody but a site, if any."""
            self.store(request.data)
            return Reply(headers={"Access-Control-Allow-Origin": allowed}, body={"ok": True})

    with running(Closed()) as standin:
        result = check(tmp_path, {"name": "form", "endpoint": standin.endpoint}, "--send-test")
    assert result.exit_code == 1
    assert "no page of https://site.example.org may read that" in result.stdout


def test_a_service_for_another_site_is_no_fault_of_a_site_nobody_named(tmp_path: Path) -> None:
    with running(Answers(Reply(headers=OTHER))) as standin:
        conf = {"name": "form", "endpoint": f"{standin.address}/x"}
        result = check(tmp_path, conf, "--json", base="")
    assert verdicts(result)["cors"] == "unknown"
    assert "It is not known where the site is" in result.stdout


def test_a_connection_that_is_not_safe_fails(tmp_path: Path) -> None:
    """A browser sends nothing there; this server does not know how to encrypt."""
    with running(PlainForm()) as standin:
        safe = standin.endpoint.replace("http:", "https:")
        result = check(tmp_path, {"name": "form", "endpoint": safe})
    assert result.exit_code == 1
    assert "FAILED  tls" in result.stdout
    assert "a browser refuses to send" in result.stdout


@pytest.mark.parametrize(
    ("service", "id_"),
    [
        ({"name": "receiver", "endpoint": "/feedback"}, "endpoint"),
        ({"name": "formspree", "form": "mqkrjwab", "endpoint": "http://127.0.0.1:9/"},
         "without-script"),
    ],
)  # fmt: skip
def test_what_needs_the_sites_address_says_so(
    service: dict[str, str], id_: str, tmp_path: Path
) -> None:
    """Where a path is, and where readers without script come back to."""
    told = json.loads(check(tmp_path, service, "--json", base="").stdout)
    (one,) = [one for one in told if one["id"] == id_]
    assert one["verdict"] == "warn"
    assert "Set html_baseurl" in one["cure"]
    there = check(tmp_path, service, "--json")
    assert verdicts(there)[id_] == "ok"


@pytest.mark.parametrize(
    ("thanks", "verdict", "words"),
    [
        ('<link href="_static/page-feedback.css">Thank you', "ok", "Yes, the thank-you page"),
        ("<title>Welcome</title>", "fail", "shows another page than the one that thanks"),
        ("", "fail", "is not there"),
    ],
)
def test_the_page_that_thanks_readers_without_javascript_is_looked_at(
    thanks: str, verdict: str, words: str, tmp_path: Path
) -> None:
    """Some servers answer every address with their start page."""
    root = tmp_path / "site"
    root.mkdir()
    if thanks:
        (root / "feedback-thanks.html").write_text(thanks, encoding="utf-8")
    service = {"name": "formspree", "form": "mqkrjwab", "endpoint": "http://127.0.0.1:9/f"}
    with running(NetlifySite(root)) as site:
        result = check(tmp_path, service, "--json", base=f"{site.address}/")
    assert verdicts(result)["published"] == verdict
    assert words in result.stdout


def test_wrong_settings_are_told_as_json_too(tmp_path: Path) -> None:
    """A program that asked for JSON gets some, whatever is wrong."""
    result = check(tmp_path, {"name": "formspre", "form": "mqkrjwab"}, "--json")
    assert result.exit_code == 1
    assert set(verdicts(result).values()) == {"fail"}
    assert "formspre" in result.stdout
    assert result.stderr == ""


def test_a_list_that_wants_a_key_is_closed_to_strangers(tmp_path: Path) -> None:
    """The list is asked for where pull reads it, and without the key."""
    with running(hosted.Formspree()) as standin:
        service = {"name": "formspree", "form": "mqkrjwab", "endpoint": standin.endpoint}
        result = check(tmp_path, service, "--json")
    assert verdicts(result)["strangers"] == "ok"
    (asked,) = [one for one in standin.requests if one.method == "GET"]
    assert asked.path == "/api/0/forms/mqkrjwab/submissions"
    assert "authorization" not in asked.headers


def test_keys_of_a_newer_release_are_ignored_in_a_manifest(tmp_path: Path) -> None:
    """Wherever they are in the service; conf.py would refuse them as misspelt."""
    service = {
        "name": "ours",
        "like": "form",
        "endpoint": "http://127.0.0.1:9/f",
        "colour": "red",
        "success": {"has": ["id"], "mood": 1},
        "repeated": [{"status": 409, "again": True}],
        "parameters": {"tab": {"meaning": "the tab", "icon": "x"}},
        "tab": "A",
        "reader": {"endpoint": "{origin}/out", "token": {"variable": "X", "hue": 2}, "new": 3},
    }
    result = check(tmp_path, service, "--json")
    assert "settings" not in verdicts(result)
    assert verdicts(result)["endpoint"] == "warn", result.stdout
    assert "each reader's own computer" in result.stdout


def test_a_test_of_a_front_page_is_not_called_confirmed(tmp_path: Path) -> None:
    """A server that answers every address with 200 and its start page."""
    with running(Answers(Reply(headers=ANYWHERE, body="<h1>Welcome</h1>"))) as standin:
        endpoint = f"{standin.address}/x"
        vague = check(tmp_path, {"name": "form", "endpoint": endpoint}, "--json", "--send-test")
        named = {"name": "form", "endpoint": endpoint, "success": {"has": ["id"]}}
        sure = check(tmp_path, named, "--json", "--send-test")
    assert verdicts(vague)["sending"] == "unknown"
    assert verdicts(sure)["sending"] == "fail"
    assert "It is not known whether it was stored" in sure.stdout
    assert "confirmed it" not in vague.stdout + sure.stdout


def test_a_test_that_cannot_be_sent_was_not_stored(tmp_path: Path) -> None:
    """Here, unlike in a page, a refused connection can be told from one that broke off."""
    service = {"name": "form", "endpoint": "http://127.0.0.1:9/x"}
    result = check(tmp_path, service, "--json", "--send-test")
    found = {item["id"]: item["found"] for item in json.loads(result.stdout)}
    assert found["sending"] == "It was not stored: no reply (ConnectionError)."
