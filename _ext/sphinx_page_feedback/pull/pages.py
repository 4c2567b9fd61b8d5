"""Every submission of a service, a page at a time, from any place on."""

from __future__ import annotations

from itertools import islice
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.problems import Code, Problem
from sphinx_page_feedback.services import at, reports_failure

from .addresses import address_of, listings_of, next_mark
from .http import Fetcher, leads_away, site_of
from .json_stream import Items
from .rows import Shape, record_of
from .source import Batch, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_page_feedback.services import Reader

    from .addresses import Listing
    from .http import Reply
    from .source import Record, Source

_AT_ONCE = 500  # submissions in memory: a service may give all that it has in one reply
_WORDS = 200  # characters of what a service says
_WRONG = "See that the endpoint and the form's id are right."


def read(source: Source, place: Place = Place()) -> Iterator[Batch]:  # noqa: B008 (frozen)
    """Read every submission, some at a time.

    A service may give the same submission twice, where new ones arrive meanwhile.

    Args:
        source: The site's service.
        place: Where to begin.

    Yields:
        Submissions. Each batch knows where to go on after it.

    Raises:
        Problem: It cannot go on. What was yielded so far is not all.
    """
    reader = source.settings.service.reader
    if reader is None:
        raise _unreadable(source)
    token = _token(reader, source)
    listings = listings_of(reader, source, token)
    shape = Shape.of(source)
    with Fetcher(reader, source, token) as fetcher:
        at_place: Place | None = place
        first: Any = None
        while at_place:
            listing = listings[at_place.listing]
            address = address_of(listing, reader.paging, at_place.mark)
            with fetcher.get(address) as reply:
                items = Items(reply.body, reader)
                records: tuple[Record, ...] = ()
                for some in _checked(items, reply, reader):
                    if records:
                        yield Batch(records=records, next=at_place)
                    records = tuple(
                        record_of(one, shape, is_spam=listing.is_spam) for one in some
                    )
            mark = _next_mark(reader, at_place.mark, items, reply, first)
            first = items.first if mark else None
            at_place = _following(at_place, mark, listings)
            yield Batch(records=records, next=at_place)


def _checked(items: Items, reply: Reply, reader: Reader) -> Iterator[list[dict[str, Any]]]:
    """Yield what is on a page, some at a time; what is no page is refused."""
    submissions = iter(items)
    try:
        while some := list(islice(submissions, _AT_ONCE)):
            if not all(_is_submission(item, reader) for item in some):
                raise _no_list(reply)
            yield [item for item in some if not (reader.skip and at(item, reader.skip))]
    except ValueError as error:
        cause = f"the reply of {site_of(reply.address)} is not JSON"
        raise Problem(code=Code.PULL_REFUSED, cause=cause, cure=_WRONG) from error
    if reports_failure(items.beside):
        raise _refused(items.beside, reply, reader)
    if not items.is_list:
        raise _no_list(reply)


def _is_submission(item: Any, reader: Reader) -> bool:
    """True for an object; a row of our table has an id, and answers by their names."""
    if not isinstance(item, dict) or not reader.ours:
        return isinstance(item, dict)
    return isinstance(item.get("submission_id"), str) and isinstance(
        item.get("answers") or {}, dict
    )


def _next_mark(reader: Reader, mark: str, items: Items, reply: Reply, first: Any) -> str:
    """Return the mark of the next page, unless it would carry the key to another host.

    Args:
        reader: How the service is read.
        mark: Of this page.
        items: What is on it.
        reply: What came.
        first: The first submission of the page before.
    """
    paging = reader.paging
    following = next_mark(paging, mark, items, reply.link)
    here = site_of(reply.address)
    is_same = paging.kind in {"offset", "page"} and items.first == first
    if following and (following == mark or is_same):
        cause = f"{here} gives the same page again and again"
        raise Problem(code=Code.PULL_REFUSED, cause=cause, cure=_WRONG)
    if not following and paging.more and items.beside.get(paging.more) is True:
        cause = f"{here} has more submissions and does not say where"
        cure = "Run it again; if it says the same, export them there as CSV and use --export."
        raise Problem(code=Code.PULL_REFUSED, cause=cause, cure=cure)
    if following == reply.link and following and site_of(following) != here:
        raise leads_away(here, following)
    return following


def _following(place: Place, mark: str, listings: list[Listing]) -> Place | None:
    if mark:
        return Place(listing=place.listing, mark=mark)
    more = place.listing + 1 < len(listings)
    return Place(listing=place.listing + 1) if more else None


def _token(reader: Reader, source: Source) -> str:
    variable = reader.token.variable
    token = source.environ.get(variable, "")
    if not token:
        title = source.settings.service.title
        cure = f"Set it to your key for reading submissions from {title}."
        raise Problem(code=Code.PULL_TOKEN, cause=f"{variable} is not set", cure=cure)
    return token


def _no_list(reply: Reply) -> Problem:
    cause = f"the reply of {site_of(reply.address)} is not a list of submissions"
    return Problem(code=Code.PULL_REFUSED, cause=cause, cure=_WRONG)


def _refused(said: dict[str, Any], reply: Reply, reader: Reader) -> Problem:
    """Return what a service has against giving its list, which it says with a status of 200."""
    told = str(said.get("message") or said.get("error") or "it does not say why")
    cause = f"{site_of(reply.address)} refuses: {shorten(told, _WORDS)}"
    cure = f"See that {reader.token.variable} holds the right key."
    return Problem(code=Code.PULL_REFUSED, cause=cause, cure=cure)


def _unreadable(source: Source) -> Problem:
    title = source.settings.service.title
    cause = f"pull cannot read what readers send through {title}"
    cure = "Read it there; or export it as CSV, and name that file with --export."
    return Problem(code=Code.PULL_SERVICE, cause=cause, cure=cure)
