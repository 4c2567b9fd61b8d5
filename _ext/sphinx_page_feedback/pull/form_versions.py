"""Read the versions of its forms that a receiver keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.problems import Code, Problem

from .http import Client, origin_shown
from .json_stream import ListPage
from .lists import at_read_origin

if TYPE_CHECKING:
    from .source import Source

_NO_SUCH_LIST = frozenset({404})  # a receiver of an earlier release


def read_form_versions(source: Source) -> list[dict[str, Any]]:
    """Read every version of a form that the service keeps; none where it keeps none.

    Args:
        source: The site's service.

    Returns:
        Rows of ``form_versions``: ``form``, ``version``, ``first_seen``, ``definition``.

    Raises:
        Problem: They do not come, or the response is something else.
    """
    reader = source.settings.service.reader
    if reader is None or not reader.forms:
        return []
    url = at_read_origin(source.settings.fill(reader.forms), source)
    token = source.environ.get(reader.token.variable, "")
    with (
        Client(reader, source, token) as client,
        client.get(url, ends=_NO_SUCH_LIST) as response,
    ):
        if response.status in _NO_SUCH_LIST:
            return []
        try:
            versions = list(ListPage(response, reader))
        except ValueError:
            versions = [None]
    if not all(isinstance(version, dict) for version in versions):
        cause = f"the reply of {origin_shown(url)} is not a list of the versions of forms"
        raise Problem(Code.PULL_REFUSED, cause, "See that the endpoint is the receiver's.")
    return versions
