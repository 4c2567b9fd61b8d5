"""The lists of submissions that a service has, and their URLs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from sphinx_page_feedback.environment import READ_ORIGIN
from sphinx_page_feedback.model import Address, origin_of
from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_page_feedback.services import Reader

    from .source import Source


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list of submissions, which may have many pages.

    Attributes:
        url: Of the list, with the constant part of its query.
        is_spam: The service takes what is in it for spam.
        origin: The service's own, which its next links name where another is read from.
    """

    url: str
    origin: str
    is_spam: bool = False


def listings_of(reader: Reader, source: Source, token: str) -> list[Listing]:
    """Return every list that has to be read.

    Args:
        reader: How the service is read.
        source: The site's settings, and the environment for what is not public.
        token: The key; a service may want it in the path.

    Raises:
        Problem: An environment variable is missing or unusable.
    """
    variables = {key: _of(source.environ, name) for key, name in reader.variables.items()}
    if reader.token.kind == "path":
        variables[reader.token.name] = [token]
    for name, value in source.settings.values.items():
        variables[f"{name}_quoted"] = [quote(value, safe="")]  # for one part of a path
    usual = {**reader.query, **(reader.addresses if source.with_addresses else {})}
    queries = [(usual, False)]
    if reader.spam:
        queries.append(({**usual, **reader.spam}, True))
    listings = []
    # Netlify has one list a form, so NETLIFY_FORM_IDS may hold several ids.
    for values, (query, is_spam) in product(product(*variables.values()), queries):
        filling = dict(zip(variables, values, strict=True))
        own_url = source.settings.fill(reader.endpoint, **filling)
        url = at_read_origin(own_url, source)
        filled = {key: source.settings.fill(text, **filling) for key, text in query.items()}
        # A parameter that is not set, such as a label, must not narrow the list.
        query_used = {key: text for key, text in filled.items() if text}
        listings.append(
            Listing(url=with_query(url, query_used), is_spam=is_spam, origin=origin_of(own_url))
        )
    return listings


def _of(environ: Mapping[str, str], variable: str) -> list[str]:
    values = [value.strip() for value in environ.get(variable, "").split(",") if value.strip()]
    if values:
        return values
    cure = "Set it to the id that the service shows, or to several with commas between."
    raise Problem(code=Code.PULL_TOKEN, cause=f"{variable} is not set", cure=cure)


def at_read_origin(url: str, source: Source) -> str:
    """Return a URL at the origin that the environment names instead, if it names one.

    Args:
        url: Of the service's API.
        source: The environment.

    Raises:
        Problem: What the environment names is no origin.
    """
    origin = source.environ.get(READ_ORIGIN, "")
    if not origin:
        return url
    try:
        place = Address.parse(origin)
    except ValueError:
        cause = f'{READ_ORIGIN} is "{origin}", which is no address'
        cure = "Set it to one like https://proxy.example.org, or not at all."
        raise Problem(code=Code.PULL_ENDPOINT, cause=cause, cure=cure) from None
    address = Address.parse(url)
    return str(replace(address, scheme=place.scheme, host=place.host, port=place.port))


def with_query(url: str, parameters: Mapping[str, str]) -> str:
    """Add parameters to a URL's query.

    Args:
        url: With or without a query.
        parameters: Nothing changes if there are none.
    """
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}{urlencode(parameters)}" if parameters else url
