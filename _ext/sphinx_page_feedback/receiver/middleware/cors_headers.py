"""CORS headers on the replies of ``/feedback``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_page_feedback.receiver.paths import FEEDBACK

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class CORSHeadersMiddleware:
    """Lets scripts of allowed origins read every reply, errors included.

    Starlette's own middleware takes a fixed list, and leaves the headers out of errors: a
    browser then shows the script no reply, so that an error looks like an outage.
    """

    def __init__(self, app: ASGIApp, allows: Callable[[str, str], bool]) -> None:
        """Wrap an application.

        Args:
            app: What handles the requests.
            allows: Returns whether an origin may send to a host.
        """
        self.app = app
        self._allows = allows

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] != FEEDBACK:
            await self.app(scope, receive, send)
            return
        added = self._headers_for(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _headers_for(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        # ASGI hands headers over as bytes; decoding them as Latin-1 never fails.
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"")
        host = headers.get(b"host", b"").decode("latin-1")
        # Also on replies without the other header, which a cache could else give to an allowed
        # page (Fetch, CORS protocol and HTTP caches).
        vary = (b"vary", b"Origin")
        if not origin or not self._allows(origin.decode("latin-1"), host):
            return [vary]
        # Without Access-Control-Allow-Credentials: the receiver has no cookies.
        # A page of another origin may read no other header of a reply than it is told of.
        exposed = (b"access-control-expose-headers", b"Retry-After")
        return [vary, (b"access-control-allow-origin", origin), exposed]
