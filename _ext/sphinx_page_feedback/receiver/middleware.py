"""Around every request: the headers of every reply, and a reply whatever breaks."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from starlette.requests import Request

from .refusals import BROKEN
from .replies import refuse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from .running import Receiver

ENDPOINT = "/feedback"
_HEADERS = {
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
    b"object-src 'none'",
    b"referrer-policy": b"same-origin",  # with less, our own error page could not send again
    b"x-content-type-options": b"nosniff",
}
"""As they are sent: Starlette's own headers take several times as long to add."""


class Shield:
    """Middleware that adds headers, and turns what nobody expected into a reply.

    A browser shows a script no reply without ``Access-Control-Allow-Origin``, so that an
    error without it looks like an outage.
    """

    def __init__(self, app: ASGIApp, receiver: Receiver) -> None:
        """Wrap an application.

        Args:
            app: What handles the requests.
            receiver: Whose origins count, and who is told of what breaks.
        """
        self._app = app
        self._receiver = receiver

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        added = self._headers_for(scope)
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*{**added, **dict(message["headers"])}.items()]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:  # noqa: BLE001 (whatever it is, the reader gets an answer)
            self._receiver.settings.warn(_told(error))
            if not started:
                reply = refuse(Request(scope), self._receiver, BROKEN)
                await reply(scope, receive, send_with_headers)

    def _headers_for(self, scope: Scope) -> dict[bytes, bytes]:
        if scope["path"] != ENDPOINT:
            return _HEADERS
        said = dict(scope["headers"])
        origin = said.get(b"origin", b"")
        host = said.get(b"host", b"").decode("latin-1")
        if not origin or not self._receiver.allows(origin.decode("latin-1"), host):
            return {**_HEADERS, b"vary": b"Origin"}
        return {**_HEADERS, b"vary": b"Origin", b"access-control-allow-origin": origin}


def _told(error: Exception) -> str:
    """Return where it broke, without the message: that may hold what a reader wrote."""
    places = "".join(traceback.format_tb(error.__traceback__))
    return f"error[broken]: {type(error).__name__} at\n{places}"
