"""The parts of one running receiver, and what they decide together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from .intake import without_query
from .origins import is_allowed, origin_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_page_feedback.model import Posted

    from .manifest import Manifest, Site
    from .settings import Settings
    from .store import Store
    from .writer import Writer


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """One running receiver.

    Attributes:
        settings: What the team said.
        manifest: The site, as it is now.
        store: Where submissions are kept.
        writer: Who puts them there.
    """

    settings: Settings
    manifest: Manifest
    store: Store
    writer: Writer

    @property
    def site(self) -> Site:
        """The pages and forms that there are."""
        return self.manifest.site

    def allows(self, origin: str, host: str) -> bool:
        """Return whether pages of an origin may send to this host.

        Args:
            origin: What the browser says of the page.
            host: The ``Host`` that the request was sent to.
        """
        listed = self.settings.origins
        return is_allowed(origin, host, listed if origin in listed else (self.site.origin,))

    def root_for(self, posted: Posted, headers: Mapping[str, str]) -> str:
        """Return the address of the site that a reader came from, ending in a slash.

        What was posted decides only among addresses of allowed origins, so that nobody can
        have a reader sent elsewhere; else it is where the manifest says the site is.

        Args:
            posted: Everything that was posted.
            headers: The request's headers.
        """
        page = self.site.pages.get(_first(posted, "page"))
        url = without_query(_first(posted, "page_url"))
        if page and self.allows(origin_of(url), headers.get("host", "")):
            path = unquote(urlsplit(url).path)
            url_of_page = unquote(page.url)
            for end in (url_of_page, url_of_page.removesuffix("index.html")):
                root = path.removesuffix(end)
                if path.endswith(end) and root.endswith("/"):
                    return origin_of(url) + quote(root)
        return f"{self.site.base_url.rstrip('/')}/" if self.site.base_url else ""


def _first(posted: Posted, name: str) -> str:
    return next(iter(posted.get(name, ())), "")
