"""The way from one page of a list to the next, and signs that a list was not read to its end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from requests.utils import parse_header_links

from .lists import with_query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_page_feedback.services import Paging, Reader

    from .http import Response
    from .json_stream import ListPage
    from .lists import Listing
    from .source import Place

COUNTED = {"page", "offset"}
"""Kinds of paging that go on until a page is empty, or is not there."""
# Django REST framework answers 404, PostgREST 416.
NO_SUCH_PAGE = frozenset({404, 416})
"""Statuses with which a service answers to a page or an offset after the last."""
MAYBE_NO_SUCH_PAGE = NO_SUCH_PAGE | {400}
"""With 400 a service may mean the same, or something else: `refused_page` tells them apart."""
# WordPress: rest_post_invalid_page_number.
_INVALID_PAGE = re.compile(
    rb"invalid[-_ ]?(page|offset)|(page|offset)[-_ ]out[-_ ]of", re.IGNORECASE
)
_REASON = 4_000  # bytes of a refusal that are looked at
_PAGE_SIZES = {10, 20, 25, 30, 50, 100, 200, 250, 500, 1_000}
"""What services usually give at most at once; so many, and no more, may be one page of several."""

# Names are compared without case, dashes and underscores.
# From Django REST framework (next), Salesforce (nextRecordsUrl), S3 (nextMarker, isTruncated),
# Azure (continuationToken), Relay (endCursor, hasNextPage), Spring Data (last, totalElements,
# totalPages), Solr (numFound) and others of their kind.
_NEXT = {
    "next", "nexturl", "nexturi", "nextlink", "nextpage", "nextpageurl", "nextpageuri",
    "nextpagelink", "nextpagetoken", "nexttoken", "nextcursor", "nextpagecursor", "nextoffset",
    "nextrecordsurl", "nextmarker", "nextkey", "continuationtoken", "endcursor",
}  # fmt: skip
_MORE = {
    "more",
    "hasmore",
    "hasnext",
    "hasnextpage",
    "moreavailable",
    "truncated",
    "istruncated",
}
_LAST = {"last", "islast", "islastpage", "done"}
_TOTAL = {
    "count", "total", "totalcount", "totalitems", "totalresults", "totalelements", "totalrecords",
    "totalrows", "numfound",
}  # fmt: skip
_PAGES = {"totalpages", "pages", "pagecount", "lastpage"}
_AROUND = {
    "", "meta", "metadata", "pagination", "paging", "page", "pageinfo", "links", "result",
    "results", "response", "data",
}  # fmt: skip
"""Objects in which a service writes about its list; elsewhere the same names mean other things."""
# GitLab has X-Next-Page and X-Total, WordPress X-WP-Total, json-server X-Total-Count.
_NEXT_HEADERS = ("Next-Page", "X-Next-Page", "X-Next")
_TOTAL_HEADERS = (
    "X-Total-Count", "Total-Count", "X-Total", "X-WP-Total", "Total-Records", "Total-Objects",
)  # fmt: skip


def page_url(listing: Listing, paging: Paging, mark: str) -> str:
    """Return the URL of one page.

    Args:
        listing: The list.
        paging: How its pages are asked for.
        mark: Which page; empty for the first.
    """
    if mark and not paging.name:
        return mark
    parameters = {paging.size_name: str(paging.size)} if paging.size_name else {}
    if mark:
        parameters[paging.name] = mark
    return with_query(listing.url, parameters)


def next_mark(paging: Paging, place: Place, page: ListPage) -> str:  # noqa: PLR0911 (one a kind)
    """Return what to ask for next; empty where the paging says that there is no more.

    Args:
        paging: How pages are asked for.
        place: Of this page.
        page: This page, parsed to its end.
    """
    headers = page.response.headers
    match paging.kind:
        case "offset":
            return str(place.count + page.count) if page.count else ""
        case "page":
            return str(int(place.mark or paging.first) + 1) if page.count else ""
        case "cursor":
            over = paging.more and page.beside.get(paging.more) is not True
            return "" if over else _text(page.beside.get(paging.next))
        case "body":
            # HAL and JSON:API may write a link as an object with the key "href".
            url = page.beside.get(paging.next) or page.beside.get(f"{paging.next}.href")
            return _absolute(page, _text(url))
        case "header":
            value = headers.get(paging.next or "Next-Page", "")
            return value if paging.name else _absolute(page, value)
        case "link":
            return _absolute(page, _linked(page))
    return ""


def total_of(reader: Reader, page: ListPage) -> int:
    """Return how many submissions a response says that there are; 0 where it says nothing.

    Args:
        reader: How the service is read.
        page: A page, parsed to its end.
    """
    return max((number for _, number in _totals(reader, page)), default=0)


def unread(reader: Reader, place: Place, page: ListPage) -> str:
    """Return why a list may have more than was read; empty if nothing says so.

    Args:
        reader: How the service is read.
        place: Of the last page.
        page: The last page, parsed to its end.
    """
    count = place.count + page.count
    total = total_of(reader, page) or place.total
    if count < total:
        return f"says that it has {total:,} submissions, and gave {count:,}"
    # A list whose pages are counted is over with an empty page, whatever else that page says.
    if reader.paging.kind in COUNTED:
        return ""
    if sign := next(_signs(reader, page, is_first=not place.mark), ""):
        return f"has more submissions, as {sign} shows, and does not say where as declared"
    # "count" alone is the number on this page as often as it is that of the list.
    is_proven = any(
        name != "count" and number == count for name, number in _totals(reader, page)
    )
    if not is_proven and _is_full(reader.paging, place, page):
        return (
            f"gave {page.count:,} submissions, as many as a full page has, "
            "and does not say whether there are more"
        )
    return ""


def refused_page(place: Place, response: Response) -> str:
    """Return why the refusal of a page may not be the end of the list; empty if it is.

    Args:
        place: Of the page; there are submissions before it.
        response: With one of `MAYBE_NO_SUCH_PAGE`, its body unread.
    """
    is_over = response.status in NO_SUCH_PAGE or 0 < place.total <= place.count
    if is_over or _INVALID_PAGE.search(response.body.read(_REASON)):
        return ""
    return f"refuses the next page with HTTP status {response.status}, and does not say that there is none"


def _is_full(paging: Paging, place: Place, page: ListPage) -> bool:
    """True for a page that may be one of several, although the paging led no further."""
    asked = paging.size if paging.size_name else None
    if paging.kind == "unknown":
        return not place.mark and page.count in {asked, *_PAGE_SIZES}
    # A service that has this key says with a null that the list is over.
    is_silent = paging.kind in {"cursor", "body"} and paging.next not in page.beside
    return is_silent and not paging.more and page.count == asked


def _signs(reader: Reader, page: ListPage, *, is_first: bool) -> Iterator[str]:
    """Yield what in a response says that another page follows."""
    for path, value in _about_the_list(reader, page):
        name = _plain(path)
        if (
            (name in _NEXT and value not in (None, "", 0, False))
            or (name in _MORE and value is True)
            or (name in _LAST and value is False)
            or (name in _PAGES and is_first and _number(value) > 1)
        ):
            yield f'"{path}"'
    if _linked(page):
        yield 'the header "Link"'
    for header in _NEXT_HEADERS:
        if page.response.headers.get(header):
            yield f'the header "{header}"'


def _totals(reader: Reader, page: ListPage) -> Iterator[tuple[str, int]]:
    """Yield each number of submissions in a response, of the list or of the page."""
    headers = page.response.headers
    # PostgREST writes 0-24/3573, and a star for a total that it has not counted.
    ranges = re.search(r"/(\d+)$", headers.get("Content-Range", ""))
    values = [
        *((_plain(path), value) for path, value in _about_the_list(reader, page)),
        *(("total", headers.get(name)) for name in _TOTAL_HEADERS),
        ("total", ranges and ranges[1]),
    ]
    for name, value in values:
        if name in _TOTAL and _number(value) >= 0:
            yield name, _number(value)


def _about_the_list(reader: Reader, page: ListPage) -> Iterator[tuple[str, Any]]:
    """Yield path and value of what a response says about the list."""
    around = {*_AROUND, *map(_plain, reader.items.split("."))}
    for path, value in page.beside.items():
        # OData's names begin with "@odata."; a link of JSON:API may be an object.
        *parents, _ = path.replace("@odata.", "").removesuffix(".href").split(".")
        if all(_plain(parent) in around for parent in parents):
            yield path, value


def _plain(path: str) -> str:
    name = path.removesuffix(".href").rpartition(".")[2]
    return re.sub(r"[^a-z]", "", name.lower())


def _number(value: Any) -> int:
    """Return a number of a response; -1 if it is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1  # noqa: PLR2004 (2**63)


def _text(value: Any) -> str:
    return "" if value in (None, "", False) else str(value)


def _linked(page: ListPage) -> str:
    links = parse_header_links(page.response.headers.get("Link", ""))
    return next((link["url"] for link in links if link.get("rel") == "next"), "")


def _absolute(page: ListPage, url: str) -> str:
    return urljoin(page.response.url, url) if url else ""
