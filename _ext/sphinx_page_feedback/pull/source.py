"""Where submissions are read from, and how far a reading has come."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from sphinx_page_feedback.manifest.read import Manifest
from sphinx_page_feedback.model import page_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_page_feedback.services import ServiceSettings

Row = dict[str, Any]
"""One submission: its columns, and ``answers``."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A site's service, and what is needed to read it.

    Attributes:
        settings: The service, with an absolute endpoint.
        manifest: Of the site: its forms say which answer is a number or a list.
        with_addresses: E-mail addresses in fields that ask for one are read too.
        environ: The environment, the only place that a token may come from.
        sleep: Waits for a number of seconds.
    """

    settings: ServiceSettings
    manifest: Manifest = field(default_factory=Manifest)
    with_addresses: bool = False
    environ: Mapping[str, str]
    sleep: Callable[[float], None] = time.sleep

    @cached_property
    def docnames(self) -> dict[str, str]:
        """Each page's docname by the key of its URL; none where the site's is unknown."""
        # Without html_baseurl, an address in an issue may be that of any site.
        site = self.manifest.base_url.rstrip("/")
        pages = self.manifest.pages.items() if site else ()
        return {page_key(f"{site}/{page.url}"): docname for docname, page in pages}


@dataclass(frozen=True, kw_only=True)
class Place:
    """How far a reading has come: the next page to ask for.

    Attributes:
        listing: Which of the service's lists, from 0.
        mark: Where in it: a number, a cursor or a URL; empty for its beginning.
        count: How many submissions this list has given so far.
        total: How many it says that it has; 0 where it does not say.
        problem: Why an earlier list is known to be incomplete; empty if none is.
    """

    listing: int = 0
    mark: str = ""
    count: int = 0
    total: int = 0
    problem: str = ""

    def __str__(self) -> str:
        """Return it as JSON, to go on from it later."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse what ``str`` returned.

        Args:
            text: JSON.
        """
        return cls(**json.loads(text))
