"""A rebuilt site needs no restart; a broken manifest stops nothing that runs."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from receiver_kit import FIELDS, SITE, answers, make_form, make_manifest

from sphinx_page_feedback.manifest.read import read_manifest
from sphinx_page_feedback.problems import Problem
from sphinx_page_feedback.receiver.middleware import FreshManifestMiddleware
from sphinx_page_feedback.receiver.watched_manifest import WatchedManifest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from receiver_kit import Server

    from sphinx_page_feedback.manifest.read import Manifest


def wait_for(lines: list[str]) -> str:
    """Return what was said, as soon as it is."""
    deadline = time.monotonic() + 5
    while not lines and time.monotonic() < deadline:
        time.sleep(0.01)
    return "".join(lines)


def test_a_new_question_counts_at_once(serve: Callable[..., Server], manifest: Path) -> None:
    server = serve()
    more = [*FIELDS, {"type": "text", "name": "org", "label": "Organisation", "required": True}]
    make_manifest(manifest, forms={"page": make_form("page", fields=more)})
    reply = server.post(answers())
    assert [error["field"] for error in reply.json()["errors"]] == ["org"]
    assert server.post(answers(org="Council")).status_code == 201


@pytest.mark.parametrize("text", ["{", "[]", '{"forms": {"page": {}}, "pages": {}}', None])
def test_a_broken_manifest_leaves_the_old_one_in_use(
    serve: Callable[..., Server], manifest: Path, text: str | None
) -> None:
    """It is said once; when it is mended, the new one counts."""
    server = serve()
    if text is None:
        manifest.unlink()
    else:
        manifest.write_text(text, encoding="utf-8")
    assert server.post(answers()).status_code == 201
    assert server.post(answers()).status_code == 201
    assert "The one from before stays in use." in wait_for(server.complained)
    assert len(server.complained) == 1
    make_manifest(manifest, pages={"new": {"title": "New", "url": "new.html"}})
    assert server.post(answers(page="new")).status_code == 201


def test_a_new_address_of_the_site_counts(serve: Callable[..., Server], manifest: Path) -> None:
    server = serve()
    origin = {"Origin": "https://new.example.org"}
    assert server.post(answers(), headers=origin).status_code == 403
    make_manifest(manifest, "https://new.example.org/docs/")
    assert server.post(answers(), headers=origin).status_code == 201


def test_a_retry_after_the_last_day_is_told_that_it_is_stored(
    serve: Callable[..., Server], manifest: Path
) -> None:
    """B1.14: nobody is told “failed” when a row exists. A new one comes too late."""
    server = serve()
    sent = answers()
    first = server.post(sent)
    make_manifest(manifest, forms={"page": make_form("page", closes="2020-01-01")})
    again = server.post(sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert server.post(answers()).status_code == 403
    assert server.post({**sent, "summary": "Something else"}).status_code == 403


@pytest.mark.parametrize(
    ("text", "code"), [(None, "manifest-missing"), ("{}", "manifest-broken")]
)
def test_a_start_needs_a_manifest(tmp_path: Path, text: str | None, code: str) -> None:
    if text is not None:
        (tmp_path / "m.json").write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as caught:
        read_manifest(tmp_path / "m.json")
    assert caught.value.code == code
    assert caught.value.cause
    assert caught.value.cure


def test_others_are_answered_while_a_large_manifest_is_read(
    manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request that notices a change waits for it; the others have the manifest from before."""
    watched = WatchedManifest(manifest, warn=pytest.fail)
    make_manifest(manifest, "https://new.example.org/")
    may_read = Event()

    def read_slowly(path: Path) -> Manifest:
        assert may_read.wait(30)
        return read_manifest(path)

    monkeypatch.setattr(f"{WatchedManifest.__module__}.read_manifest", read_slowly)
    origins: list[str] = []

    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        origins.append(watched.present.origin)

    async def two_requests() -> None:
        middleware: Any = FreshManifestMiddleware(app, watched)
        first = asyncio.create_task(middleware({"type": "http"}, None, None))
        await asyncio.sleep(0)  # it has noticed, and waits
        await middleware({"type": "http"}, None, None)
        may_read.set()
        await first

    # In a thread of its own: where a browser was used before, this one has a loop that runs.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(two_requests())).result()
    assert origins == [SITE, "https://new.example.org"]
