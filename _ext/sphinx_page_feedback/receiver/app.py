"""The application: which address does what."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sphinx_page_feedback.problems import Code, Problem

from .form_versions import FormVersions
from .http_problems import BROKEN, METHOD, NOT_FOUND, NOT_STORED, HTTPProblem, HTTPProblemError
from .middleware import (
    CORSHeadersMiddleware,
    ErrorReplyMiddleware,
    FreshManifestMiddleware,
    SecurityHeadersMiddleware,
)
from .paths import FEEDBACK, FORMS, LIVE, READY, STYLESHEET, SUBMISSIONS, THANKS
from .read_back import FormsEndpoint, SubmissionsEndpoint
from .replies import refuse
from .running import Receiver
from .store.protocol import StoreError, UncertainCommitError, cause_of
from .store.sql import SqlStore
from .store.writer import Writer
from .submit import SubmitEndpoint, send_stylesheet, show_confirmation
from .watched_manifest import WatchedManifest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from .settings import ReceiverSettings


PROBE_EVERY = 5.0
"""Seconds for which an answer of ``/ready`` counts: many may ask, and each probe writes."""
_LOG = logging.getLogger(__name__)  # to the terminal, where nothing else is set up


def create_app(settings: ReceiverSettings) -> Starlette:
    """Make a receiver. Its database is open from now until the application's shutdown.

    Args:
        settings: What the team has set.

    Raises:
        Problem: It could not do its work as it is set up.
    """
    watched = WatchedManifest(settings.manifest, settings.warn)
    store = _open_store(settings)
    versions = FormVersions(store)
    versions.record(watched.present)
    receiver = Receiver(
        settings=settings,
        watched=watched,
        versions=versions,
        store=store,
        writer=Writer(store),
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        # The writer first: it stores what still waits in its queue.
        await run_in_threadpool(receiver.writer.close)
        await run_in_threadpool(receiver.store.close)

    async def explain(request: Request, error: Exception) -> Response:
        return refuse(request, receiver, _problem_for(error))

    handled = (HTTPProblemError, StoreError, UncertainCommitError, HTTPException)
    app = Starlette(
        routes=_routes(receiver),
        lifespan=lifespan,
        # The first is outermost. Errors are caught here and not by Starlette's
        # ServerErrorMiddleware, which is outside of these, so that replies to them have the
        # headers too.
        middleware=[
            Middleware(SecurityHeadersMiddleware),
            *_host_check(settings),
            Middleware(FreshManifestMiddleware, watched=watched),
            Middleware(CORSHeadersMiddleware, allows=receiver.allows),
            Middleware(ErrorReplyMiddleware, receiver=receiver),
        ],
        exception_handlers=dict.fromkeys(handled, explain),
    )
    # Starlette would redirect /feedback/ to an address made from the Host that it received,
    # which behind a proxy need not be the public one.
    app.router.redirect_slashes = False
    return app


def _host_check(settings: ReceiverSettings) -> list[Middleware]:
    if not settings.allowed_hosts:
        return []
    hosts = list(settings.allowed_hosts)
    return [Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)]


def _routes(receiver: Receiver) -> list[Route]:
    routes = [
        Route(FEEDBACK, SubmitEndpoint(receiver).answer, methods=["POST", "OPTIONS"]),
        Route(THANKS, show_confirmation),
        Route(STYLESHEET, send_stylesheet),
        Route(LIVE, _answer_live),
        Route(READY, ReadyEndpoint(receiver).answer),
    ]
    # Without a token no request could be authorised, so the routes do not exist.
    if receiver.settings.read_token:
        routes.append(Route(SUBMISSIONS, SubmissionsEndpoint(receiver).answer))
        routes.append(Route(FORMS, FormsEndpoint(receiver).answer))
    return routes


def _open_store(settings: ReceiverSettings) -> SqlStore:
    """Open the database, and see that it would store a submission."""
    store = SqlStore(settings.database, settings.lock_timeout)
    try:
        store.probe()
    except (StoreError, UncertainCommitError) as error:
        store.close()
        cause = f"the database would not store a submission: {cause_of(error)}"
        cure = "Restore a backup (page-feedback data restore), or give the receiver a database of its own."
        raise Problem(Code.DATABASE_DAMAGED, cause, cure) from error
    return store


async def _answer_live(_request: Request) -> Response:
    # Without a look at the database: what is not live gets restarted, and that repairs no
    # database.
    return JSONResponse({"status": "live"})


class ReadyEndpoint:
    """Answers whether a submission could be stored now."""

    def __init__(self, receiver: Receiver) -> None:
        """Keep the store to ask."""
        self._store = receiver.store
        self._lock = asyncio.Lock()
        self._asked_at, self._is_ready = -PROBE_EVERY, False

    async def answer(self, _request: Request) -> Response:
        """Write as a submission would be written, at most once in five seconds."""
        async with self._lock:  # those who ask at the same time share the answer
            if time.monotonic() - self._asked_at >= PROBE_EVERY:
                self._is_ready = await self._probe()
                self._asked_at = time.monotonic()
        if self._is_ready:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready"}, NOT_STORED.status, NOT_STORED.headers)

    async def _probe(self) -> bool:
        try:
            await run_in_threadpool(self._store.probe)
        except (StoreError, UncertainCommitError) as error:
            _LOG.error("not ready; cause: %s", cause_of(error))  # not for strangers
            return False
        return True


def _problem_for(error: Exception) -> HTTPProblem:
    if isinstance(error, HTTPProblemError):
        return error.problem
    if isinstance(error, HTTPException):
        # Only Starlette's router raises it, with 404 or 405.
        problem = METHOD if error.status_code == METHOD.status else NOT_FOUND
        return replace(problem, allow=(error.headers or {}).get("Allow", ""))
    return BROKEN if isinstance(error, UncertainCommitError) else NOT_STORED
