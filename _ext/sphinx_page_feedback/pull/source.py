"""Where submissions are read from, and how far somebody has come."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_page_feedback.model import Form
    from sphinx_page_feedback.services import Settings

Record = dict[str, Any]
"""One submission: the columns, and ``answers``."""


@dataclass(frozen=True, kw_only=True)
class SitePage:
    """A page of the site.

    Attributes:
        docname: Its name, as in ``report/status``.
        title: Its title.
        form: The name of its form; empty if it has none.
    """

    docname: str
    title: str
    form: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where ``pull`` reads from.

    Attributes:
        settings: The service, with an absolute endpoint.
        forms: The site's forms, by name: they say which answer is a number or a list.
        pages: The site's pages, by their addresses: what a reader sent from a link names one.
        environ: The environment, the only place that a token may come from.
        sleep: Waits for some seconds.
    """

    settings: Settings
    forms: Mapping[str, Form] = field(default_factory=dict)
    pages: Mapping[str, SitePage] = field(default_factory=dict)
    environ: Mapping[str, str]
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, kw_only=True)
class Place:
    """How far a reading has come: the next page to ask for.

    Attributes:
        listing: Which of the service's listings, from 0.
        mark: Where in it: a number, a cursor or an address; empty for its beginning.
    """

    listing: int = 0
    mark: str = ""

    def __str__(self) -> str:
        """Write it down, to go on from it another day."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read back what was written down.

        Args:
            text: What ``str`` gave.
        """
        return cls(**json.loads(text))


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One page of submissions.

    Attributes:
        records: The submissions.
        next: The next page; ``None`` after the last.
    """

    records: tuple[Record, ...]
    next: Place | None
