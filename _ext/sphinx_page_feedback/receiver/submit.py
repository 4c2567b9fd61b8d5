"""``/feedback``: where forms send what readers wrote."""

from __future__ import annotations

import asyncio
import re
from time import strftime
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from .body import read_posted
from .origins import sender_of
from .pages import stylesheet, thanks_page
from .refusals import KEY_REUSED, NOT_FOUND, ORIGIN, RefusedError
from .replies import confirm
from .store.protocol import Outcome
from .validate import examine, read_id, refuse_when_closed

if TYPE_CHECKING:
    from starlette.requests import Request

    from .running import Receiver
    from .validate import Intake

_REFERENCE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}")
_PREFLIGHT = {
    "Allow": "POST, OPTIONS",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type, Accept, Idempotency-Key",
    "Access-Control-Max-Age": "7200",  # seconds; Chromium keeps it no longer
}


class Feedback:
    """Takes submissions."""

    def __init__(self, receiver: Receiver) -> None:
        """Keep what is needed to store them.

        Args:
            receiver: The parts of the receiver.
        """
        self._receiver = receiver
        self._stored: list[str] = []

    async def answer(self, request: Request) -> Response:
        """Store what was posted, or tell a browser beforehand that it may post."""
        if request.method == "OPTIONS":
            self._check_origin(request)
            return Response(status_code=204, headers=_PREFLIGHT)
        posted = request.state.posted = await read_posted(request)
        self._check_origin(request)
        key = request.headers.get("idempotency-key", "")
        submission_id = request.state.submission_id = read_id(posted, key)
        intake = examine(self._receiver.manifest, posted, submission_id)
        outcome = await self._store(intake)
        is_new = outcome is Outcome.STORED
        if is_new:
            self._announce(intake)
        return confirm(request, self._receiver, intake.entry, is_new=is_new)

    def _check_origin(self, request: Request) -> None:
        """Refuse another site's page; a request that names no page comes from no browser."""
        sender = sender_of(request.headers)
        if sender and not self._receiver.allows(sender, request.headers.get("host", "")):
            raise RefusedError(ORIGIN)

    async def _store(self, intake: Intake) -> Outcome:
        entry = intake.entry
        try:
            refuse_when_closed(intake.form)
        except RefusedError:
            find = self._receiver.store.payload_hash_of
            stored = await run_in_threadpool(find, entry.submission.submission_id)
            if stored != entry.payload_hash:  # else a retry of what came in time
                raise
            return Outcome.REPEATED
        outcome = await self._receiver.writer.add(entry)
        if outcome is Outcome.CONFLICT:
            raise RefusedError(KEY_REUSED)
        return outcome

    def _announce(self, intake: Intake) -> None:
        """Tell the terminal soon: those who shared a commit share a flush too."""
        if not self._stored:
            asyncio.get_running_loop().call_soon(self._tell)
        sent = intake.entry.submission
        line = f"{strftime('%H:%M:%S')} stored {intake.entry.reference} {sent.form} {sent.page}"
        self._stored.append(line)

    def _tell(self) -> None:
        lines, self._stored = self._stored, []
        self._receiver.settings.announce("\n".join(lines))


async def show_thanks(request: Request) -> Response:
    """Confirm a native post, where no site is known that has a page for it."""
    reference = request.query_params.get("reference", "")
    if not _REFERENCE.fullmatch(reference):
        raise RefusedError(NOT_FOUND)
    return thanks_page(reference)


async def send_style(_request: Request) -> Response:
    """Send the style of the receiver's own pages."""
    return Response(stylesheet(), media_type="text/css")
