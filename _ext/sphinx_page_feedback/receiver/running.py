"""The parts of one running receiver, and what they decide together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from sphinx_page_feedback.model import Address

from .origins import is_allowed
from .senders import SenderCounts, sender_address
from .validate import asked_form

if TYPE_CHECKING:
    from collections.abc import Mapping
    from ipaddress import IPv4Address, IPv6Address

    from starlette.requests import Request

    from sphinx_page_feedback.manifest.read import Manifest
    from sphinx_page_feedback.model import Form, Posted

    from .form_versions import FormVersions
    from .settings import ReceiverSettings
    from .store.protocol import Store
    from .store.writer import Writer
    from .watched_manifest import WatchedManifest


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """One running receiver.

    Attributes:
        settings: What the team has set.
        watched: The manifest's file.
        versions: Every version of a form that a reader may have open.
        store: Where submissions are kept.
        writer: The thread that writes to the store.
        senders: How much each network has sent.
        wrong_tokens: How many wrong tokens each network has sent.
    """

    settings: ReceiverSettings
    watched: WatchedManifest
    versions: FormVersions
    store: Store
    writer: Writer
    senders: SenderCounts = field(default_factory=SenderCounts)
    wrong_tokens: SenderCounts = field(default_factory=SenderCounts)

    def sender(self, request: Request) -> IPv4Address | IPv6Address | None:
        """Return the address that a request came from; ``None`` where it is not known.

        Args:
            request: The request.
        """
        return sender_address(request, self.settings.proxies)

    @property
    def manifest(self) -> Manifest:
        """The pages and forms that there are now."""
        return self.watched.present

    def allows(self, origin: str, host: str) -> bool:
        """Return whether pages of an origin may send to this host.

        Args:
            origin: The page's origin, as the browser states it.
            host: The ``Host`` that the request was sent to.
        """
        return is_allowed(origin, host, (*self.settings.origins, self.manifest.origin))

    def asked_form(self, posted: Posted) -> Form | None:
        """Return the form as the reader's page had it, or else as it is today.

        Args:
            posted: Everything that was posted.
        """
        asked = asked_form(self.manifest, self.versions, posted)
        return asked or self.manifest.forms.get(_first(posted, "form"))

    def root_for(self, posted: Posted, headers: Mapping[str, str]) -> str:
        """Return the address of the site that a reader came from, ending in a slash.

        What was posted decides only among addresses of allowed origins, so that no other
        site can have a reader sent elsewhere; else the manifest's ``base_url`` counts.

        Args:
            posted: Everything that was posted.
            headers: The request's headers.
        """
        page = self.manifest.pages.get(_first(posted, "page"))
        address = _address(_first(posted, "page_url"))
        if page and address and self.allows(address.origin, headers.get("host", "")):
            # Compared decoded: a browser may encode other characters than the build did.
            path = unquote(address.path)
            url_of_page = unquote(page.url)
            # Servers serve index.html under the address of its folder too.
            for end in (url_of_page, url_of_page.removesuffix("index.html")):
                root = path.removesuffix(end)
                if path.endswith(end) and root.endswith("/"):
                    # Encoded again: a ? or # in a folder's name would end the path.
                    return address.origin + quote(root)
        return f"{self.manifest.base_url.rstrip('/')}/" if self.manifest.base_url else ""


def _address(text: str) -> Address | None:
    try:
        return Address.parse(text)
    except ValueError:
        return None


def _first(posted: Posted, name: str) -> str:
    return next(iter(posted.get(name, ())), "")
