"""``/submissions``: the team reads back what is stored, page by page, with a token."""

from __future__ import annotations

import hmac
import json
from io import StringIO
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from sphinx_page_feedback.model import write_table

from .refusals import BAD_QUERY, NOT_ACCEPTABLE, UNAUTHORISED, RefusedError
from .replies import quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from sphinx_page_feedback.manifest.read import Manifest

    from .running import Receiver

_LINES, _TABLE = "application/x-ndjson", "text/csv"
_USUAL, _MOST = 100, 1_000
_LARGEST = 2**63 - 1  # the largest place that a database counts to

_Records = list[dict[str, Any]]


class Readout:
    """Gives submissions to whoever has the token."""

    def __init__(self, receiver: Receiver) -> None:
        """Keep what is needed to read them.

        Args:
            receiver: The parts of the receiver; its settings have a token.
        """
        self._receiver = receiver

    async def answer(self, request: Request) -> Response:
        """Send one page; the header ``Link`` has the address of the next."""
        self._check_token(request)
        after = _number(request, "after", 0, range(_LARGEST))
        limit = _number(request, "limit", _USUAL, range(1, _MOST + 1))
        media_type = _media_type(request)
        rows = await run_in_threadpool(self._receiver.store.read, after, limit + 1)
        records = [record for _, record in rows[:limit]]
        headers = {}
        if len(rows) > limit:
            place = rows[limit - 1][0]
            headers["Link"] = f'<?after={place}&limit={limit}>; rel="next"'
        text = await run_in_threadpool(_text, records, media_type, self._receiver.manifest)
        return Response(text, headers=headers, media_type=media_type)

    def _check_token(self, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        wanted = self._receiver.settings.read_token
        same = hmac.compare_digest(token.strip().encode(), wanted.encode())
        if scheme.lower() != "bearer" or not same:
            raise RefusedError(UNAUTHORISED)


def _number(request: Request, name: str, usual: int, allowed: Sequence[int]) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) in allowed):  # noqa: PLR2004 (2**63 has 19 digits)
        ends = f"{allowed[0]} to {allowed[-1]}"
        raise RefusedError(BAD_QUERY.saying(f"{name} must be a whole number, {ends}."))
    return int(text)


def _media_type(request: Request) -> str:
    accept = request.headers.get("accept") or "*/*"
    wanted = max((_LINES, _TABLE), key=lambda kind: quality(accept, kind))
    if not quality(accept, wanted):
        raise RefusedError(NOT_ACCEPTABLE)
    return wanted


def _text(records: _Records, media_type: str, manifest: Manifest) -> str:
    if media_type == _TABLE:
        file = StringIO(newline="")
        write_table(file, records, _keys(records, manifest))
        return file.getvalue()
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)


def _keys(records: _Records, manifest: Manifest) -> list[str]:
    """Return the site's fields, then those that only older answers have."""
    asked = (
        key for form in manifest.forms.values() for field in form.fields for key in field.keys
    )
    answered = (key for record in records for key in record["answers"])
    return list(dict.fromkeys([*asked, *answered]))
