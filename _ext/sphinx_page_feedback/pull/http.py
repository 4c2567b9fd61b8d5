"""Download pages of a service's API, and wait for what passes by itself."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING
from urllib.parse import urljoin

import requests

from sphinx_page_feedback.model import Address, origin_of
from sphinx_page_feedback.problems import Code, Problem

from .lists import with_query

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from typing import Self

    from sphinx_page_feedback.services import Reader

    from .source import Source

_TIME_OUT = (10, 60)  # seconds to connect, and between two bytes
_TRIES = 5  # with waits of 1, 2, 4 and 8 seconds between them
_LONGEST_WAIT = 600.0  # seconds; a service that asks for more ends the call
# urllib3's Retry does not fit: it would not repeat a body that breaks off, knows nothing of
# X-RateLimit-Reset, and cannot end a call whose Retry-After is too long (decision 40).
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_IN_MEMORY = 1_000_000  # bytes of a body; more of it waits on the disk
_SLICE = 65_536  # bytes
_REDIRECTS = 3


@dataclass(frozen=True, kw_only=True)
class Response:
    """A whole response of a service.

    Attributes:
        url: Where it came from.
        status: The HTTP status.
        headers: Its headers.
        body: What it holds, from the beginning.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: IO[bytes]


class Client:
    """Downloads pages with the key of a service, and sends that key to no other host."""

    def __init__(self, reader: Reader, source: Source, token: str) -> None:
        """Open a connection.

        Args:
            reader: How the service is read.
            source: How to wait.
            token: The key.
        """
        self._reader, self._source, self._token = reader, source, token
        self._session = requests.Session()
        self._session.trust_env = False  # no .netrc of the machine overrides the key
        self._session.headers["Accept"] = (
            "application/x-ndjson" if reader.lines else "application/json"
        )
        self._session.auth = self._authorise
        self._last = 0.0

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the connection."""
        self._session.close()

    @contextmanager
    def get(self, url: str, *, ends: Container[int] = ()) -> Iterator[Response]:
        """Download one page.

        Args:
            url: Without the key.
            ends: Statuses besides 200 that are a response too: "no such page".

        Yields:
            The response; its body is gone afterwards.

        Raises:
            Problem: It does not come, however often it is asked for.
        """
        tries = 1 if self._reader.calls else _TRIES  # few calls a day: none for trying again
        with SpooledTemporaryFile(_IN_MEMORY) as body:
            for attempt in range(tries):
                result, wait = self._try(url, attempt, body, ends)
                if isinstance(result, Response):
                    yield result
                    return
                if wait > _LONGEST_WAIT or attempt == tries - 1:
                    break
                self._source.sleep(wait)
        verb = "does not answer as it should" if "HTTP" in str(result) else "cannot be reached"
        cause = f"{origin_shown(url)} {verb} ({result})"
        raise Problem(code=Code.PULL_UNREACHABLE, cause=cause, cure=self._later(url, wait))

    def _try(
        self, url: str, attempt: int, body: IO[bytes], ends: Container[int]
    ) -> tuple[Response | str, float]:
        """Return the response, or why there is none and how many seconds to wait."""
        self._keep_pace()
        try:
            with self._ask(url) as reply:
                if reply.status_code == requests.codes.ok or reply.status_code in ends:
                    return _whole(reply, body), 0.0
        except (requests.RequestException, ValueError) as error:  # or it is no URL
            return type(error).__name__, 2.0**attempt
        if reply.status_code in _PASSING or _is_exhausted(reply.headers):
            return f"HTTP status {reply.status_code}", _seconds(reply.headers, 2.0**attempt)
        raise self._refused(reply)

    def _ask(self, url: str) -> requests.Response:
        """Return a response whose body is still to come."""
        token = self._reader.token
        in_query = token.kind == "query"
        reply = self._get(with_query(url, {token.name: self._token} if in_query else {}))
        for _ in range(_REDIRECTS):
            to = _moved_to(reply)
            # No redirect may lead the key away. A script's output is elsewhere, and its
            # address carries a ticket instead: it is asked for without the key.
            if not to or not (in_query or origin_shown(to) == origin_shown(reply.url)):
                break
            reply.close()
            reply = self._get(to)
        return reply

    def _get(self, url: str) -> requests.Response:
        return self._session.get(url, timeout=_TIME_OUT, allow_redirects=False, stream=True)

    def _keep_pace(self) -> None:
        wait = self._last + self._reader.pause - time.monotonic()
        if self._reader.pause and wait > 0:
            self._source.sleep(wait)
        self._last = time.monotonic()

    def _authorise(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        token = self._reader.token
        if token.kind == "bearer":
            request.headers["Authorization"] = f"Bearer {self._token}"
        elif token.kind == "basic":
            request = requests.auth.HTTPBasicAuth(self._token, "")(request)
        elif token.kind == "header":
            request.headers[token.name] = self._token
        return request

    def _later(self, url: str, wait: float) -> str:
        if self._reader.calls:
            return f"Try again tomorrow: it answers {self._reader.calls} times a day."
        if wait > _LONGEST_WAIT:
            return f"It wants {wait / 60:.0f} minutes of peace; run it again after that."
        if Address.parse(url).is_loopback:
            return (
                "That address is on this machine: start what listens there (make live, "
                "or page-feedback serve), and run it again."
            )
        return "Run it again in a while: it goes on where it stopped."

    def _refused(self, reply: requests.Response) -> Problem:
        site, status = origin_shown(reply.url), reply.status_code
        variable = self._reader.token.variable
        if status in {401, 403}:
            cause = f"{site} does not accept the key in {variable}"
            cure = "Set it to a key that may read submissions."
        elif reply.is_redirect:
            return leads_away(reply.url, _moved_to(reply))
        elif status == requests.codes.not_found:
            cause = f"{site} has no such list of submissions"
            cure = "See that the form's id is right and that reading is switched on there."
            if self._reader.ours:
                cure = (
                    "See that the endpoint is the receiver's. It gives a list only if "
                    f"{variable} was set when it started; make live prints the command to use."
                )
        else:
            cause = f"{site} answers with HTTP status {status}"
            cure = "See that the endpoint is the right one, and that the plan there has an API."
            if self._reader.ours:
                cure = "See that the endpoint is the receiver's, and look at what it logs."
        return Problem(code=Code.PULL_REFUSED, cause=cause, cure=cure)


def origin_shown(url: str) -> str:
    """Return scheme and host: what a message may show without giving a key away.

    Args:
        url: Any URL.
    """
    return origin_of(url) or "an address that is none"


def leads_away(here: str, to: str) -> Problem:
    """Return the problem of a URL that would take the key to another host.

    Args:
        here: The URL that led there.
        to: The URL that it led to.
    """
    cause = f"{origin_shown(here)} sends us on to {origin_shown(to)}, another host"
    cure = "Look at the service or its proxy."
    return Problem(code=Code.PULL_REFUSED, cause=cause, cure=cure)


def _moved_to(reply: requests.Response) -> str:
    """Return the target of a redirect; empty if it is none."""
    return urljoin(reply.url, reply.headers["Location"]) if reply.is_redirect else ""


def _whole(reply: requests.Response, body: IO[bytes]) -> Response:
    """Write all of a body to a file, in place of what a broken attempt has left."""
    body.seek(0)
    body.truncate()
    for part in reply.iter_content(_SLICE):
        body.write(part)
    body.seek(0)
    return Response(url=reply.url, status=reply.status_code, headers=reply.headers, body=body)


def _is_exhausted(headers: Mapping[str, str]) -> bool:
    """True when a refusal means "later": GitHub answers 403 to one call too many."""
    return "Retry-After" in headers or headers.get("X-RateLimit-Remaining") == "0"


def _seconds(headers: Mapping[str, str], usual: float) -> float:
    """Return how long to wait: RFC 9110 §10.2.3, or till the moment that GitHub names."""
    after = headers.get("Retry-After", "")
    if after.isascii() and after.isdigit():
        return float(after)
    try:
        if not after and _is_exhausted(headers):
            return max(float(headers["X-RateLimit-Reset"]) - time.time(), 0.0)
        return max(parsedate_to_datetime(after).timestamp() - time.time(), 0.0)
    except (KeyError, ValueError):
        return usual
