"""What no page may show stops the build, and what it should not show is warned of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from configured import read

from sphinx_page_feedback.services import ServiceSettings

if TYPE_CHECKING:
    from project import Build


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
    assert isinstance(told, ServiceSettings)
    assert "swordfish" not in str(told.public)


def test_what_a_site_marks_as_good_as_a_key_warns() -> None:
    given = {"key": {"meaning": "the key", "visibility": "capability"}}
    settings = read("ours", like="form", parameters=given, key="k", static={"k": "{key}"})
    assert isinstance(settings, ServiceSettings)
    assert 'whoever reads "key" can use it' in str(settings.warnings)


def test_a_trap_that_browsers_fill_in_warns() -> None:
    settings = read("form", honeypot={"name": "website"})
    assert isinstance(settings, ServiceSettings)
    assert 'browsers fill in a field called "website"' in str(settings.warnings)


def test_an_address_with_an_at_sign_is_no_e_mail_address() -> None:
    settings = read("form", endpoint="https://x.org/@team/f")
    assert isinstance(settings, ServiceSettings)
    assert settings.warnings == ()


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ("https://hooks.zapier.com/hooks/catch/1/2/", "that of a webhook"),
        ("https://hook.eu2.make.com/abc", "that of a webhook"),
        ("https://n8n.example.org/webhook/6f1c2a34-9d0e-4b7a-8c55-0f3e2d1c4b5a", "a webhook"),
        ("https://chat.example.org/hooks/abc", "that of a webhook"),
        ("https://prod-1.westus.logic.azure.com/workflows/x?sv=1.0&sig=abc", '("sig=")'),
        ("https://x.example.org/in?key=abc", '("key=")'),
        ("https://x.example.org/in?a=1&token=abc", '("token=")'),
        ("https://x.example.org/in?api_key=abc", '("api_key=")'),
        ("https://x.example.org/in?apikey=abc", '("apikey=")'),
        ("https://x.example.org/in?apiKey=abc", '("apiKey=")'),
        ("https://x.example.org/in?access_token=abc", '("access_token=")'),
        ("https://x.example.org/in?X-Secret=abc", '("X-Secret=")'),
        ("https://x.azurewebsites.net/api/f?code=abcdefghijklmnopqrst", '("code=")'),
        ("https://x.example.org/in/aB3dE5fG7hI9jK1lM3nO", "a long random part"),
        ("https://x.example.org/in/0123456789abcdef0123456789abcdef", "a long random part"),
    ],
)
def test_an_address_that_is_as_good_as_a_key_warns(endpoint: str, words: str) -> None:
    """By its shape, whoever the host is."""
    settings = read("opaque", endpoint=endpoint)
    assert isinstance(settings, ServiceSettings)
    assert [words in str(warning) for warning in settings.warnings] == [True]


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://forms.example.org/in",
        "https://forms.example.org/in?form=42&code=de&keyword=x",
        "https://forms.example.org/in?key=",
        "https://forms.example.org/f/6f1c2a34-9d0e-4b7a-8c55-0f3e2d1c4b5a",
        "https://forms.example.org/a-rather-long-name-of-a-consultation-2027",
        "/feedback",
    ],
)
def test_an_ordinary_address_does_not_warn(endpoint: str) -> None:
    settings = read("form", endpoint=endpoint)
    assert isinstance(settings, ServiceSettings)
    assert settings.warnings == ()


def test_the_public_id_of_a_form_is_no_key_in_a_preview_either() -> None:
    """The address of a known service has such an id; ``FEEDBACK_ENDPOINT`` may name another."""
    address = "https://script.example.org/macros/s/AKfycbwQ3v8n1T0m_Zr5c-kd/exec"
    settings = read("apps-script", preview=address)
    assert isinstance(settings, ServiceSettings)
    assert settings.warnings == ()


def test_a_field_that_is_called_like_a_key_warns_where_the_site_adds_it() -> None:
    """The access key of Web3Forms is public, as its own declaration knows."""
    settings = read("form", static={"api_key": "abc"})
    own = read("web3forms", preview="https://forms.example.net/submit")
    assert isinstance(settings, ServiceSettings)
    assert isinstance(own, ServiceSettings)
    assert 'the value of "api_key"' in str(settings.warnings)
    assert own.warnings == ()


def test_the_address_of_a_telegram_bot_stops_the_build() -> None:
    told = read("json", endpoint="https://api.telegram.org/bot123:AAEabc/sendMessage")
    assert isinstance(told, str)
    assert "holds the bot's token" in told
    assert "AAEabc" not in told


def test_a_bare_address_in_the_page_warns() -> None:
    settings = read("formsubmit", alias="team@example.org")
    assert isinstance(settings, ServiceSettings)
    assert "sees this e-mail address" in str(settings.warnings)


def test_an_address_that_is_a_key_warns_and_can_be_accepted(build: Build) -> None:
    conf = 'feedback_service = {"name": "opaque", "endpoint": "https://hook.eu1.make.com/x"}\n'
    assert "that of a webhook" in build({}, conf).warnings
    accepted = conf + 'suppress_warnings = ["feedback.service"]'
    assert build({}, accepted).warnings == ""
