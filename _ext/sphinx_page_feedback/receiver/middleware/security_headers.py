"""Security headers on every reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
    b"object-src 'none'",
    b"referrer-policy": b"same-origin",  # with less, the form on an error page could not be sent again
    b"x-content-type-options": b"nosniff",
}
"""In bytes, as they are sent: Starlette's own headers take several times as long to add."""


class SecurityHeadersMiddleware:
    """Adds the headers that a reply does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application.

        Args:
            app: What handles the requests.
        """
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*{**_HEADERS, **dict(message["headers"])}.items()]
            await send(message)

        await self.app(scope, receive, send_with_headers)
