"""How a service gives back what was sent to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sphinx_page_feedback.model import Part


class Token(Part):
    """The key that opens what readers sent; it is only ever in the environment.

    Attributes:
        variable: The environment variable.
        kind: Where it goes in a request: the header ``Authorization`` as ``bearer`` or as
            the user name of ``basic``, another ``header``, the ``query``, or the ``path``.
        name: The header, the query's key, or the placeholder in the path.
    """

    variable: str
    kind: Literal["bearer", "basic", "header", "query", "path"] = "bearer"
    name: str = ""


class Paging(Part):
    """How to get from one page of submissions to the next.

    Attributes:
        kind: ``offset`` counts submissions, ``page`` pages, both until a page is empty or 404;
            ``cursor`` passes on a value of the body; ``body`` follows a URL in the body,
            ``link`` the header ``Link``, ``header`` another header; ``none`` has one page;
            ``unknown`` reads one, and fails where there may be more.
        name: The query's key for the place.
        size_name: The query's key for the size of a page; empty where it cannot be asked for.
        size: Submissions a page.
        first: The number of the first page.
        next: The path of the next cursor or URL, or the name of its header.
        more: The path of what is true while there is more; empty where a cursor says it all.
    """

    # Not "none": a service that only conf.py describes may have more pages (decision 42).
    kind: Literal["offset", "page", "cursor", "body", "link", "header", "none", "unknown"] = (
        "unknown"
    )
    name: str = ""
    size_name: str = ""
    # The most that GitHub, GitLab, Formspark and Web3Forms give at once.
    size: int = 100
    first: int = 1
    next: str = ""
    more: str = ""


class IssuePaths(Part):
    """Where an issue has the title and the text that a link filled in.

    Attributes:
        title: The path of the title.
        text: The path of the text, in which the answers stand under their questions.
        seen_at: The path of the address at which people read it.
    """

    title: str
    text: str
    seen_at: str


class Reader(Part):
    """How to read back what was sent.

    Attributes:
        endpoint: The address, with the service's parameters in braces.
        token: The key.
        variables: Placeholders of the address that are in the environment, by placeholder.
        query: What else the query says.
        paging: How to go on.
        items: The path of the list; empty where the body is the list.
        lines: The body is one JSON object a line.
        ours: An item is a row of our table already.
        id: The path of the service's own id in an item.
        time: The path of the time of arrival.
        data: The path of what was sent; empty where it stands beside the rest.
        skip: The path of what only those items have that are no submissions.
        written: Where an issue has its title and text, in a service that a link leads to.
        forms: The address of the versions of forms, one JSON object a line, as ``lines``.
        spam: What the query says to get what the service took for spam.
        addresses: What the query says to get the e-mail addresses too, where the service keeps
            them apart.
        spam_apart: The list without ``spam`` has none of it: what is in both lists is no spam.
        leaves_out: What the service does not give, as it follows "Not in it:".
        pause: Seconds between two calls.
        calls: How many calls a day the service allows; 0 where it says nothing.
    """

    endpoint: str
    token: Token
    variables: Mapping[str, str] = {}
    query: Mapping[str, str] = {}
    paging: Paging = Paging()
    items: str = ""
    lines: bool = False
    ours: bool = False
    id: str = ""
    time: str = ""
    data: str = ""
    skip: str = ""
    written: IssuePaths | None = None
    forms: str = ""
    spam: Mapping[str, str] = {}
    addresses: Mapping[str, str] = {}
    spam_apart: bool = False
    leaves_out: str = ""
    pause: float = 0.0
    calls: int = 0
