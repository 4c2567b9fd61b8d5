"""What the extension needs to know of a form service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict

from sphinx_page_feedback.model import mistake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def _reachable_from_a_page(endpoint: str) -> str:
    """Accept ``https://…``, ``http://localhost…`` and a path on the site's own host."""
    parts = urlsplit(endpoint)
    if parts.username or parts.password:
        cause = "the endpoint carries a user name or password, which every reader could see"
        raise mistake(cause, "Take them out.")
    if parts.fragment:
        cause = "the endpoint has a #fragment, which is never sent"
        raise mistake(cause, "Take it off.")
    on_this_host = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    secure = parts.scheme == "https" and parts.hostname
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not (on_this_host or secure or local):
        cause = f'the endpoint "{endpoint}" is no address that a page can post to'
        raise mistake(
            cause, "Give an https:// address, or a path on the site's host like /feedback."
        )
    return endpoint


Endpoint = Annotated[str, AfterValidator(_reachable_from_a_page)]


class Settings(BaseModel):
    """What ``feedback_service`` in ``conf.py`` may say of any service.

    Attributes:
        name: The service; a key of ``SERVICES``.
        endpoint: Where a form posts to.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    endpoint: Endpoint


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where ``pull`` reads from.

    Attributes:
        endpoint: The absolute address that forms post to.
        environ: The environment, the only place that a token may come from.
        progress: Called with the number of submissions read so far.
    """

    endpoint: str
    environ: Mapping[str, str]
    progress: Callable[[int], None] = lambda _count: None


Record = dict[str, Any]
"""One submission as a service gives it back: the columns, and ``answers``."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """One form service.

    Attributes:
        name: What ``conf.py`` calls it.
        settings: What ``conf.py`` may say of it.
        confirmed_by: What makes a reply a success: ``reference`` (a JSON body that echoes the
            ``submission_id`` and gives a reference) or ``status`` (any 2xx whose body does not
            say that it failed).
        deduplicates: A second post of the same ``submission_id`` makes no second submission.
        pull: Reads back what was sent; ``None`` where the service has no way to.
    """

    name: str
    settings: type[Settings] = Settings
    confirmed_by: Literal["reference", "status"]
    deduplicates: bool
    pull: Callable[[Source], Iterator[Record]] | None = None
