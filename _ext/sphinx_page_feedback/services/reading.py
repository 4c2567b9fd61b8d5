"""Every submission of a service, a page at a time, from any place on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from .failure import PullError
from .fetching import Fetcher, site_of
from .listing import address_of, listings_of, next_mark
from .reader import at
from .records import Shape, record_of
from .source import Batch, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

    from .listing import Listing
    from .reader import Reader
    from .source import Source

_WRONG = "See that the endpoint and the form's id are right."


def read(source: Source, place: Place = Place()) -> Iterator[Batch]:  # noqa: B008 (frozen)
    """Read every submission, a page at a time.

    A service may give the same submission twice, where new ones arrive meanwhile.

    Args:
        source: The site's service.
        place: Where to begin.

    Yields:
        Pages. Each knows where to go on after it.

    Raises:
        PullError: It cannot go on. What was yielded so far is not all.
    """
    reader = source.settings.service.reader
    if reader is None:
        raise _unreadable(source)
    token = _token(reader, source)
    listings = listings_of(reader, source, token)
    shape = Shape.of(source.settings, source.forms)
    with Fetcher(reader, source, token) as fetcher:
        at_place: Place | None = place
        while at_place:
            listing = listings[at_place.listing]
            address = address_of(listing, reader.paging, at_place.mark)
            items, mark = _page(fetcher, reader, address, at_place.mark)
            records = (record_of(item, shape, is_spam=listing.is_spam) for item in items)
            following = _following(at_place, mark, listings)
            yield Batch(records=tuple(records), next=following)
            at_place = following


def _following(place: Place, mark: str, listings: list[Listing]) -> Place | None:
    if mark:
        return Place(listing=place.listing, mark=mark)
    more = place.listing + 1 < len(listings)
    return Place(listing=place.listing + 1) if more else None


def _page(
    fetcher: Fetcher, reader: Reader, address: str, mark: str
) -> tuple[list[dict[str, Any]], str]:
    """Return what is on a page, and the mark of the next."""
    reply = fetcher.get(address)
    body = _body(reply, reader)
    items = at(body, reader.items)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        cause = f"the reply of {site_of(address)} is no list of submissions"
        raise PullError(code="pull-refused", cause=cause, cure=_WRONG)
    following = next_mark(reader.paging, mark, items, body, _link(reply))
    if following and following == mark:
        cause = f"{site_of(address)} gives the same page again and again"
        raise PullError(code="pull-refused", cause=cause, cure=_WRONG)
    return items, following


def _body(reply: requests.Response, reader: Reader) -> Any:
    try:
        if reader.lines:
            return [json.loads(line) for line in reply.text.split("\n") if line]
        return reply.json()
    except ValueError as error:
        cause = f"the reply of {site_of(reply.url)} is not JSON"
        raise PullError(code="pull-refused", cause=cause, cure=_WRONG) from error


def _link(reply: requests.Response) -> str:
    """Return the next page's address, unless it would carry the key to another host."""
    link = reply.links.get("next", {}).get("url")
    address = urljoin(reply.url, link) if link else ""
    if address and site_of(address) != site_of(reply.url):
        cause = f"{site_of(reply.url)} sends us on to {site_of(address)}, another host"
        raise PullError(
            code="pull-refused", cause=cause, cure="Look at the service or its proxy."
        )
    return address


def _token(reader: Reader, source: Source) -> str:
    variable = reader.token.variable
    token = source.environ.get(variable, "")
    if not token:
        title = source.settings.service.title
        cure = f"Set it to the key with which {title} gives back what was sent."
        raise PullError(code="pull-token", cause=f"{variable} is not set", cure=cure)
    return token


def _unreadable(source: Source) -> PullError:
    cause = f"{source.settings.service.title} has no way to read submissions back"
    cure = "Export them there as CSV, and name that file with --export."
    return PullError(code="pull-service", cause=cause, cure=cure)
