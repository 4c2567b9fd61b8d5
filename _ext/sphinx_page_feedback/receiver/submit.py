"""``/feedback``: where forms send what readers wrote."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from time import strftime
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from sphinx_page_feedback.model import reference_of

from .body import read_posted
from .http_problems import (
    ERASED,
    KEY_REUSED,
    NOT_FOUND,
    ORIGIN,
    TOO_MANY,
    HTTPProblemError,
)
from .ids import read_id
from .origins import sender_of
from .pages import confirmation_page, stylesheet
from .payload_hash import payload_hash
from .replies import confirm
from .senders import BURST
from .store.protocol import AddResult
from .validate import validate

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address
    from uuid import UUID

    from starlette.requests import Request

    from sphinx_page_feedback.model import Posted

    from .running import Receiver
    from .store.row import Row

# Anyone can write the query: the page shows a reference and no other text.
_REFERENCE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}")
_PREFLIGHT = {
    "Allow": "POST, OPTIONS",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Content-Type, Accept, Idempotency-Key",
    "Access-Control-Max-Age": "7200",  # seconds; Chromium keeps it no longer
}


class SubmitEndpoint:
    """Validates and stores submissions."""

    def __init__(self, receiver: Receiver) -> None:
        """Keep what is needed to store them.

        Args:
            receiver: The parts of the receiver.
        """
        self._receiver = receiver
        self._lines: list[str] = []

    async def answer(self, request: Request) -> Response:
        """Store what was posted, or answer the preflight of a browser (CORS)."""
        if request.method == "OPTIONS":
            self._check_origin(request)
            return Response(status_code=204, headers=_PREFLIGHT)
        await self._record_versions()
        limits, timeout = (
            self._receiver.versions.body_limits,
            self._receiver.settings.body_timeout,
        )
        # Before the origin is checked: the page of a refusal shows what the reader wrote.
        posted = await read_posted(request, limits, timeout)
        self._check_origin(request)
        key = request.headers.get("idempotency-key", "")
        submission_id = request.state.submission_id = read_id(posted, key)
        is_new = await self._store(request, posted, submission_id)
        return confirm(request, self._receiver, submission_id, is_new=is_new)

    async def _record_versions(self) -> None:
        """Keep the versions of a manifest that has changed."""
        manifest, versions = self._receiver.manifest, self._receiver.versions
        # They also differ while the database could not be reached: each request tries again.
        if versions.recorded is not manifest:
            await run_in_threadpool(versions.record, manifest)

    def _check_origin(self, request: Request) -> None:
        """Refuse another site's page; a request that names no page comes from no browser."""
        sender = sender_of(request.headers)
        if sender and not self._receiver.allows(sender, request.headers.get("host", "")):
            raise HTTPProblemError(ORIGIN)

    async def _store(self, request: Request, posted: Posted, submission_id: UUID) -> bool:
        """Store a submission; return whether it is new.

        What is stored already is confirmed whatever has changed since: the form closed, a
        field became required, the form is gone.
        """
        receiver = self._receiver
        sender = receiver.sender(request)
        try:
            row = validate(receiver.manifest, receiver.versions, posted, submission_id)
            self._check_rate(sender)
        except HTTPProblemError:
            stored = await run_in_threadpool(receiver.store.payload_hash_of, submission_id)
            if stored != payload_hash(posted):
                raise
            return False
        if receiver.settings.rate and receiver.senders.of(sender) >= BURST:
            row = replace(row, flags=(*row.flags, "spam:burst"))
        result = await receiver.writer.add(row)
        if result is AddResult.CONFLICT:
            raise HTTPProblemError(KEY_REUSED)
        if result is AddResult.ERASED:
            raise HTTPProblemError(ERASED)
        if result is AddResult.STORED:
            receiver.senders.add(sender)
            self._announce(row)
        return result is AddResult.STORED

    def _check_rate(self, sender: IPv4Address | IPv6Address | None) -> None:
        """Refuse more than one network may send; what was stored before is confirmed all the same."""
        rate, senders = self._receiver.settings.rate, self._receiver.senders
        if rate and senders.of(sender) >= rate:
            raise HTTPProblemError(replace(TOO_MANY, retry_after=senders.wait(sender)))

    def _announce(self, row: Row) -> None:
        """Print a line soon: rows that shared a commit share a flush too."""
        if not self._lines:
            asyncio.get_running_loop().call_soon(self._print_lines)
        sent = row.submission
        # Any program may send any page: what the manifest does not have stays out of a log.
        page = sent.page if sent.page in self._receiver.manifest.pages else "(unknown page)"
        reference = reference_of(sent.submission_id)
        self._lines.append(f"{strftime('%H:%M:%S')} stored {reference} {sent.form} {page}")

    def _print_lines(self) -> None:
        lines, self._lines = self._lines, []
        self._receiver.settings.announce("\n".join(lines))


async def show_confirmation(request: Request) -> Response:
    """Confirm a native post, where no site is known that has a page for it."""
    reference = request.query_params.get("reference", "")
    if not _REFERENCE.fullmatch(reference):
        raise HTTPProblemError(NOT_FOUND)
    return confirmation_page(reference)


async def send_stylesheet(_request: Request) -> Response:
    """Send the style of the receiver's pages."""
    return Response(stylesheet(), media_type="text/css")
