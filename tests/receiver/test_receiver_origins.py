"""Only pages of the site may send; a browser says which page it is, a script says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from receiver_kit import SITE, answers

from sphinx_page_feedback.model import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from receiver_kit import Server

ALLOWED = {
    "the site": {"Origin": SITE},
    "the site, from its address": {"Origin": None, "Referer": f"{SITE}/report/"},
    "no browser": {"Origin": None},
    "the same host": {"Origin": None, "Sec-Fetch-Site": "same-origin"},
    "the reader's own click": {"Origin": None, "Sec-Fetch-Site": "none"},
    "the same origin, without a referrer": {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
}
REFUSED = {
    "another site": {"Origin": "https://evil.example"},
    "a page from disk": {"Origin": "null"},
    "a look-alike": {"Origin": f"{SITE}.evil.example"},
    "the site's name as a user": {"Origin": f"{SITE}@evil.example"},
    "another port": {"Origin": f"{SITE}:8443"},
    "without encryption": {"Origin": SITE.replace("https", "http")},
    "another site's address": {"Origin": None, "Referer": "https://evil.example/"},
    "another site that hides": {"Origin": None, "Sec-Fetch-Site": "cross-site"},
    "an empty origin": {"Origin": "https://"},
    "a neighbour that hides": {"Origin": "null", "Sec-Fetch-Site": "same-site"},
    "a sandbox": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "another site that lies": {
        "Origin": "https://evil.example",
        "Sec-Fetch-Site": "same-origin",
    },
}


@pytest.mark.parametrize("who", ALLOWED)
def test_the_site_may_send(receiver: Server, who: str) -> None:
    assert receiver.post(answers(), headers=ALLOWED[who]).status_code == 201


@pytest.mark.parametrize("who", REFUSED)
def test_nobody_else_may(receiver: Server, who: str) -> None:
    """D1.3: refused by the handler itself, and without the header that lets a page read it."""
    before = len(receiver.rows())
    reply = receiver.post(answers(), headers=REFUSED[who])
    assert reply.status_code == 403
    assert reply.json()["type"].endswith(":origin")
    assert "Access-Control-Allow-Origin" not in reply.headers
    assert reply.headers["Vary"] == "Origin"
    assert len(receiver.rows()) == before


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_page_of_the_receivers_own_host_may_send(receiver: Server, scheme: str) -> None:
    """One host for site and receiver, with a proxy before both that takes off the encryption."""
    host = receiver.address.removeprefix("http://")
    assert receiver.post(answers(), headers={"Origin": f"{scheme}://{host}"}).status_code == 201
    told = {"Origin": f"{scheme}://docs.example.net", "Host": "docs.example.net"}
    assert receiver.post(answers(), headers=told).status_code == 201


def test_more_origins_may_be_named(serve: Callable[..., Server]) -> None:
    server = serve("--origin=https://preview.example.org/", "--origin=null")
    for origin in (SITE, "https://preview.example.org", "null"):
        reply = server.post(answers(), headers={"Origin": origin})
        assert reply.status_code == 201
        assert reply.headers["Access-Control-Allow-Origin"] == origin


def test_previews_are_let_in_by_a_pattern_and_look_alikes_are_not(
    serve: Callable[..., Server],
) -> None:
    """One whole label may be any; `--origin` gets no other kind of pattern."""
    server = serve("--origin=https://*.preview.example.org")
    preview = "https://pr-12.preview.example.org"
    reply = server.post(answers(), headers={"Origin": preview})
    assert reply.status_code == 201
    assert reply.headers["Access-Control-Allow-Origin"] == preview
    for origin in (
        "https://evil.example",
        "https://a.b.preview.example.org",
        f"{preview}.evil",
    ):
        assert server.post(answers(), headers={"Origin": origin}).status_code == 403


def test_a_preflight_is_answered(receiver: Server) -> None:
    """JSON, or a header of ours, makes a browser ask first."""
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    reply = receiver.request("OPTIONS", "/feedback", headers=asked)
    assert reply.status_code == 204
    assert reply.headers["Access-Control-Allow-Origin"] == SITE
    assert reply.headers["Access-Control-Allow-Methods"] == "POST"
    allowed = reply.headers["Access-Control-Allow-Headers"].lower()
    assert set(allowed.split(", ")) == {"content-type", "accept", "idempotency-key"}


def test_another_sites_preflight_is_refused(receiver: Server) -> None:
    headers = {"Origin": "https://evil.example"}
    reply = receiver.request("OPTIONS", "/feedback", headers=headers)
    assert reply.status_code == 403
    assert "Access-Control-Allow-Methods" not in reply.headers


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Docs.Example.org:443/a?b#c", SITE),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("http://[::1]:80", "http://[::1]"),
        ("https://user:pass@docs.example.org/", SITE),
        ("https://docs.example.org:port/", ""),
        ("file:///index.html", ""),
        ("null", ""),
        ("", ""),
    ],
)
def test_an_origin_is_written_as_browsers_do(url: str, origin: str) -> None:
    assert origin_of(url) == origin
