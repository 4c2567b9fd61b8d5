"""Who may open the review: the browser that was given the address, and nobody else."""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "page-feedback-review"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


class Keys:
    """The secrets of one run, none of which is ever written to a file.

    Attributes:
        token: What the first address carries; it opens the review once.
        session: What the cookie holds from then on.
        csrf: What each form carries, since another site's page may post here too.
    """

    def __init__(self) -> None:
        """Draw them."""
        self.token = secrets.token_urlsafe(32)
        self.session = secrets.token_urlsafe(32)
        self.csrf = secrets.token_urlsafe(32)

    def open_with(self, token: str) -> bool:
        """Return whether a token opens the review, which it does once.

        Args:
            token: Of an address.
        """
        is_right = bool(self.token) and _same(token, self.token)
        if is_right:
            self.token = ""
        return is_right

    def is_csrf(self, text: str) -> bool:
        """Return whether a form is one of this run's.

        Args:
            text: What the form carries.
        """
        return _same(text, self.csrf)


class Guard:
    """Middleware that lets no other site, machine or program in."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        """Keep what it lets through to.

        Args:
            app: The review.
            keys: The secrets of this run.
        """
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        response = self._refusal(request)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await (response or self._app)(scope, receive, send_with_headers)

    def _refusal(self, request: Request) -> PlainTextResponse | RedirectResponse | None:
        # A page of the web can let its own name lead to this machine (DNS rebinding).
        host, _, _port = request.headers.get("host", "").rpartition(":")
        if host not in _LOOPBACK:
            return PlainTextResponse("Open the address that the command printed.", 400)
        if _same(request.cookies.get(COOKIE, ""), self._keys.session):
            if "token" in request.query_params:
                return RedirectResponse("/", 303)
            return None
        if self._keys.open_with(request.query_params.get("token", "")):
            response = RedirectResponse("/", 303)
            response.set_cookie(COOKIE, self._keys.session, httponly=True, samesite="strict")
            return response
        text = (
            "This address opens the review once, in one browser. "
            "End the command, and start it again for a new one."
        )
        return PlainTextResponse(text, 403)


def _same(given: str, expected: str) -> bool:
    # In constant time, so that no prefix can be measured; in bytes, since texts may only be ASCII.
    return hmac.compare_digest(given.encode(), expected.encode())
