"""What a check found, and what it looks at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import requests

from sphinx_page_feedback.model import origin_of

if TYPE_CHECKING:
    from sphinx_page_feedback.cli.target import Target

Verdict = Literal["ok", "warn", "fail", "unknown"]
TIME_OUT = 15
"""Seconds to wait for any reply."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check found.

    Attributes:
        verdict: ``unknown`` is what cannot be known without sending a form.
        found: A sentence.
        cure: What to do, a sentence; empty where there is nothing to do.
    """

    verdict: Verdict
    found: str
    cure: str = ""


NO_ADDRESS = Finding(
    verdict="unknown",
    found="It is not known where the site is.",
    cure="Give the site's address to this command.",
)


class Subject:
    """A site and its service, asked at most once, and never sent anything."""

    def __init__(self, target: Target) -> None:
        """Keep the site.

        Args:
            target: The site and its service.
        """
        self.target = target
        self.settings = target.settings
        self.service = target.settings.service

    @property
    def address(self) -> str:
        """Where the script posts to."""
        return self.settings.fill(self.service.script_endpoint) or self.settings.endpoint

    @property
    def is_posted_to(self) -> bool:
        """There is an address that a command can ask."""
        return self.address.startswith("http") and self.service.link is None

    @property
    def origin(self) -> str:
        """The site's origin, as its pages send it; empty if the manifest has no address."""
        return self.target.manifest.origin

    @property
    def is_same_origin(self) -> bool:
        """The service is on the site's own host."""
        return origin_of(self.address) == self.origin

    def lets_read(self, allowed: str) -> bool:
        """Return whether pages of the site may read a reply; true if the site's address is unknown.

        Args:
            allowed: The reply's ``Access-Control-Allow-Origin``.
        """
        return not self.origin or self.is_same_origin or allowed in {"*", self.origin}

    @property
    def needs_preflight(self) -> bool:
        """A browser asks in advance whether the script may post."""
        # A browser posts JSON to another origin only after it has asked there (Fetch, CORS).
        return self.service.encoding == "json" and not self.is_same_origin

    @cached_property
    def reply(self) -> requests.Response | requests.RequestException:
        """What the service answers to OPTIONS, the one question without a side effect."""
        # "null" is the origin of a page that is opened from disk.
        headers = {"Origin": self.origin or "null", "Access-Control-Request-Method": "POST"}
        if self.service.encoding == "json":
            # In lower case, as browsers send it.
            headers["Access-Control-Request-Headers"] = "content-type"
        try:
            # A redirect fails the preflight in a browser, so it must not be followed here.
            return requests.options(
                self.address, headers=headers, timeout=TIME_OUT, allow_redirects=False
            )
        # Kept like a reply: else each check would wait for the time-out again.
        except requests.RequestException as error:
            return error
