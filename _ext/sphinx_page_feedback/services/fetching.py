"""One page of a reading API, got whole: what passes by itself is waited for."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests

from .failure import PullError
from .listing import with_query

if TYPE_CHECKING:
    from typing import Self

    from .reader import Reader
    from .source import Source

_TIME_OUT = (10, 60)  # seconds to connect, and between two bytes
_TRIES = 5
_LONGEST_WAIT = 600.0  # seconds; whoever asks for more is told when to come again
_PASSING = {408, 425, 429, 500, 502, 503, 504}


class Fetcher:
    """Gets pages with the key of a service, and gives that key to nobody else."""

    def __init__(self, reader: Reader, source: Source, token: str) -> None:
        """Open a connection.

        Args:
            reader: How the service is read.
            source: How long waiting takes.
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
        """Return it."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the connection."""
        self._session.close()

    def get(self, address: str) -> requests.Response:
        """Get one page.

        Args:
            address: Without the key.

        Raises:
            PullError: It does not come, however often it is asked for.
        """
        tries = 1 if self._reader.calls else _TRIES  # few calls a day: none for trying again
        for attempt in range(tries):
            trouble, wait = self._try(address, attempt)
            if isinstance(trouble, requests.Response):
                return trouble
            if wait > _LONGEST_WAIT or attempt == tries - 1:
                break
            self._source.sleep(wait)
        cause = f"{site_of(address)} does not answer as it should ({trouble})"
        raise PullError(code="pull-unreachable", cause=cause, cure=self._later(wait))

    def _try(self, address: str, attempt: int) -> tuple[requests.Response | str, float]:
        """Return the reply, or what is wrong and how many seconds to wait."""
        self._keep_pace()
        token = self._reader.token
        if token.kind == "query":
            address = with_query(address, {token.name: self._token})
        try:
            # A redirect could lead the key away, so it is followed without it.
            reply = self._session.get(address, timeout=_TIME_OUT, allow_redirects=False)
            if reply.is_redirect and token.kind == "query":
                reply = self._without_key(reply)
        except requests.RequestException as error:
            return type(error).__name__, 2.0**attempt
        if reply.status_code == requests.codes.ok:
            reply.encoding = "utf-8"
            return reply, 0.0
        if reply.status_code not in _PASSING:
            raise self._refused(reply)
        return (
            f"HTTP status {reply.status_code}",
            _seconds(reply.headers.get("Retry-After", ""), 2.0**attempt),
        )

    def _without_key(self, reply: requests.Response) -> requests.Response:
        """Follow to where a script's output is; that address carries a ticket of its own."""
        with requests.Session() as session:
            session.trust_env = False
            return session.get(reply.headers["Location"], timeout=_TIME_OUT)

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

    def _later(self, wait: float) -> str:
        if self._reader.calls:
            return f"Try again tomorrow: it answers {self._reader.calls} times a day."
        if wait > _LONGEST_WAIT:
            return f"It wants {wait / 60:.0f} minutes of peace; run it again after that."
        return "Run it again in a while: it goes on where it stopped."

    def _refused(self, reply: requests.Response) -> PullError:
        site, status = site_of(reply.url), reply.status_code
        if status in {401, 403}:
            cause = f"{site} does not accept the key in {self._reader.token.variable}"
            cure = "Set it to a key that may read submissions."
        elif status == requests.codes.not_found:
            cause = f"{site} has no such list of submissions"
            cure = "See that the form's id is right and that reading is switched on there."
        else:
            cause = f"{site} answers with HTTP status {status}"
            cure = "See that the endpoint is the right one, and that the plan there has an API."
        return PullError(code="pull-refused", cause=cause, cure=cure)


def site_of(address: str) -> str:
    """Return scheme and host: what may be told without giving a key away.

    Args:
        address: Any address.
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _seconds(retry_after: str, usual: float) -> float:
    """Return how long to wait, from seconds or from a date (RFC 9110 §10.2.3)."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    except ValueError:
        return usual
