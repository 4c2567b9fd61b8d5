"""``/submissions`` and ``/forms``: the team reads back what is stored, with a token."""

from __future__ import annotations

import hmac
import json
from dataclasses import replace
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from sphinx_page_feedback.model import present_row, without_addresses, write_table

from .http_problems import (
    BAD_QUERY,
    NOT_ACCEPTABLE,
    UNAUTHORISED,
    WRONG_TOKENS,
    HTTPProblemError,
)
from .replies import quality
from .senders import MOST_WRONG_TOKENS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from sphinx_page_feedback.manifest.read import Manifest

    from .running import Receiver

_LINES, _TABLE = "application/x-ndjson", "text/csv"
_USUAL, _MOST = 100, 1_000
_LARGEST = 2**63 - 1  # the largest place that a database counts to

_Records = list[dict[str, Any]]


class SubmissionsEndpoint:
    """Sends submissions to a program that has the token."""

    def __init__(self, receiver: Receiver) -> None:
        """Keep what is needed to read them.

        Args:
            receiver: The parts of the receiver; its settings have a token.
        """
        self._receiver = receiver

    async def answer(self, request: Request) -> Response:
        """Send one page; the header ``Link`` has the address of the next."""
        _check_token(request, self._receiver)
        after = _number(request, "after", 0, range(_LARGEST))
        limit = _number(request, "limit", _USUAL, range(1, _MOST + 1))
        media_type = _media_type(request)
        # One more than asked for, which tells whether another page follows.
        with_addresses = _number(request, "email", 0, range(2)) == 1
        store = self._receiver.store
        read = partial(store.read, with_addresses=with_addresses)
        rows = await run_in_threadpool(read, after, limit + 1)
        manifest = self._receiver.manifest
        records = [
            present_row(record, manifest.forms, manifest.docnames) for _, record in rows[:limit]
        ]
        if not with_addresses:
            records = [without_addresses(record, manifest.forms) for record in records]
        # Before anything is sent: who cannot be noted reads nothing.
        await run_in_threadpool(
            store.note_read, after, len(records), _addresses(records, manifest)
        )
        headers = {}
        if len(rows) > limit:
            place = rows[limit - 1][0]
            # Relative (RFC 8288 §3.1): behind a proxy the receiver does not know its public
            # address.
            email = "&email=1" if with_addresses else ""
            headers["Link"] = f'<?after={place}&limit={limit}{email}>; rel="next"'
        text = await run_in_threadpool(_text, records, media_type, manifest)
        return Response(text, headers=headers, media_type=media_type)


class FormsEndpoint:
    """Sends every version of a form that is kept, to a program that has the token."""

    def __init__(self, receiver: Receiver) -> None:
        """Keep what is needed to read them.

        Args:
            receiver: The parts of the receiver; its settings have a token.
        """
        self._receiver = receiver

    async def answer(self, request: Request) -> Response:
        """Send one JSON object a line, in order of first sight."""
        _check_token(request, self._receiver)
        versions = await run_in_threadpool(self._receiver.store.form_versions)
        return Response(_lines(versions), media_type=_LINES)


def _check_token(request: Request, receiver: Receiver) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    expected = receiver.settings.read_token
    # In constant time, so that no prefix of the token can be measured; in bytes, since texts
    # may only be ASCII there.
    same = hmac.compare_digest(token.strip().encode(), expected.encode())
    if scheme.lower() == "bearer" and same:
        return
    if token:
        wrong, sender = receiver.wrong_tokens, receiver.sender(request)
        if wrong.add(sender) > MOST_WRONG_TOKENS:
            raise HTTPProblemError(replace(WRONG_TOKENS, retry_after=wrong.wait(sender)))
    raise HTTPProblemError(UNAUTHORISED)


def _number(request: Request, name: str, usual: int, allowed: Sequence[int]) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    # isdigit also accepts digits of other scripts and superscripts.
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) in allowed):  # noqa: PLR2004 (2**63 has 19 digits)
        ends = f"{allowed[0]} to {allowed[-1]}"
        raise HTTPProblemError(BAD_QUERY.with_detail(f"{name} must be a whole number, {ends}."))
    return int(text)


def _media_type(request: Request) -> str:
    accept = request.headers.get("accept") or "*/*"
    # max returns the first of equals: without a preference, JSON lines.
    preferred = max((_LINES, _TABLE), key=lambda kind: quality(accept, kind))
    if not quality(accept, preferred):
        raise HTTPProblemError(NOT_ACCEPTABLE)
    return preferred


def _text(records: _Records, media_type: str, manifest: Manifest) -> str:
    if media_type == _TABLE:
        file = StringIO(newline="")
        write_table(file, records, _keys(records, manifest))
        return file.getvalue()
    return _lines(records)


def _lines(records: _Records) -> str:
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)


def _keys(records: _Records, manifest: Manifest) -> list[str]:
    """Return the site's fields, then those that only older answers have."""
    asked = (
        key
        for form in manifest.forms.values()
        for field in form.fields
        for key in field.keys
        if key not in form.email_names
    )
    answered = (key for record in records for key in record["answers"])
    return list(dict.fromkeys([*asked, *answered]))


def _addresses(records: _Records, manifest: Manifest) -> int:
    """Return how many e-mail addresses that a form asked for are among answers."""
    forms = {name: form.email_names for name, form in manifest.forms.items()}
    return sum(
        len(forms.get(record["form"], frozenset()) & record["answers"].keys())
        for record in records
    )
