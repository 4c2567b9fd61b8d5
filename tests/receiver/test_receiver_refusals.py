"""What cannot be stored is refused in words, with headers that let a script read them."""

from __future__ import annotations

import select
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from receiver_kit import SITE, answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from receiver_kit import Server

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PARTS = {"Content-Type": "multipart/form-data; boundary=b"}
DEEP = '{"a":' * 30_000

CASES: dict[str, tuple[dict[str, Any], int, str]] = {
    "no body type": ({"data": b"x=1"}, 415, "media-type"),
    "text": ({"data": b"x", "headers": {"Content-Type": "text/plain"}}, 415, "media-type"),
    "another character set": (
        {
            "data": b"x=1",
            "headers": {"Content-Type": f"{FORM['Content-Type']}; charset=utf-16"},
        },
        415,
        "media-type",
    ),
    "not UTF-8": ({"data": b"a=\xff", "headers": FORM}, 400, "unreadable"),
    "escaped, not UTF-8": ({"data": b"a=%ff", "headers": FORM}, 400, "unreadable"),
    "NUL": ({"data": b"summary=a%00b", "headers": FORM}, 400, "unreadable"),
    "NUL in JSON": ({"data": rb'{"a": "\u0000"}', "headers": JSON}, 400, "unreadable"),
    "half a character": ({"data": rb'{"a": "\ud800"}', "headers": JSON}, 400, "unreadable"),
    "too many values": ({"data": "a=&" * 1_500, "headers": FORM}, 400, "unreadable"),
    "NaN": ({"data": b'{"a": NaN}', "headers": JSON}, 400, "unreadable"),
    "a name twice": ({"data": b'{"a": 1, "a": 2}', "headers": JSON}, 400, "unreadable"),
    "very deep": ({"data": DEEP[:65_000], "headers": JSON}, 400, "unreadable"),
    "a list": ({"data": b"[1]", "headers": JSON}, 400, "unreadable"),
    "cut off JSON": ({"data": b'{"a": 1', "headers": JSON}, 400, "unreadable"),
    "no boundary": (
        {"data": b"x", "headers": {"Content-Type": "multipart/form-data"}},
        400,
        "unreadable",
    ),
    "cut off parts": (
        {
            "data": b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nhalf',
            "headers": PARTS,
        },
        400,
        "unreadable",
    ),
    "a file": ({"files": {"summary": ("a.txt", b"words")}}, 400, "unreadable"),
    "no UUID": ({"data": answers(submission_id="1")}, 400, "bad-value"),
    "an id twice": ({"data": answers(submission_id=["1", "2"])}, 400, "bad-value"),
    "a bare key": (
        {"data": answers(submission_id=""), "headers": {"Idempotency-Key": "abc"}},
        400,
        "bad-value",
    ),
    "unknown form": ({"data": answers(form="nope")}, 422, "unknown-form"),
    "no form": ({"data": answers(form="")}, 422, "unknown-form"),
    "two answers": ({"data": answers(details=["a", "b"])}, 422, "fields"),
    "too many names": (
        {"data": answers(**{f"a{n}": "b" for n in range(51)})},
        422,
        "unexpected-names",
    ),
    "a long name": ({"data": answers(**{"a" * 61: "b"})}, 422, "unexpected-names"),
    "closed": ({"data": answers(form="over")}, 403, "closed"),
    "not yet open": ({"data": answers(form="later")}, 403, "closed"),
    "wrong answers": ({"data": answers(summary="")}, 422, "fields"),
    "too large": ({"data": answers(details="x" * 300_000)}, 413, "too-large"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_is_a_problem_that_a_script_may_read(receiver: Server, case: str) -> None:
    """D1.4, D1.5: RFC 9457, with CORS headers, and nothing is stored."""
    options, status, code = CASES[case]
    before = len(receiver.rows())
    reply = receiver.post(**options)
    assert reply.status_code == status
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.headers["Access-Control-Allow-Origin"] == SITE
    assert reply.headers["Vary"] == "Origin"
    problem = reply.json()
    assert problem.pop("type") == f"urn:sphinx-page-feedback:{code}"
    assert problem.pop("status") == status
    assert problem.pop("title")
    assert problem.pop("detail")
    assert set(problem) == {"errors"}
    assert len(receiver.rows()) == before


def test_each_wrong_field_is_named(receiver: Server) -> None:
    reply = receiver.post(answers(summary="abc", role="", email="jo", score="9"))
    long_enough = "Brief summary must be 5 characters or more"
    address = "Enter an email address in the correct format, like name@example.com"
    assert reply.json()["errors"] == [
        {"field": "summary", "code": "short", "message": long_enough},
        {"field": "role", "code": "missing", "message": "Select your role"},
        {
            "field": "score",
            "code": "choice",
            "message": "Select a score from the list for “Score”",
        },
        {"field": "email", "code": "format", "message": address},
    ]


def test_a_closed_form_says_until_when(receiver: Server) -> None:
    reply = receiver.post(answers(form="over"))
    assert reply.json()["detail"] == "This form took answers until 31 January 2020."


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_another_method_is_told_which_to_use(receiver: Server, method: str) -> None:
    headers = {"Origin": SITE}
    reply = receiver.request(method, "/feedback", headers=headers)
    assert reply.status_code == 405
    assert sorted(reply.headers["Allow"].split(", ")) == ["OPTIONS", "POST"]
    assert reply.headers["Access-Control-Allow-Origin"] == SITE


@pytest.mark.parametrize("path", ["/", "/feedback/", "/nope", "/submissions/", "/openapi.json"])
def test_no_other_address_exists(receiver: Server, path: str) -> None:
    assert receiver.get(path, allow_redirects=False).status_code == 404


def test_every_reply_has_the_security_headers(receiver: Server) -> None:
    """D1.6."""
    for reply in (receiver.post(answers()), receiver.get("/live"), receiver.get("/nope")):
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["Referrer-Policy"] == "same-origin"
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Credentials" not in reply.headers


HEAD = (
    f"POST /feedback HTTP/1.1\r\nHost: x\r\nOrigin: {SITE}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n"
)


def status_of(receiver: Server, *pieces: bytes) -> int:
    with receiver.connect() as connection:
        for piece in pieces:
            connection.sendall(piece)
        return int(connection.recv(65_536).split()[1])


def test_chunks_are_counted(receiver: Server) -> None:
    """D1.2: a body that does not say how long it is."""
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    head = f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode()
    assert status_of(receiver, head, *[chunk] * 20, b"0\r\n\r\n") == 413


def test_an_endless_body_is_cut_off(receiver: Server) -> None:
    """Reading on lets a browser see the reply, but only so far."""
    head = f"{HEAD}Content-Length: 999999999\r\n\r\n".encode()
    assert status_of(receiver, head, b"x" * 1_200_000) == 413


@pytest.mark.parametrize(
    ("before", "piece"),
    [
        (f"{HEAD}X-Long: ", "x" * 0x4000),
        (HEAD, f"X-Again: {'x' * 0x4000}\r\n"),
        (f"{HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n", f"X: {'x' * 0x4000}\r\n"),
    ],
    ids=["one field", "many fields", "many fields after the body"],
)
def test_a_head_without_end_is_cut_off(receiver: Server, before: str, piece: str) -> None:
    """D1.2: a parser that keeps every field would fill the memory."""
    sent, told = 0, b""
    with receiver.connect() as connection, suppress(ConnectionError):
        connection.sendall(before.encode())
        while sent < 4_000_000:
            connection.sendall(piece.encode())
            sent += len(piece)
            if select.select([connection], [], [], 0.01)[0]:
                told = connection.recv(65_536)
                break
    assert sent < 1_000_000
    assert told.split()[1:2] in ([b"400"], [])  # or hung up on, before the answer was read


def test_a_body_that_breaks_off_stores_nothing(receiver: Server) -> None:
    """F2: the connection ends in the middle."""
    before = len(receiver.rows())
    with receiver.connect() as connection:
        body = "form=page&page=index&summary=hello+there&role=Citizen&details="
        connection.sendall(f"{HEAD}Content-Length: 500\r\n\r\n{body}".encode())
    time.sleep(0.2)
    assert len(receiver.rows()) == before


@pytest.mark.parametrize(
    ("senders", "seconds"), [(50, 1.0), pytest.param(200, 10.0, marks=pytest.mark.slow)]
)
def test_slow_senders_are_told_and_disturb_nobody(
    serve: Callable[..., Server], senders: int, seconds: float
) -> None:
    """D1.2: bodies that never end; others are served meanwhile, and a time-out ends the wait."""
    receiver = serve(body_timeout=seconds)
    head = f"{HEAD}Content-Length: 500\r\n\r\nsummary=".encode()
    connections = [receiver.connect() for _ in range(senders)]
    try:
        for connection in connections:
            connection.sendall(head)
        assert receiver.post(answers()).status_code == 201
        statuses = {connection.recv(65_536).split()[1] for connection in connections}
        assert statuses == {b"408"}
    finally:
        for connection in connections:
            connection.close()
