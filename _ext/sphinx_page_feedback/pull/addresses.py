"""The listings of a service, and the way from one page to the next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from sphinx_page_feedback.environment import READ_ORIGIN
from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_page_feedback.services import Paging, Reader

    from .json_stream import Items
    from .source import Source

"""The environment variable that names another host to read from: a proxy, or a test."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list of submissions, which may have many pages.

    Attributes:
        address: Of the list, with what the query always says.
        is_spam: The service took these for spam.
    """

    address: str
    is_spam: bool = False


def listings_of(reader: Reader, source: Source, token: str) -> list[Listing]:
    """Return every list that has to be read.

    Args:
        reader: How the service is read.
        source: The site's settings, and the environment for what is not public.
        token: The key; a service may want it in the path.

    Raises:
        Problem: Something is not in the environment.
    """
    known = {key: _of(source.environ, name) for key, name in reader.variables.items()}
    if reader.token.kind == "path":
        known[reader.token.name] = [token]
    for name, value in source.settings.values.items():
        known[f"{name}_quoted"] = [quote(value, safe="")]  # for one part of a path
    queries = [
        (reader.query, False),
        *([({**reader.query, **reader.spam}, True)] if reader.spam else []),
    ]
    found = []
    for values, (query, is_spam) in product(product(*known.values()), queries):
        filled = dict(zip(known, values, strict=True))
        address = _elsewhere(source.settings.fill(reader.endpoint, **filled), source)
        said = {key: source.settings.fill(text, **filled) for key, text in query.items()}
        asked = {key: text for key, text in said.items() if text}
        found.append(Listing(address=with_query(address, asked), is_spam=is_spam))
    return found


def _of(environ: Mapping[str, str], variable: str) -> list[str]:
    values = [value.strip() for value in environ.get(variable, "").split(",") if value.strip()]
    if values:
        return values
    cure = "Set it to the id that the service shows, or to several with commas between."
    raise Problem(code=Code.PULL_TOKEN, cause=f"{variable} is not set", cure=cure)


def _elsewhere(address: str, source: Source) -> str:
    origin = source.environ.get(READ_ORIGIN, "")
    if not origin:
        return address
    try:
        parts = urlsplit(origin)
        elsewhere = urljoin(origin, urlunsplit(("", "", *urlsplit(address)[2:])))
    except ValueError:
        parts, elsewhere = urlsplit(""), ""
    if parts.scheme in {"http", "https"} and parts.netloc:
        return elsewhere
    cause = f'{READ_ORIGIN} is "{origin}", which is no address'
    cure = "Set it to one like https://proxy.example.org, or not at all."
    raise Problem(code=Code.PULL_ENDPOINT, cause=cause, cure=cure)


def with_query(address: str, said: Mapping[str, Any]) -> str:
    """Add to an address's query.

    Args:
        address: With or without a query.
        said: What to add; nothing changes if it is empty.
    """
    joint = "&" if urlsplit(address).query else "?"
    return f"{address}{joint}{urlencode(said)}" if said else address


def address_of(listing: Listing, paging: Paging, mark: str) -> str:
    """Return the address of one page.

    Args:
        listing: The list.
        paging: How its pages are asked for.
        mark: Which page; empty for the first.
    """
    if paging.kind == "link" and mark:
        return mark
    said = {paging.size_name: str(paging.size)} if paging.size_name else {}
    if paging.name and mark:
        said[paging.name] = mark
    return with_query(listing.address, said)


def next_mark(paging: Paging, mark: str, items: Items, link: str) -> str:
    """Return what to ask for next; empty where there is no more.

    Args:
        paging: How pages are asked for.
        mark: Of the page that was read.
        items: What was on it, read to its end.
        link: The next page's address by the header ``Link``; may be empty.
    """
    match paging.kind:
        case "offset":
            return str(int(mark or 0) + items.count) if items.count else ""
        case "page":
            return str(int(mark or 1) + 1) if items.count else ""
        case "cursor":
            over = paging.more and items.beside.get(paging.more) is not True
            cursor = items.beside.get(paging.next)
            return "" if over or cursor in (None, "") else str(cursor)
        case "link":
            return link
        case _:
            return ""
