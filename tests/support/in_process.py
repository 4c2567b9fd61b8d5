"""A receiver in this process: requests without a network, for walks of many steps."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from receiver_kit import SITE, TOKEN

from sphinx_page_feedback.receiver.app import create_app
from sphinx_page_feedback.receiver.settings import ReceiverSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """Status, headers and text of one response."""

    status: int
    headers: dict[str, str]
    text: str


class InProcess:
    """Sends requests to an application in a thread with an event loop of its own."""

    def __init__(self, app: Any, thread: ThreadPoolExecutor) -> None:
        """Keep both."""
        self._app = app
        self._thread = thread

    def post(self, data: Any, accept: str = "text/html", **headers: str) -> Reply:
        """Post a form as a browser does; bytes are sent as they are."""
        body = data if isinstance(data, bytes) else urlencode(data, doseq=True).encode()
        usual = {"origin": SITE, "accept": accept, "content-type": FORM}
        return self._send("POST", "/feedback", {**usual, **headers}, body)

    def get(self, path: str) -> Reply:
        """Get an address with the token."""
        return self._send("GET", path, {"authorization": f"Bearer {TOKEN}"}, b"")

    def _send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        request = _request(self._app, method, path, headers, body)
        return self._thread.submit(lambda: asyncio.run(request)).result()


@contextmanager
def receiver_in_process(manifest: Path, database: Path, **settings: Any) -> Iterator[InProcess]:
    """Run a receiver without a server."""
    app = create_app(
        ReceiverSettings(
            manifest=manifest,
            database=f"sqlite:///{database}",
            read_token=TOKEN,
            **settings,
        )
    )

    async def stop() -> None:
        async with app.router.lifespan_context(app):
            pass

    # A browser test may have left a running loop in this thread.
    with ThreadPoolExecutor(1) as thread:
        yield InProcess(app, thread)
        thread.submit(lambda: asyncio.run(stop())).result()


async def _request(
    app: Any, method: str, path: str, headers: dict[str, str], body: bytes
) -> Reply:
    address, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": address,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *parts = sent
    return Reply(
        status=start["status"],
        headers={name.decode(): value.decode() for name, value in start["headers"]},
        text=b"".join(part["body"] for part in parts).decode(),
    )


def records(process: InProcess) -> list[dict[str, Any]]:
    """Return what the receiver gives back, with every e-mail address."""
    lines = process.get("/submissions?limit=1000&email=1").text.splitlines()
    return [json.loads(line) for line in lines]


def stored(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of the database ``f.sqlite3``, each with its addresses as ``contacts``."""
    with closing(sqlite3.connect(folder / "f.sqlite3")) as database:
        database.row_factory = sqlite3.Row
        rows = database.execute("SELECT * FROM submissions ORDER BY number").fetchall()
        contacts = database.execute("SELECT submission_id, address FROM contacts").fetchall()
    objects = ("answers", "extra")
    addresses: dict[str, list[str]] = {}
    for key, address in contacts:
        addresses.setdefault(key, []).append(address)
    return [
        {
            **dict(row),
            **{name: json.loads(row[name]) for name in objects},
            "contacts": addresses.get(row["submission_id"], []),
        }
        for row in rows
    ]
