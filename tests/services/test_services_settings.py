"""What ``conf.py`` may say of a form service, and what a team is told when it is wrong."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from configured import FORM, RIGHT, read
from pydantic import ValidationError

from sphinx_page_feedback.model import SENT_NAMES, Form
from sphinx_page_feedback.services import (
    SERVICES,
    ServiceSettings,
    find_form_problems,
    page_settings_of,
    read_settings,
)

if TYPE_CHECKING:
    from project import Build


@pytest.mark.parametrize("name", SERVICES)
def test_a_few_lines_configure_each_service(name: str) -> None:
    """And nothing of the example form clashes with what the service reserves."""
    settings = read(name)
    assert isinstance(settings, ServiceSettings)
    assert settings.name == name
    assert list(find_form_problems(settings, [FORM])) == []


@pytest.mark.parametrize(
    ("name", "endpoint"),
    [
        ("formspree", "https://formspree.io/f/mqkrjwab"),
        (
            "apps-script",
            "https://script.google.com/macros/s/AKfycbwQ3v8n1T0m_Zr5c-kd/exec",
        ),
        ("netlify", "/feedback-thanks"),
        ("web3forms", "https://api.web3forms.com/submit"),
        ("formspark", "https://submit-form.com/Xk29dPq0"),
        ("basin", "https://usebasin.com/f/91be0c35d6aa"),
        ("formsubmit", "https://formsubmit.co/4d1f6c0b7e2a9835"),
        ("github", "https://github.com/acme/report/issues/new"),
        ("gitlab", "https://gitlab.com/acme/report/-/issues/new"),
        ("mailto", "mailto:team@acme.test"),
    ],
)
def test_the_endpoint_follows_from_what_the_service_calls_the_form(
    name: str, endpoint: str
) -> None:
    settings = read(name)
    assert isinstance(settings, ServiceSettings)
    assert settings.endpoint == endpoint


@pytest.mark.parametrize(
    "name",
    [name for name, said in RIGHT.items() if {"form", "deployment", "alias"} & set(said)],
)
def test_a_preview_posts_elsewhere_without_the_id_of_the_real_form(name: str) -> None:
    key = next(key for key in RIGHT[name] if key != "names")
    settings = read(name, preview="http://127.0.0.1:9/f", without=key)
    assert isinstance(settings, ServiceSettings)
    assert settings.endpoint == "http://127.0.0.1:9/f"


@pytest.mark.parametrize(
    ("name", "said", "message"),
    [
        ("formspree", {"form": None}, '"form" is missing'),
        ("formspree", {"form": "you@example.org"}, 'form: "you@example.org" does not fit'),
        ("formspree", {"form": 7}, "form: 7 does not fit"),
        ("formspree", {"fom": "mqkrjwab"}, 'Did you mean "form"?'),
        ("formspree", {"encoding": "json"}, '"encoding" is not a key of the service'),
        ("formspree", {"api_key": "x"}, "set FORMSPREE_API_KEY where you run pull"),
        ("receiver", {"read_token": "x"}, "set FEEDBACK_READ_TOKEN where you run pull"),
        ("apps-script", {"deployment": "your-id"}, "the part of the web app's address before"),
        ("web3forms", {"access_key": "YOUR_ACCESS_KEY"}, "the access key that Web3Forms sent"),
        ("netlify", {"page": "/thanks.html"}, "without .html"),
        ("basin", {"form": "x"}, 'form: "x" does not fit'),
        ("formspark", {"form": "a.b"}, 'form: "a.b" does not fit'),
        ("formsubmit", {"alias": "x"}, "the random alias"),
        ("google-forms", {"form": "1abc"}, "between /d/e/ and /viewform"),
        ("github", {"repository": "report"}, "owner and name of the repository"),
        ("gitlab", {"host": "gitlab.com"}, "the https:// address of your GitLab"),
        ("mailto", {"address": "nobody"}, "the address to write to"),
        (
            "form",
            {"endpoint": "http://forms.example.org/"},
            "not an address that a page can post",
        ),
        ("", {}, '"name" is missing'),
        ("", {"like": "form"}, '"name" is missing'),
        ("form", {"endpoint": "https://[::1"}, "not an address that a page can post to"),
        ("form", {"endpoint": "https://x.org:abc/"}, "not an address that a page can post to"),
        (
            "form",
            {"endpoint": "https://.example.org/"},
            "not an address that a page can post to",
        ),
        (
            "form",
            {"endpoint": f"https://{'a' * 64}.org/"},
            "not an address that a page can post",
        ),
        ("form", {"endpoint": " https://x.org/"}, "not an address that a page can post to"),
        ("form", {"endpoint": "https://x.org/a b"}, "not an address that a page can post to"),
        ("form", {"endpoint": "https://formspree.io/f/{form_id}"}, "where the braces are"),
        (
            "form",
            {"script_endpoint": "http://x.org/"},
            "not an address that a page can post to",
        ),
        ("form", {"script_endpoint": "https://hooks.slack.com/x"}, "Slack revokes"),
        (
            "form",
            {"native": {"endpoint": "https://discord.com/api/webhooks/1/x"}},
            "delete the",
        ),
        ("form", {"body": {"a": "$fields"}}, "only JSON has one"),
        ("form", {"names": {"sumary": "x"}}, 'Did you mean "summary"?'),
        ("form", {"honeypot": {"name": ""}}, "text, and not empty"),
        ("form", {"honeypot": "x"}, "honeypot is not a mapping. Known: kind, name."),
        ("form", {"link": "x"}, "link is not a mapping. Known: body, limit, public, title."),
        ("form", {"parameters": {"k": "x"}}, "parameters, k is not a mapping. Known: default,"),
        (
            "form",
            {"parameters": {"k": {"meaning": "x", "pattern": "["}}},
            "not a regular express",
        ),
        ("form", {"reader": {"token": {"variabel": "X"}}}, 'Did you mean "variable"?'),
        ("json", {"body": {"a": {1}}}, "body, a: {1} does not fit. It should be what JSON can"),
        ("json", {"body": {"a": 1, "$fields": 2}}, "so no answer would be sent"),
        ("mailto", {"address": "mailto:a@b.org"}, "the address to write to"),
        ("netlify", {"page": "thanks"}, "from its first / on"),
        ("gitlab", {"host": "http://git.example.org"}, "the https:// address"),
        ("ours", {"like": "slack"}, "itself the key to the channel"),
        ("ms-teams", {}, "lets no page read its reply"),
        (
            "json",
            {"endpoint": "https://discord.com/api/v10/webhooks/1/x"},
            "delete the webhook",
        ),
        (
            "json",
            {"endpoint": "https://ptb.discord.com/api/webhooks/1/x"},
            "delete the webhook",
        ),
        ("json", {"endpoint": "https://hooks.slack-gov.com/services/x"}, "Slack revokes"),
        ("json", {"endpoint": "https://outlook.office365.com/webhook/x"}, "itself the key"),
        (
            "json",
            {"endpoint": "https://hooks.airtable.com/workflows/x"},
            "opens the whole base",
        ),
        (
            "json",
            {"endpoint": "https://comments.example.org/new?uri=%2Fx%2F"},
            "public comments",
        ),
        ("form", {"encoding": "xml"}, "'xml' does not fit"),
        ("form", {"success": {"by": "status"}}, "a status alone is no evidence"),
        ("json", {"repeated": [{"status": 400}]}, "a status 400 has other reasons too"),
        ("json", {"success": {"eqals": {}}}, '"eqals" is not a key'),
        ("worker", {"tab": 3}, "tab: 3 does not fit"),
        ("ours", {"like": "formm"}, 'Did you mean "form"?'),
        ("slack", {}, "itself the key to the channel"),
        ("discord", {}, "even delete the webhook"),
        ("teams", {}, "lets no page read its reply"),
        ("airtable", {}, "opens the whole base"),
        ("heyform", {}, "only from its own form"),
        ("isso", {}, "public comments"),
        ("json", {"endpoint": "https://hooks.slack.com/services/T/B/x"}, "Slack revokes"),
        ("json", {"endpoint": "https://discord.com/api/webhooks/1/x"}, "delete the webhook"),
        ("json", {"endpoint": "https://x.webhook.office.com/y"}, "itself the key"),
        ("json", {"endpoint": "https://api.airtable.com/v0/x/y"}, "opens the whole base"),
    ],
)
def test_each_wrong_configuration_has_its_own_message(
    name: str, said: dict[str, Any], message: str
) -> None:
    without = next((key for key, value in said.items() if value is None), "")
    told = read(name, without=without, **{k: v for k, v in said.items() if v is not None})
    if isinstance(told, ServiceSettings):  # what only the forms can tell
        told = "\n".join(map(str, find_form_problems(told, [FORM])))
    assert message in told
    assert told.startswith("conf.py: feedback_service: ")


def test_all_mistakes_are_told_at_once() -> None:
    told = read("gitlab", project="x", host="y", colour="red")
    assert isinstance(told, str)
    assert len(told.splitlines()) == 3


def test_a_wrong_address_from_the_environment_is_told_too() -> None:
    told = read("formspree", preview="https://[x")
    assert isinstance(told, str)
    assert "not an address that a page can post to" in told


@pytest.mark.parametrize(
    ("service", "field", "message"),
    [
        ("web3forms", "redirect", 'reach Web3Forms as "redirect", which means something else'),
        ("github", "labels", 'reach GitHub as "labels"'),
        ("worker", "tab", 'as "tab"'),
        ("google-forms", "other", "has no name at Google Forms, so its answers would be lost"),
    ],
)
def test_a_field_that_would_not_arrive_stops_the_build(
    service: str, field: str, message: str
) -> None:
    form = FORM.model_copy(
        update={"fields": (FORM.fields[0].model_copy(update={"name": field}),)}
    )
    settings = read(service)
    assert isinstance(settings, ServiceSettings)
    assert message in "\n".join(map(str, find_form_problems(settings, [form])))


def test_a_service_whose_replies_nobody_reads_confirms_nothing() -> None:
    """Else the page would look for words that it does not have."""
    settings = read("form", opaque=True)
    assert isinstance(settings, ServiceSettings)
    assert not page_settings_of(settings, FORM).confirms


@pytest.mark.parametrize("name", ["_cc", "a.b", "a[0]", "a__b", "", "A", "é"])
def test_no_field_can_have_a_name_that_services_read_otherwise(name: str) -> None:
    """A leading underscore is a control, a dot or a bracket an object."""
    field = {"name": name, "type": "text", "label": "Brief summary"}
    with pytest.raises(ValidationError):
        Form.model_validate({"name": "page", "title": "x", "fields": [field]})


def test_our_own_names_are_such_names_too() -> None:
    assert [name for name in SENT_NAMES if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_two_fields_under_one_name_stop_the_build() -> None:
    settings = read("form", names={"summary": "x", "score": "x"})
    assert isinstance(settings, ServiceSettings)
    assert 'would both reach a form service as "x"' in str(
        [*find_form_problems(settings, [FORM])]
    )


def test_a_site_declares_a_service_of_its_own() -> None:
    """In the same form as those that come with the package, and under its own name."""
    settings = read(
        "county-forms",
        like="json",
        endpoint="https://forms.county.example/in",
        success={"has": ["data.id"]},
        errors={"items": "details"},
        reader={
            "endpoint": "{origin}/out",
            "token": {"variable": "COUNTY_KEY"},
            "items": "rows",
        },
    )
    assert isinstance(settings, ServiceSettings)
    assert settings.name == "county-forms"
    assert settings.service.success.has == ("data.id",)
    assert settings.service.encoding == "json"


def test_a_wrong_service_stops_a_real_build(
    build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        build({}, 'feedback_service = {"name": "formspree", "form": "x", "secret": "y"}')
    told = capsys.readouterr().err
    assert 'form: "x" does not fit' in told
    assert '"secret" would be for reading' in told


def test_the_build_says_who_gets_the_answers(build: Build) -> None:
    built = build({}, 'feedback_service = {"name": "formspree", "form": "mqkrjwab"}')
    assert "Feedback goes to Formspree" in built.said
    assert built.warnings == ""


@pytest.mark.parametrize("name", SERVICES)
def test_the_manifest_is_enough_to_read_the_settings_again(name: str) -> None:
    """So ``pull`` and ``check`` need neither ``conf.py`` nor Sphinx."""
    settings = read(name)
    assert isinstance(settings, ServiceSettings)
    told = json.loads(json.dumps(settings.public))
    endpoint = told.pop("endpoint")
    again = read_settings(told, SERVICES, {}, endpoint)
    assert isinstance(again, ServiceSettings)
    assert again.public == settings.public
    assert again.service == settings.service


def test_a_site_of_any_service_can_be_tried_with_the_receiver(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reply of the receiver is judged as one of the receiver then."""
    monkeypatch.setenv("FEEDBACK_SERVICE", "receiver")
    monkeypatch.setenv("FEEDBACK_ENDPOINT", "http://127.0.0.1:9/feedback")
    built = build({}, 'feedback_service = {"name": "formspree", "form": "mqkrjwab"}')
    expected = {"name": "receiver", "endpoint": "http://127.0.0.1:9/feedback"}
    assert built.manifest["service"] == expected


OPTIONS = {
    "name": "page",
    "title": "Page feedback",
    "fields": [
        {"name": "topics", "type": "checkboxes", "label": "Topics", "options": ["a; b", "c"]}
    ],
}


@pytest.mark.parametrize(
    ("said", "is_refused"),
    [({}, False), ({"lists": "join"}, True), ({"lists": "repeat"}, False)],
)
def test_an_option_that_holds_the_separator_stops_the_build(
    said: dict[str, str], *, is_refused: bool
) -> None:
    """Only where several answers are joined, since nobody could take them apart again."""
    settings = read("form", **said)
    assert isinstance(settings, ServiceSettings)
    told = " ".join(map(str, find_form_problems(settings, [Form.model_validate(OPTIONS)])))
    assert ('the option "a; b" of the field "topics"' in told) is is_refused


def test_answers_that_a_service_could_not_take_stop_the_build() -> None:
    """Two long texts in a script of three bytes a character, each of them escaped."""
    texts = [
        {"name": name, "type": "textarea", "label": name, "max_length": 5_000}
        for name in ("one", "two")
    ]
    form = Form.model_validate({"name": "page", "title": "Page", "fields": texts})
    small, large = read("form", body_limit=65_536), read("form", body_limit=form.largest_body)
    assert isinstance(small, ServiceSettings)
    assert isinstance(large, ServiceSettings)
    (problem,) = find_form_problems(small, [form])
    assert "bytes, and a form service takes 65,536" in str(problem)
    assert [*find_form_problems(large, [form])] == []
