"""A reply to every request, whatever breaks."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from starlette.requests import Request

from sphinx_page_feedback.receiver.http_problems import BROKEN
from sphinx_page_feedback.receiver.replies import refuse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sphinx_page_feedback.receiver.running import Receiver


class ErrorReplyMiddleware:
    """Turns an unexpected exception into the problem ``broken`` and a line of warning."""

    def __init__(self, app: ASGIApp, receiver: Receiver) -> None:
        """Wrap an application.

        Args:
            app: What handles the requests.
            receiver: Makes the reply, and prints the warning.
        """
        self.app = app
        self._receiver = receiver

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def note_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, note_start)
        except Exception as error:  # noqa: BLE001 (whatever it is, the reader gets a reply)
            self._receiver.settings.warn(_places(error))
            # A reply that has begun cannot be taken back: uvicorn then closes the connection.
            # The scope carries request.state, and with it what was posted.
            if not started:
                reply = refuse(Request(scope), self._receiver, BROKEN)
                await reply(scope, receive, send)


def _places(error: Exception) -> str:
    """Return where it broke, without the message: that may hold what a reader wrote."""
    places = "".join(traceback.format_tb(error.__traceback__))
    return f"error[broken]: {type(error).__name__} at\n{places}"
