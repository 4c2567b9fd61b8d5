"""One page of a reading API, got whole: what passes by itself is waited for."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import requests

from sphinx_page_feedback.problems import Code, Problem

from .addresses import with_query

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Self

    from sphinx_page_feedback.services import Reader

    from .source import Source

_TIME_OUT = (10, 60)  # seconds to connect, and between two bytes
_TRIES = 5
_LONGEST_WAIT = 600.0  # seconds; whoever asks for more is told when to come again
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_IN_MEMORY = 1_000_000  # bytes of a body; more of it waits on the disk
_SLICE = 65_536  # bytes
_REDIRECTS = 3


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One page of a reading API, whole.

    Attributes:
        address: Where it came from.
        body: What it says, from the beginning.
        link: The next page's address by the header ``Link``; empty where there is none.
    """

    address: str
    body: IO[bytes]
    link: str


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

    @contextmanager
    def get(self, address: str) -> Iterator[Reply]:
        """Get one page.

        Args:
            address: Without the key.

        Yields:
            The page; what it says is gone afterwards.

        Raises:
            Problem: It does not come, however often it is asked for.
        """
        tries = 1 if self._reader.calls else _TRIES  # few calls a day: none for trying again
        with SpooledTemporaryFile(_IN_MEMORY) as body:
            for attempt in range(tries):
                trouble, wait = self._try(address, attempt, body)
                if isinstance(trouble, Reply):
                    yield trouble
                    return
                if wait > _LONGEST_WAIT or attempt == tries - 1:
                    break
                self._source.sleep(wait)
        answers = (
            "does not answer as it should" if "HTTP" in str(trouble) else "cannot be reached"
        )
        cause = f"{site_of(address)} {answers} ({trouble})"
        raise Problem(code=Code.PULL_UNREACHABLE, cause=cause, cure=self._later(wait))

    def _try(self, address: str, attempt: int, body: IO[bytes]) -> tuple[Reply | str, float]:
        """Return the reply, or what is wrong and how many seconds to wait."""
        self._keep_pace()
        try:
            with self._ask(address) as reply:
                if reply.status_code == requests.codes.ok:
                    return _kept(reply, body), 0.0
        except (requests.RequestException, ValueError) as error:  # or it names no address
            return type(error).__name__, 2.0**attempt
        if reply.status_code in _PASSING or _is_exhausted(reply.headers):
            return f"HTTP status {reply.status_code}", _seconds(reply.headers, 2.0**attempt)
        raise self._refused(reply)

    def _ask(self, address: str) -> requests.Response:
        """Return a reply whose body is still to come."""
        token = self._reader.token
        in_query = token.kind == "query"
        said = {token.name: self._token} if in_query else {}
        reply = self._get(with_query(address, said))
        for _ in range(_REDIRECTS):
            to = _moved_to(reply)
            # No redirect may lead the key away. A script's output is elsewhere, and its
            # address carries a ticket of its own: it is asked for without the key.
            if not to or not (in_query or site_of(to) == site_of(reply.url)):
                break
            reply.close()
            reply = self._get(to)
        return reply

    def _get(self, address: str) -> requests.Response:
        return self._session.get(address, timeout=_TIME_OUT, allow_redirects=False, stream=True)

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

    def _refused(self, reply: requests.Response) -> Problem:
        site, status = site_of(reply.url), reply.status_code
        if status in {401, 403}:
            cause = f"{site} does not accept the key in {self._reader.token.variable}"
            cure = "Set it to a key that may read submissions."
        elif reply.is_redirect:
            return leads_away(reply.url, _moved_to(reply))
        elif status == requests.codes.not_found:
            cause = f"{site} has no such list of submissions"
            cure = "See that the form's id is right and that reading is switched on there."
        else:
            cause = f"{site} answers with HTTP status {status}"
            cure = "See that the endpoint is the right one, and that the plan there has an API."
        return Problem(code=Code.PULL_REFUSED, cause=cause, cure=cure)


def site_of(address: str) -> str:
    """Return scheme and host: what may be told without giving a key away.

    Args:
        address: Any address.
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def leads_away(here: str, to: str) -> Problem:
    """Return why an address is not followed: the key would go along to another host.

    Args:
        here: Where we were sent on.
        to: Where to.
    """
    cause = f"{site_of(here)} sends us on to {site_of(to)}, another host"
    cure = "Look at the service or its proxy."
    return Problem(code=Code.PULL_REFUSED, cause=cause, cure=cure)


def _moved_to(reply: requests.Response) -> str:
    """Return where a reply sends us; empty if nowhere."""
    return urljoin(reply.url, reply.headers["Location"]) if reply.is_redirect else ""


def _kept(reply: requests.Response, body: IO[bytes]) -> Reply:
    """Write down all of a reply, in place of what a broken one has left."""
    body.seek(0)
    body.truncate()
    for part in reply.iter_content(_SLICE):
        body.write(part)
    body.seek(0)
    link = reply.links.get("next", {}).get("url")
    return Reply(address=reply.url, body=body, link=urljoin(reply.url, link) if link else "")


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
