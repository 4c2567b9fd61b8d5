"""The manifest of a site that was published anew, read before a request is handled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from sphinx_page_feedback.receiver.watched_manifest import WatchedManifest


class FreshManifestMiddleware:
    """Reads the manifest in a thread when its file has changed.

    The request that notices it waits; those that arrive meanwhile go on with the one before.
    """

    def __init__(self, app: ASGIApp, watched: WatchedManifest) -> None:
        """Wrap an application.

        Args:
            app: What handles the requests.
            watched: The manifest's file.
        """
        self.app = app
        self._watched = watched

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and self._watched.has_changed():
            await run_in_threadpool(self._watched.read_again)
        await self.app(scope, receive, send)
