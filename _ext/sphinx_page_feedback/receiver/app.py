"""The application: which address does what."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .middleware import ENDPOINT, Shield
from .read_back import Readout
from .refusals import METHOD, NOT_FOUND, NOT_STORED, Refusal, RefusedError
from .replies import refuse
from .running import Receiver
from .site import Site
from .store.protocol import StoreError
from .store.sql import SqlStore
from .store.writer import Writer
from .submit import Feedback, send_style, show_thanks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from .settings import Settings


def create_app(settings: Settings) -> Starlette:
    """Make a receiver. Its database is open from now until the application's shutdown.

    Args:
        settings: What the team said.

    Raises:
        Problem: It could not do its work as it is set up.
    """
    site = Site(settings.manifest, settings.warn)
    store = SqlStore(settings.database)
    receiver = Receiver(settings=settings, site=site, store=store, writer=Writer(store))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(receiver.writer.close)
        await run_in_threadpool(receiver.store.close)

    async def explain(request: Request, error: Exception) -> Response:
        return refuse(request, receiver, _refusal_for(error))

    app = Starlette(
        routes=_routes(receiver),
        lifespan=lifespan,
        middleware=[Middleware(Shield, receiver=receiver)],
        exception_handlers=dict.fromkeys((RefusedError, StoreError, HTTPException), explain),
    )
    app.router.redirect_slashes = False
    return app


def _routes(receiver: Receiver) -> list[Route]:
    routes = [
        Route(ENDPOINT, Feedback(receiver).answer, methods=["POST", "OPTIONS"]),
        Route(f"{ENDPOINT}/thanks", show_thanks),
        Route(f"{ENDPOINT}.css", send_style),
        Route("/live", _say_live),
        Route("/ready", Readiness(receiver).answer),
    ]
    if receiver.settings.read_token:
        routes.append(Route("/submissions", Readout(receiver).answer))
    return routes


async def _say_live(_request: Request) -> Response:
    return JSONResponse({"status": "live"})


class Readiness:
    """Says whether a submission could be stored now."""

    def __init__(self, receiver: Receiver) -> None:
        """Keep the store to ask."""
        self._store = receiver.store

    async def answer(self, _request: Request) -> Response:
        """Try to write, and take it back."""
        try:
            await run_in_threadpool(self._store.probe)
        except StoreError:
            headers = NOT_STORED.headers
            return JSONResponse({"status": "not ready"}, NOT_STORED.status, headers)
        return JSONResponse({"status": "ready"})


def _refusal_for(error: Exception) -> Refusal:
    if isinstance(error, RefusedError):
        return error.refusal
    if isinstance(error, HTTPException):
        known = METHOD if error.status_code == METHOD.status else NOT_FOUND
        return replace(known, allow=(error.headers or {}).get("Allow", ""))
    return NOT_STORED
