"""Read every submission of a service, a page at a time, from any place on."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import Address
from sphinx_page_feedback.problems import Code, Problem
from sphinx_page_feedback.services import at, reports_failure

from .http import Client, leads_away, origin_shown
from .json_stream import ListPage
from .lists import listings_of
from .paging import (
    COUNTED,
    MAYBE_NO_SUCH_PAGE,
    next_mark,
    page_url,
    refused_page,
    total_of,
    unread,
)
from .rows import RowMapping
from .source import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_page_feedback.services import Reader

    from .lists import Listing
    from .source import Row, Source

_AT_ONCE = 500  # submissions in memory: a service may give all that it has in one response
_WIDTH = 200  # characters of a service's own message
_CURE = "See that the endpoint and the form's id are right."
_CURE_OURS = "See that the endpoint is the receiver's."


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Some submissions of a page.

    Attributes:
        rows: The submissions.
        next: The page to ask for when these are kept; ``None`` after the last.
    """

    rows: tuple[Row, ...]
    next: Place | None


def read(source: Source, place: Place = Place()) -> Iterator[Batch]:  # noqa: B008 (frozen)
    """Read every submission of every list.

    A service may give the same submission twice, where new ones arrive meanwhile.

    Args:
        source: The site's service.
        place: Where to begin.

    Yields:
        Submissions, with the place to go on from.

    Raises:
        Problem: It cannot go on; what was yielded so far is not all. With the code
            ``PULL_INCOMPLETE`` it is all that the service gave.
    """
    reader = source.settings.service.reader
    if reader is None:
        raise _unreadable(source)
    token = _token(reader, source)
    listings = listings_of(reader, source, token)
    mapping = RowMapping.of(source)
    seen: set[str] = set()
    following: Place | None = place
    with Client(reader, source, token) as client:
        while following:
            place, listing = following, listings[following.listing]
            url = page_url(listing, reader.paging, place.mark)
            # Only after a page that had some: on the first, a 404 means a wrong address.
            is_counted = place.count and reader.paging.kind in COUNTED
            ends = MAYBE_NO_SUCH_PAGE if is_counted else frozenset()
            with client.get(url, ends=ends) as response:
                page = ListPage(response, reader)
                refusal = refused_page(place, response) if response.status in ends else ""
                rows: tuple[Row, ...] = ()
                for items in () if response.status in ends else _checked(page, reader):
                    if rows:
                        # A reading that stops here has to ask for this page again.
                        yield Batch(rows=rows, next=place)
                    rows = tuple(mapping.row(item, is_spam=listing.is_spam) for item in items)
            place = _after(page, place, reader, listing, seen)
            if refusal and not place.problem:
                place = replace(place, problem=f"{origin_shown(url)} {refusal}")
            following = place if place.mark else _next_list(place, listings)
            yield Batch(rows=rows, next=following)
    if place.problem:
        cure = (
            "Compare with what the service shows; reader.paging in conf.py says how it pages."
        )
        raise Problem(code=Code.PULL_INCOMPLETE, cause=place.problem, cure=cure)


def _checked(page: ListPage, reader: Reader) -> Iterator[list[dict[str, Any]]]:
    """Yield the submissions of a page, some at a time.

    Raises:
        Problem: The response is no list of submissions.
    """
    submissions = iter(page)
    url = page.response.url
    try:
        while items := list(islice(submissions, _AT_ONCE)):
            if not all(_is_submission(item, reader) for item in items):
                raise _no_list(url, reader)
            yield [item for item in items if not (reader.skip and at(item, reader.skip))]
    except ValueError as error:
        cause = f"the reply of {origin_shown(url)} is not JSON"
        raise Problem(Code.PULL_REFUSED, cause, _cure(reader)) from error
    # Only now: the key that reports it may stand behind the list.
    if reports_failure(page.beside):
        raise _refused(page, reader)
    if not page.is_list:
        raise _no_list(url, reader)


def _is_submission(item: Any, reader: Reader) -> bool:
    """True for an object; a row of our table has an id, and answers by their names."""
    if not isinstance(item, dict) or not reader.ours:
        return isinstance(item, dict)
    return isinstance(item.get("submission_id"), str) and isinstance(
        item.get("answers") or {}, dict
    )


def _after(
    page: ListPage, place: Place, reader: Reader, listing: Listing, seen: set[str]
) -> Place:
    """Return the place after a page, without a mark at the end of its list.

    Args:
        page: Parsed to its end.
        place: Of the page.
        reader: How the service is read.
        listing: The list.
        seen: Every page so far, by its mark and by what it holds; this one is added.

    Raises:
        Problem: The next page is at another host, and the key would go along.
    """
    here, problem = page.response.url, ""
    try:
        mark = next_mark(reader.paging, place, page)
        if mark and not reader.paging.name:
            mark = _at_home(mark, here, listing.origin)
    except ValueError:
        mark, problem = "", "names a next page, with an address that is none"
    # By content too: a service that ignores the parameter gives its first page for ever.
    ends = json.dumps([page.first, page.last, page.count], default=str)
    content = sha256(ends.encode()).hexdigest() if page.count else ""
    visited = {f"{place.listing} {key}" for key in (mark, content) if key}
    if mark and visited & seen:
        mark, problem = "", "gives the same page again and again"
    elif not mark:
        problem = problem or unread(reader, place, page)
    seen |= visited
    return replace(
        place,
        mark=mark,
        count=place.count + page.count,
        total=total_of(reader, page) or place.total,
        problem=place.problem or (problem and f"{origin_shown(here)} {problem}"),
    )


def _at_home(url: str, here: str, own_origin: str) -> str:
    """Return the URL of a next page at the host that has the key.

    Args:
        url: As the service names it.
        here: The URL of this page.
        own_origin: The service's own; what it names there is read where this page was.

    Raises:
        Problem: It is at another host.
        ValueError: It is no URL.
    """
    address, present = Address.parse(url), Address.parse(here)
    if address.origin == present.origin:
        return url
    if address.origin != own_origin:
        raise leads_away(here, url)
    return str(replace(address, scheme=present.scheme, host=present.host, port=present.port))


def _next_list(place: Place, listings: list[Listing]) -> Place | None:
    """Return the beginning of the next list; ``None`` after the last."""
    # A list that breaks off does not end the reading: the others are read (decision 42).
    is_last = place.listing + 1 == len(listings)
    return None if is_last else Place(listing=place.listing + 1, problem=place.problem)


def _token(reader: Reader, source: Source) -> str:
    variable = reader.token.variable
    token = source.environ.get(variable, "")
    if not token:
        title = source.settings.service.title
        cure = f"Set it to your key for reading submissions from {title}."
        raise Problem(code=Code.PULL_TOKEN, cause=f"{variable} is not set", cure=cure)
    return token


def _cure(reader: Reader) -> str:
    return _CURE_OURS if reader.ours else _CURE


def _no_list(url: str, reader: Reader) -> Problem:
    cause = f"the reply of {origin_shown(url)} is not a list of submissions"
    return Problem(Code.PULL_REFUSED, cause, _cure(reader))


def _refused(page: ListPage, reader: Reader) -> Problem:
    """Return the problem of a service that refuses with a status of 200."""
    message = page.beside.get("message") or page.beside.get("error") or "it does not say why"
    cause = f"{origin_shown(page.response.url)} refuses: {shorten(str(message), _WIDTH)}"
    cure = f"See that {reader.token.variable} holds the right key."
    return Problem(code=Code.PULL_REFUSED, cause=cause, cure=cure)


def _unreadable(source: Source) -> Problem:
    title = source.settings.service.title
    cause = f"pull cannot read what readers send through {title}"
    cure = "Read it there; or export it as CSV, and name that file with --export."
    return Problem(code=Code.PULL_SERVICE, cause=cause, cure=cure)
