"""The parts of one running receiver, and what they decide together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from sphinx_page_feedback.model import origin_of

from .origins import is_allowed
from .validate import without_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_page_feedback.manifest.read import Manifest
    from sphinx_page_feedback.model import Posted

    from .settings import Settings
    from .site import Site
    from .store.protocol import Store
    from .store.writer import Writer


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """One running receiver.

    Attributes:
        settings: What the team said.
        site: The published site.
        store: Where submissions are kept.
        writer: Who puts them there.
    """

    settings: Settings
    site: Site
    store: Store
    writer: Writer

    @property
    def manifest(self) -> Manifest:
        """The pages and forms that there are now."""
        return self.site.manifest

    def allows(self, origin: str, host: str) -> bool:
        """Return whether pages of an origin may send to this host.

        Args:
            origin: What the browser says of the page.
            host: The ``Host`` that the request was sent to.
        """
        return is_allowed(origin, host, (*self.settings.origins, self.manifest.origin))

    def root_for(self, posted: Posted, headers: Mapping[str, str]) -> str:
        """Return the address of the site that a reader came from, ending in a slash.

        What was posted decides only among addresses of allowed origins, so that nobody can
        have a reader sent elsewhere; else it is where the manifest says the site is.

        Args:
            posted: Everything that was posted.
            headers: The request's headers.
        """
        page = self.manifest.pages.get(_first(posted, "page"))
        url = without_query(_first(posted, "page_url"))
        if page and self.allows(origin_of(url), headers.get("host", "")):
            path = unquote(urlsplit(url).path)
            url_of_page = unquote(page.url)
            for end in (url_of_page, url_of_page.removesuffix("index.html")):
                root = path.removesuffix(end)
                if path.endswith(end) and root.endswith("/"):
                    return origin_of(url) + quote(root)
        return f"{self.manifest.base_url.rstrip('/')}/" if self.manifest.base_url else ""


def _first(posted: Posted, name: str) -> str:
    return next(iter(posted.get(name, ())), "")
