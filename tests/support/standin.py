"""Servers that behave as the contract of a form service says, its failures included."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from serving import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ANYWHERE = {"Access-Control-Allow-Origin": "*"}


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as it arrived."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """The media type of the body."""
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def wants_json(self) -> bool:
        """What tells a fetch from a native post."""
        return "application/json" in self.headers.get("accept", "")

    @property
    def data(self) -> dict[str, Any]:
        """The fields; one that was sent several times is a list."""
        if self.kind == "application/json":
            data: dict[str, Any] = json.loads(self.body)
            return data
        many = self._parts() if self.kind == "multipart/form-data" else self._pairs()
        return {name: values if len(values) > 1 else values[0] for name, values in many.items()}

    def _pairs(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode(), keep_blank_values=True)

    def _parts(self) -> dict[str, list[str]]:
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        found: dict[str, list[str]] = {}
        for part in BytesParser(policy=HTTP).parsebytes(head + self.body).iter_parts():
            name = part.get_param("name", header="content-disposition")
            found.setdefault(str(name), []).append(part.get_payload(decode=True).decode())  # type: ignore[union-attr]
        return found


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a stand-in answers; a body that is no text is sent as JSON."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = ""


def page(words: str) -> Reply:
    """Return a page of the service's own, which no script may read."""
    return Reply(
        headers={"Content-Type": "text/html"}, body=f"<title>x</title><h1>{words}</h1>"
    )


def on_to(address: str, status: int = 302) -> Reply:
    """Return a redirect, which no script may follow to another origin."""
    return Reply(status=status, headers={"Location": address})


class StandIn:
    """A form service. A test sets ``mode`` to make it fail in one of its ways."""

    endpoint_path = "/"
    allowed_headers = "accept, content-type"

    def __init__(self) -> None:
        """Begin with nothing stored."""
        self.mode = ""
        self.stored: list[dict[str, Any]] = []
        self.requests: list[Request] = []
        self.address = ""
        self.lock = Lock()

    @property
    def endpoint(self) -> str:
        """Where forms post to."""
        return self.address + self.endpoint_path

    def store(self, data: dict[str, Any]) -> None:
        """Keep a submission."""
        with self.lock:
            self.stored.append(data)

    def answer(self, request: Request) -> Reply:
        """Answer as the contract says."""
        with self.lock:
            self.requests.append(request)
        if self.mode == "down":
            return Reply(status=503, headers=ANYWHERE, body="")
        match request.method:
            case "OPTIONS":
                return self.preflight(request)
            case "GET":
                return self.read(request)
            case "POST":
                return self.submit(request)
        return Reply(status=405)

    def preflight(self, request: Request) -> Reply:
        """Allow what the contract allows, and nothing else."""
        asked = request.headers.get("access-control-request-headers", "").lower()
        allowed = {name.strip() for name in self.allowed_headers.split(",")}
        if {name.strip() for name in asked.split(",") if name.strip()} - allowed:
            return Reply(status=204)
        headers = {
            **ANYWHERE,
            "Access-Control-Allow-Headers": self.allowed_headers,
            "Access-Control-Allow-Methods": "POST",
        }
        return Reply(status=204, headers=headers)

    def submit(self, request: Request) -> Reply:
        """Take in a form; each service has its own way."""
        return Reply(status=405, body=request.path)

    def read(self, request: Request) -> Reply:
        """Give back what was stored."""
        return Reply(status=404, body=request.path)


@contextmanager
def running(standin: StandIn) -> Iterator[StandIn]:
    """Run a stand-in on loopback, and end it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else every reply waits for 40 ms

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            request = Request(
                method=self.command,
                path=parts.path,
                query={key: values[-1] for key, values in parse_qs(parts.query).items()},
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(length),
            )
            self._send(standin.answer(request))

        do_GET = do_POST = do_OPTIONS = do_HEAD = _serve  # noqa: N815 (the base class's names)

        def _send(self, reply: Reply) -> None:
            text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            body = b"" if self.command == "HEAD" else text.encode()
            self.send_response(reply.status)
            usual = "text/plain" if isinstance(reply.body, str) else "application/json"
            headers = {"Content-Type": usual, "Content-Length": str(len(body)), **reply.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    with LoopbackServer(Handler) as server:
        standin.address = server.address
        yield standin
