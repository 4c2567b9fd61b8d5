"""What ``conf.py`` may say of a form service, and what a team is told when it is wrong."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from sphinx_page_feedback.model import Form
from sphinx_page_feedback.services import (
    SERVICES,
    Settings,
    find_clashes,
    on_any_page,
    read_settings,
)
from sphinx_page_feedback.services.service import OURS

if TYPE_CHECKING:
    from conftest import Build

RIGHT: dict[str, dict[str, Any]] = {
    "receiver": {"endpoint": "/feedback"},
    "formspree": {"form": "mqkrjwab"},
    "apps-script": {"deployment": "AKfycbwQ3v8n1T0m_Zr5c-kd"},
    "netlify": {},
    "web3forms": {"access_key": "6f1c2a34-9d0e-4b7a-8c55-0f3e2d1c4b5a"},
    "formspark": {"form": "Xk29dPq0"},
    "basin": {"form": "91be0c35d6aa"},
    "formsubmit": {"alias": "4d1f6c0b7e2a9835"},
    "google-forms": {
        "form": "1FAIpQLSd0a9Kq2m4hV7xw5tR3uY8nB6cJ1",
        "names": {"summary": "entry.11", "score": "entry.12"},
    },
    "worker": {"endpoint": "https://answers.example.org/submit"},
    "form": {"endpoint": "https://forms.example.org/feedback"},
    "json": {"endpoint": "https://forms.example.org/api", "body": {"data": "$fields"}},
    "opaque": {"endpoint": "https://hooks.example.org/in"},
    "github": {"repository": "acme/report"},
    "gitlab": {"project": "acme/report"},
    "mailto": {"address": "team@acme.test"},
}

FORM = Form.model_validate(
    {
        "name": "page",
        "title": "Page feedback",
        "fields": [
            {"name": "summary", "type": "text", "label": "Brief summary"},
            {"name": "score", "type": "scale", "label": "Score", "low": "bad", "high": "good"},
        ],
    }
)


def read(
    name: str,
    environ: dict[str, str] | None = None,
    preview: str = "",
    without: str = "",
    **said: Any,
) -> Settings | str:
    """Return the settings, or every mistake in one text; what is right is filled in."""
    given = {"name": name, **RIGHT.get(str(said.get("like", name)), {}), **said}
    given.pop(without, None)
    found = read_settings(given, SERVICES, environ or {}, preview)
    return found if isinstance(found, Settings) else "\n".join(map(str, found))


@pytest.mark.parametrize("name", SERVICES)
def test_a_few_lines_configure_each_service(name: str) -> None:
    """And nothing of the example form clashes with what the service reserves."""
    settings = read(name)
    assert isinstance(settings, Settings)
    assert settings.name == name
    assert list(find_clashes(settings, [FORM])) == []


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
    assert isinstance(settings, Settings)
    assert settings.endpoint == endpoint


@pytest.mark.parametrize(
    "name",
    [name for name, said in RIGHT.items() if {"form", "deployment", "alias"} & set(said)],
)
def test_a_preview_posts_elsewhere_without_the_id_of_the_real_form(name: str) -> None:
    key = next(key for key in RIGHT[name] if key != "names")
    settings = read(name, preview="http://127.0.0.1:9/f", without=key)
    assert isinstance(settings, Settings)
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
        ("form", {"success": {"by": "luck"}}, "success, by: 'luck' does not fit"),
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
    if isinstance(told, Settings):  # what only the forms can tell
        told = "\n".join(map(str, find_clashes(told, [FORM])))
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


SECRETS = {
    "reader": {"endpoint": "{origin}/out?k=fsk_live_abcdef1", "token": {"variable": "X"}},
    "names": {"summary": "fsk_live_abcdef123456"},
    "static": {"key": "fsk_live_abcdef123456"},
    "body": {"answers": "$fields", "auth": {"deep": ["ghp_abcdefghijklmnopqrst"]}},
    "endpoint": "https://x.example.org/in?k=w3f_live_abcdef",
}


@pytest.mark.parametrize("key", SECRETS)
def test_what_looks_like_a_secret_stops_the_build(key: str) -> None:
    """Wherever it stands, and without repeating it in the log of a build."""
    told = read("json", **{key: SECRETS[key]})
    assert isinstance(told, str)
    assert "every reader would see what looks like a" in told
    assert "abcdef" not in told


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("web3forms", {"access_key": "w3f_live_abcdef"}),
        ("formspree", {"form": "fsk_live_abcdef"}),
        ("github", {"label": "ghp_abcdefghijklmnopqrst"}),
        ("json", {"reader": {"token": "fsk_live_abcdef"}}),
        ("json", {"reader": {"token": "plain-abcdef"}}),
    ],
)
def test_a_key_in_the_wrong_place_is_not_repeated(name: str, said: dict[str, Any]) -> None:
    """The log of a build is often public."""
    told = read(name, **said)
    assert isinstance(told, str)
    assert "abcdef" not in told


def test_what_is_missing_beside_a_key_is_told_as_missing() -> None:
    told = read("json", reader={"token": "fsk_live_abcdef"})
    assert isinstance(told, str)
    missing, shown = told.splitlines()
    assert '"endpoint" is missing' in missing
    assert "reader, token: every reader would see what looks like a Formspark" in shown


def test_the_value_of_a_reading_key_stops_the_build() -> None:
    """Even one that looks like nothing, when it is in the environment of the build."""
    environ = {"FORMSPREE_API_KEY": "plainwords"}
    told = read("formspree", environ, static={"_subject": "has plainwords in it"})
    assert isinstance(told, str)
    assert "the value of FORMSPREE_API_KEY" in told
    assert "plainwords" not in told


def test_a_value_that_a_site_marks_secret_stops_the_build_where_a_page_would_show_it() -> None:
    own = {
        "like": "form",
        "static": {"password": "{key}"},
        "parameters": {"key": {"meaning": "the key", "visibility": "secret"}},
        "key": "swordfish",
    }
    told = read("ours", **own)
    assert isinstance(told, str)
    assert '"key", which is marked secret' in told
    assert "swordfish" not in told


SECRET = {"meaning": "the key", "visibility": "secret"}


@pytest.mark.parametrize(
    "own",
    [
        {"parameters": {"key": {**SECRET, "default": "swordfish"}}},
        {
            "parameters": {"key": SECRET},
            "key": "swordfish",
            "endpoint": "https://x.org/swordfish",
        },
        {"parameters": {"key": SECRET}, "key": "swordfish", "static": {"a": "swordfish"}},
    ],
)
def test_what_is_marked_secret_is_nowhere_in_public(own: dict[str, Any]) -> None:
    """The manifest is public too."""
    told = read("ours", like="form", **own)
    assert isinstance(told, str)
    assert '"key", which is marked secret' in told
    assert "swordfish" not in told


def test_a_secret_that_stays_secret_is_no_mistake() -> None:
    told = read("ours", like="form", parameters={"key": SECRET}, key="swordfish")
    assert isinstance(told, Settings)
    assert "swordfish" not in str(told.public)


def test_what_a_site_marks_as_good_as_a_key_warns() -> None:
    given = {"key": {"meaning": "the key", "visibility": "capability"}}
    settings = read("ours", like="form", parameters=given, key="k", static={"k": "{key}"})
    assert isinstance(settings, Settings)
    assert 'whoever reads "key" can use it' in str(settings.cautions)


def test_a_trap_that_browsers_fill_in_warns() -> None:
    settings = read("form", honeypot={"name": "website"})
    assert isinstance(settings, Settings)
    assert 'browsers fill in a field called "website"' in str(settings.cautions)


def test_an_address_with_an_at_sign_is_no_e_mail_address() -> None:
    settings = read("form", endpoint="https://x.org/@team/f")
    assert isinstance(settings, Settings)
    assert settings.cautions == ()


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ("https://hooks.zapier.com/hooks/catch/1/2/", "start your Zap"),
        ("https://prod-1.westus.logic.azure.com/workflows/x?sv=1.0&sig=abc", "start your flow"),
        ("https://x.api.powerplatform.com/y?sig=abc", "start your flow"),
        ("https://hook.eu2.make.com/abc", "start your scenario"),
    ],
)
def test_an_address_that_is_as_good_as_a_key_warns(endpoint: str, words: str) -> None:
    settings = read("opaque", endpoint=endpoint)
    assert isinstance(settings, Settings)
    assert [words in str(caution) for caution in settings.cautions] == [True]


def test_a_bare_address_in_the_page_warns() -> None:
    settings = read("formsubmit", alias="team@example.org")
    assert isinstance(settings, Settings)
    assert "sees this e-mail address" in str(settings.cautions)


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
    assert isinstance(settings, Settings)
    assert message in "\n".join(map(str, find_clashes(settings, [form])))


def test_a_service_whose_replies_nobody_reads_confirms_nothing() -> None:
    """Else the page would look for words that it does not have."""
    settings = read("form", opaque=True)
    assert isinstance(settings, Settings)
    assert not on_any_page(settings, FORM).confirms


@pytest.mark.parametrize("name", ["_cc", "a.b", "a[0]", "a__b", "", "A", "é"])
def test_no_field_can_have_a_name_that_services_read_otherwise(name: str) -> None:
    """A leading underscore is a control, a dot or a bracket an object."""
    field = {"name": name, "type": "text", "label": "Brief summary"}
    with pytest.raises(ValidationError):
        Form.model_validate({"name": "page", "title": "x", "fields": [field]})


def test_our_own_names_are_such_names_too() -> None:
    assert [name for name in OURS if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_two_fields_under_one_name_stop_the_build() -> None:
    settings = read("form", names={"summary": "x", "score": "x"})
    assert isinstance(settings, Settings)
    assert 'would both reach a form service as "x"' in str([*find_clashes(settings, [FORM])])


def test_a_site_declares_a_service_of_its_own() -> None:
    """In the same form as those that come with the package, and under its own name."""
    settings = read(
        "county-forms",
        like="json",
        endpoint="https://forms.county.example/in",
        success={"by": "body", "has": ["data.id"]},
        errors={"items": "details"},
        reader={
            "endpoint": "{origin}/out",
            "token": {"variable": "COUNTY_KEY"},
            "items": "rows",
        },
    )
    assert isinstance(settings, Settings)
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


def test_an_address_that_is_a_key_warns_and_can_be_accepted(build: Build) -> None:
    conf = 'feedback_service = {"name": "opaque", "endpoint": "https://hook.eu1.make.com/x"}\n'
    assert "start your scenario" in build({}, conf).warnings
    accepted = conf + 'suppress_warnings = ["feedback.service"]'
    assert build({}, accepted).warnings == ""


@pytest.mark.parametrize("name", SERVICES)
def test_the_manifest_is_enough_to_read_the_settings_again(name: str) -> None:
    """So ``pull`` and ``check`` need neither ``conf.py`` nor Sphinx."""
    settings = read(name)
    assert isinstance(settings, Settings)
    told = json.loads(json.dumps(settings.public))
    endpoint = told.pop("endpoint")
    again = read_settings(told, SERVICES, {}, endpoint)
    assert isinstance(again, Settings)
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
