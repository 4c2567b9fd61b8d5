"""The receiver that comes with this package, and how to read back what it stored."""

from __future__ import annotations

import json
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import requests

from .form import ENDPOINT
from .parts import Native, Success
from .service import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .source import Record, Source

TOKEN_VARIABLE = "FEEDBACK_READ_TOKEN"  # noqa: S105 (the name of a variable, no token)
_PAGE = 500  # submissions a request
_TIME_OUT = (10, 60)  # seconds to connect, and between two bytes
_TRIES = 5
_LONGEST_WAIT = 600.0  # seconds; whoever asks for more is told when to come again
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_CAUSES = {
    401: ("the receiver does not accept the token", f"Set {TOKEN_VARIABLE} to the receiver's."),
    404: (
        "the receiver has no way to read back",
        f"Start it with {TOKEN_VARIABLE} set, and let the proxy in front of it pass /submissions.",
    ),
}


class PullError(Exception):
    """Why submissions cannot be read: a code, the cause and the cure."""

    def __init__(self, *, code: str, cause: str, cure: str) -> None:
        """Keep the three parts.

        Args:
            code: ``pull-token``, ``pull-refused`` or ``pull-unreachable``.
            cause: What is wrong, without a full stop.
            cure: What to do about it.
        """
        super().__init__(f"{cause}. {cure}")
        self.code = code
        self.cause = cause
        self.cure = cure


def pull(source: Source) -> Iterator[Record]:
    """Read every submission, oldest first, a page at a time.

    Args:
        source: Where forms post to; the token is in ``FEEDBACK_READ_TOKEN``.

    Yields:
        Submissions.

    Raises:
        PullError: It cannot go on. What was yielded so far is not all.
    """
    token = source.environ.get(TOKEN_VARIABLE, "")
    if not token:
        cure = f"Set {TOKEN_VARIABLE} to the token that the receiver was started with."
        raise PullError(code="pull-token", cause=f"{TOKEN_VARIABLE} is not set", cure=cure)
    url: str | None = urljoin(source.endpoint, f"submissions?limit={_PAGE}")
    count = 0
    with requests.Session() as session:
        session.headers["Accept"] = "application/x-ndjson"
        session.auth = _Bearer(token)
        while url:
            reply = _get(session, url)
            for line in reply.text.split("\n"):
                if line:
                    yield _record(line)
                    count += 1
            source.progress(count)
            url = _next(reply, source.endpoint)


class _Bearer(requests.auth.AuthBase):
    """Sets the token by itself, so that no ``.netrc`` of the machine overrides it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _get(session: requests.Session, url: str) -> requests.Response:
    """Get one page whole; what passes by itself is waited for."""
    for attempt in range(_TRIES):
        try:
            reply = session.get(url, timeout=_TIME_OUT, allow_redirects=False)
        except requests.RequestException as error:
            trouble, wait = type(error).__name__, 2.0**attempt
        else:
            if reply.status_code == 200:  # noqa: PLR2004 (a redirect could lead the token away)
                reply.encoding = "utf-8"
                return reply
            if reply.status_code not in _PASSING:
                raise _refused(reply)
            trouble = f"HTTP status {reply.status_code}"
            wait = _seconds(reply.headers.get("Retry-After", ""), 2.0**attempt)
        if wait > _LONGEST_WAIT or attempt == _TRIES - 1:
            break
        time.sleep(wait)
    cause = f"{_site(url)} does not answer as it should ({trouble})"
    cure = "Try again later, or look at the receiver."
    raise PullError(code="pull-unreachable", cause=cause, cure=cure)


def _refused(reply: requests.Response) -> PullError:
    usual = (
        f"{_site(reply.url)} answers with HTTP status {reply.status_code}",
        "See that the endpoint is the address of a receiver of this version.",
    )
    cause, cure = _CAUSES.get(reply.status_code, usual)
    return PullError(code="pull-refused", cause=cause, cure=cure)


def _seconds(retry_after: str, usual: float) -> float:
    """Return how long to wait, from seconds or from a date (RFC 9110 §10.2.3)."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except ValueError:
        return usual


def _record(line: str) -> Record:
    try:
        record: Record = json.loads(line)
        return {**record, "answers": dict(record["answers"])}
    except (ValueError, KeyError, TypeError) as error:
        cause = "the reply is no list of submissions"
        cure = "See that the endpoint is the address of a receiver of this version."
        raise PullError(code="pull-refused", cause=cause, cure=cure) from error


def _next(reply: requests.Response, endpoint: str) -> str | None:
    """Return the next page's address, unless it would carry the token to another host."""
    link = reply.links.get("next", {}).get("url")
    url = urljoin(reply.url, link) if link else None
    if url and _site(url) != _site(endpoint):
        cause = f"the receiver sends us on to {_site(url)}, which is not its own address"
        cure = "Look at the receiver and its proxy."
        raise PullError(code="pull-refused", cause=cause, cure=cure)
    return url


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


RECEIVER = Service(
    name="receiver",
    title="the receiver",
    parameters={"endpoint": ENDPOINT},
    success=Success(by="body", has=("reference",), echoes="submission_id"),
    native=Native(shows="site"),
    deduplicates=True,
)
