"""Whatever breaks, the reader gets an answer and the operator a place to look."""

from __future__ import annotations

import asyncio
import base64
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from in_process import receiver_in_process
from receiver_kit import SITE, answers

from sphinx_page_feedback.problems import Problem
from sphinx_page_feedback.receiver.app import create_app
from sphinx_page_feedback.receiver.settings import ReceiverSettings
from sphinx_page_feedback.receiver.store.protocol import StoreError, UncertainCommitError
from sphinx_page_feedback.receiver.token_strength import is_guessable

if TYPE_CHECKING:
    from pathlib import Path


def break_down(*words: Any, **more: Any) -> None:
    """Stand for a mistake of our own."""
    raise RuntimeError(words, more)


async def post(settings: ReceiverSettings, accept: str) -> tuple[dict[str, Any], bytes]:
    """Post once to an application in this process."""
    app = create_app(settings)
    body = urlencode(answers(details="SENTINEL")).encode()
    headers = {
        "origin": SITE,
        "accept": accept,
        "content-type": "application/x-www-form-urlencoded",
    }
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/feedback",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    async with app.router.lifespan_context(app):
        await app(scope, receive, send)
    start, *parts = sent
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return {"status": start["status"], **told}, b"".join(part["body"] for part in parts)


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_the_unexpected_is_answered(
    manifest: Path, tmp_path: Path, accept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D1.4, D4.5: 500 with CORS headers; the words go back to the reader, not into a log."""
    warnings: list[str] = []
    settings = ReceiverSettings(
        manifest=manifest,
        database=f"sqlite:///{tmp_path}/f.sqlite3",
        warn=warnings.append,
    )
    monkeypatch.setattr("sphinx_page_feedback.receiver.submit.confirm", break_down)
    with ThreadPoolExecutor(1) as thread:  # a browser test may have left a loop in this one
        head, body = thread.submit(lambda: asyncio.run(post(settings, accept))).result()
    assert head["status"] == 500
    assert head["access-control-allow-origin"] == SITE
    assert head["x-content-type-options"] == "nosniff"
    if accept == "text/html":
        assert b"SENTINEL" in body
        assert b"may or may not be stored" in body
    else:
        problem = json.loads(body)
        assert problem["type"].endswith(":broken")
        assert "RuntimeError" not in body.decode()
    (warning,) = warnings
    assert "RuntimeError" in warning
    assert "break_down" in warning
    assert "report/status" not in warning


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(StoreError, 503, "not-stored"), (UncertainCommitError, 500, "broken")],
)
def test_not_stored_is_said_only_where_it_is_known(  # noqa: PLR0913, PLR0917 (fixtures)
    manifest: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
    status: int,
    code: str,
) -> None:
    def fail(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr("sphinx_page_feedback.receiver.store.sql.SqlStore.add", fail)
    warnings: list[str] = []
    with receiver_in_process(manifest, tmp_path / "f.sqlite3", warn=warnings.append) as process:
        reply = process.post(answers(), "application/json")
        page = process.post(answers(details="Long text"))
    assert (reply.status, page.status) == (status, status)
    assert json.loads(reply.text)["type"].endswith(f":{code}")
    assert "Long text" in page.text
    assert ("may or may not be stored" in page.text) == (code == "broken")
    assert warnings == []


def test_a_short_token_stops_the_start(manifest: Path) -> None:
    """D4.4."""
    with pytest.raises(Problem) as caught:
        ReceiverSettings(manifest=manifest, read_token="x" * 31)
    assert caught.value.code == "read-token-short"
    assert "x" * 31 not in str(caught.value)


@pytest.mark.parametrize(
    "token",
    [
        "a" * 32,
        "ab" * 20,
        "change-me" * 5,
        "changeme12345678" * 2 + "chan",
        "0123456789" * 4,
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "9876543210zyxwvutsrqponmlkjihgfedcba",
        "x" * 60 + "secret",
    ],
)
def test_a_token_that_follows_a_pattern_stops_the_start(manifest: Path, token: str) -> None:
    with pytest.raises(Problem) as caught:
        ReceiverSettings(manifest=manifest, read_token=token)
    assert caught.value.code == "read-token-weak"
    assert token not in str(caught.value)


@given(st.binary(min_size=24, max_size=48))
@example(bytes(range(0, 256, 8)))
def test_a_random_token_is_taken(random: bytes) -> None:
    """As ``openssl rand`` makes them; Hypothesis likes to repeat bytes, which are no such."""
    assume(len(set(random)) > len(random) * 0.8)
    assert not is_guessable(base64.b64encode(random).decode())
    assert not is_guessable(random.hex())


def test_settings_do_not_show_the_token(manifest: Path) -> None:
    assert "secret" not in repr(
        ReceiverSettings(manifest=manifest, read_token="a-secret-of-thirty-two-characters")
    )
