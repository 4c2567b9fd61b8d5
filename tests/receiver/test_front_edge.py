"""Connections as clients of all kinds make them: slow, endless, odd, or asking for another protocol."""

from __future__ import annotations

import socket
import subprocess
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from receiver_kit import PATIENCE, SITE, answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from receiver_kit import Server

URLENCODED = "Content-Type: application/x-www-form-urlencoded"
H2C = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk"
WEBSOCKET = (
    "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
)


def connect(server: Server) -> socket.socket:
    host, _, port = server.address.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def reply_to(server: Server, data: bytes) -> str:
    """Send bytes, and return everything that comes back until the server is silent or closes."""
    with connect(server) as connection:
        connection.sendall(data)
        received = b""
        while b"\r\n\r\n" not in received or _missing(received):
            piece = connection.recv(65_536)
            if not piece:
                break
            received += piece
    return received.decode()


def _missing(received: bytes) -> bool:
    """Return whether the last reply's body has not all arrived."""
    head, _, body = received.rpartition(b"HTTP/1.1 ")[2].partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line), 0
    )  # fmt: skip
    return len(body) < length


def post(body: bytes, *lines: str) -> bytes:
    head = ["POST /feedback HTTP/1.1", "Host: here", f"Origin: {SITE}", URLENCODED, *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


def form() -> bytes:
    return urlencode(answers(), doseq=True).encode()


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    return b"".join(
        b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:], b"")
    )


@pytest.mark.parametrize("wish", [H2C, WEBSOCKET, "Upgrade: h2c", "Connection: upgrade"])
@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_a_wish_for_another_protocol_is_ignored_and_the_body_is_the_body(
    receiver: Server, wish: str, framing: str
) -> None:
    """RFC 9110 §7.8. And what follows it on the connection is the next request."""
    before = len(receiver.rows())
    first, second = form(), form()
    if framing == "length":
        data = post(first, f"Content-Length: {len(first)}", wish)
    else:
        data = post(chunked(first), "Transfer-Encoding: chunked", wish)
    reply = reply_to(receiver, data)
    assert reply.startswith("HTTP/1.1 201 ")
    follows = post(second, f"Content-Length: {len(second)}", "Connection: close")
    with connect(receiver) as connection:
        connection.sendall(data + follows)
        received = b""
        while piece := connection.recv(65_536):
            received += piece
    assert received.count(b"HTTP/1.1 20") == 2
    assert len(receiver.rows()) == before + 2


def test_curl_that_wishes_for_http_2_is_stored(receiver: Server) -> None:
    done = subprocess.run(
        ["curl", "--silent", "--http2", "--data", form().decode(), "--write-out", "%{http_code}",
         f"{receiver.address}/feedback"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.endswith("}201")


@pytest.mark.parametrize(
    "head",
    [
        "GET /live HTTP/1.1\r\nHost: a\r\nHost: b",
        "GET /live HTTP/1.1\r\nHost: a\r\nhost: a",
        "GET /live HTTP/1.1\r\nAccept: */*",
        "GET /live HTTP/1.1\r\nHost: a\r\nA: " + "b" * 17_000,
        "GET /live?" + "b" * 17_000 + " HTTP/1.1\r\nHost: a",
        "GET /live HTTP/1.1\r\nHost: a\r\n" + "\r\n".join(f"A{n}: b" for n in range(4_000)),
        "CONNECT a:1 HTTP/1.1\r\nHost: a",
        "nonsense",
    ],
    ids=["two hosts", "the same host twice", "no host", "long field", "long address", "many fields", "CONNECT", "nonsense"],
)  # fmt: skip
def test_a_head_that_no_browser_sends_is_refused(receiver: Server, head: str) -> None:
    assert reply_to(receiver, f"{head}\r\n\r\n".encode()).startswith("HTTP/1.1 400 ")


def test_a_head_of_many_cookies_is_taken(receiver: Server) -> None:
    """Browsers send 4 kB of them, and other parts of a site may have set some."""
    head = f"GET /live HTTP/1.1\r\nHost: a\r\nCookie: {'a' * 12_000}\r\n\r\n"
    assert reply_to(receiver, head.encode()).startswith("HTTP/1.1 200 ")


@pytest.fixture
def hasty(serve: Callable[..., Server]) -> Server:
    """A receiver that waits a second for a head, and takes six connections."""
    return serve(head_timeout=1.0, most_connections=6)


def is_open(connection: socket.socket) -> bool:
    connection.settimeout(0.05)
    try:
        return connection.recv(1) != b""
    except TimeoutError:
        return True
    except ConnectionError:
        return False


def test_a_head_that_comes_too_slowly_ends_the_connection(hasty: Server) -> None:
    """Whether nothing comes, or a byte now and then; also before a second request."""
    connections = [connect(hasty) for _ in range(3)]
    connections[2].sendall(b"GET /live HTTP/1.1\r\nHost: a\r\n\r\n")
    assert connections[2].recv(65_536).startswith(b"HTTP/1.1 200 ")
    until = time.monotonic() + PATIENCE
    left = list(connections)
    while left and time.monotonic() < until:
        for connection in left[1:] if left[0] is connections[0] else left:
            try:
                connection.sendall(b"G")
            except OSError:
                continue
        left = [connection for connection in left if is_open(connection)]
    assert left == []
    for connection in connections:
        connection.close()


def test_slow_connections_lock_nobody_out(hasty: Server) -> None:
    """Those that have waited longest make room."""
    waiting = [connect(hasty) for _ in range(30)]
    assert hasty.post(answers()).status_code == 201
    for connection in waiting:
        connection.close()


def test_only_hosts_that_are_named_are_served(serve: Callable[..., Server]) -> None:
    server = serve("--allowed-host=feedback.example.org", "--allowed-host=*.example.net")
    for host, status in (
        ("feedback.example.org", 200),
        ("feedback.example.org:8443", 200),
        ("a.example.net", 200),
        ("example.org", 400),
        ("127.0.0.1", 400),
    ):
        head = f"GET /live HTTP/1.1\r\nHost: {host}\r\n\r\n"
        assert reply_to(server, head.encode()).startswith(f"HTTP/1.1 {status} ")


def test_a_mark_of_the_byte_order_is_no_reason_to_refuse(receiver: Server) -> None:
    body = b"\xef\xbb\xbf" + form()
    data = post(body, f"Content-Length: {len(body)}")
    assert reply_to(receiver, data).startswith("HTTP/1.1 201 ")


def test_a_field_for_a_file_without_one_is_no_reason_to_refuse(receiver: Server) -> None:
    """As a browser sends it; a file is refused still."""
    for file, status in ((("", b""), 201), (("a.txt", b"words"), 400), (("a.txt", b""), 400)):
        parts = {
            name: (None, value) for name, value in answers().items() if isinstance(value, str)
        }
        reply = receiver.post(files={**parts, "attachment": file})
        assert reply.status_code == status
