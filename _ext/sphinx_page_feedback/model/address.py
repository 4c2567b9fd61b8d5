"""Addresses of sites and pages, written as browsers write them (WHATWG URL Standard)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, unquote

from .host import parse_host

_PORTS = {"http": 80, "https": 443}
_HIGHEST_PORT = 65_535
# Browsers take a backslash for a slash, and any number of them before the host.
_PARTS = re.compile(
    r"(?P<scheme>https?):[/\\]*(?P<authority>[^/\\?#]*)(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_HOST_AND_PORT = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[]*)(?::(?P<port>[0-9]*))?")
_PRINTABLE = {chr(code) for code in range(0x21, 0x7F)}
_FRAGMENT = "".join(_PRINTABLE - set('"<>`'))
_QUERY = "".join(_PRINTABLE - set("\"#<>'"))
_PATH = "".join(_PRINTABLE - set('"#<>?^`{}'))
"""What browsers leave as it is in each part; a % stays, so encoding twice changes nothing."""
_CURE = "Write scheme, host and path, as in https://docs.example.org/guide/."


_LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


@dataclass(frozen=True, kw_only=True)
class Address:
    """The address of a page, a site or a service on the web.

    Two addresses that a browser takes for the same are equal. A user name and password are
    left out.

    Attributes:
        scheme: ``http`` or ``https``.
        host: In ASCII, as in ``xn--bcher-kva.example``.
        port: ``None`` for the usual port of the scheme.
        path: Percent-encoded, beginning with a slash.
        query: What follows the ``?``, percent-encoded; ``None`` without a ``?``.
        fragment: What follows the ``#``, percent-encoded; ``None`` without a ``#``.
        has_user: Whether a user name or password stood before the host.
    """

    scheme: str
    host: str
    port: int | None = None
    path: str = "/"
    query: str | None = None
    fragment: str | None = None
    has_user: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse an address as the address bar does.

        Args:
            text: An absolute address, as in ``https://Bücher.example:443/my page``.

        Raises:
            ValueError: No browser takes it for an address of http or https.
        """
        # The standard drops controls and spaces at the ends, tabs and line ends anywhere.
        stripped = re.sub(r"[\t\r\n]", "", text.strip("".join(map(chr, range(0x21)))))
        parts = _PARTS.fullmatch(stripped)
        if not parts:
            raise ValueError(text)
        # An @ may stand in a password unencoded: the last one ends it.
        user, _, rest = parts["authority"].rpartition("@")
        place = _HOST_AND_PORT.fullmatch(rest)
        if not place or not place["host"]:
            raise ValueError(text)
        scheme, port = parts["scheme"].lower(), int(place["port"] or -1)
        if port > _HIGHEST_PORT:
            raise ValueError(text)
        return cls(
            scheme=scheme,
            host=parse_host(place["host"]),
            port=None if port in {-1, _PORTS[scheme]} else port,
            path=_path(parts["path"]),
            query=None if parts["query"] is None else quote(parts["query"], _QUERY),
            fragment=None if parts["fragment"] is None else quote(parts["fragment"], _FRAGMENT),
            has_user=bool(user),
        )

    @property
    def origin(self) -> str:
        """The origin, as in ``https://example.org``."""
        return f"{self.scheme}://{self.host}" + (
            f":{self.port}" if self.port is not None else ""
        )

    @property
    def is_loopback(self) -> bool:
        """The address is of the computer that asks for it."""
        return self.host in _LOOPBACK

    def __str__(self) -> str:
        """Return the address in ASCII."""
        query = "" if self.query is None else f"?{self.query}"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.origin}{self.path}{query}{fragment}"


def encode_path(path: str) -> str:
    """Percent-encode a path, or a part of one, as browsers do.

    Args:
        path: As in ``Über uns/``. What is encoded already stays as it is.
    """
    return quote(path, _PATH)


def origin_of(url: str) -> str:
    """Return the origin of an address.

    Args:
        url: ``https://Example.org:443/guide/``.

    Returns:
        ``https://example.org``, or nothing if the address has no origin that may be listed.
    """
    try:
        return Address.parse(url).origin
    except ValueError:
        return ""


def page_key(url: str) -> str:
    """Return what is the same for every way to write the address of a page.

    Args:
        url: With or without ``index.html``, ``.html``, a query or an anchor.

    Returns:
        A text to compare, no address; the text itself if it is no address.
    """
    try:
        address = Address.parse(url)
    except ValueError:
        return url
    # Many servers serve one page under all of these; dirhtml writes addresses of folders.
    path = unquote(address.path).removesuffix("index.html").removesuffix(".html").rstrip("/")
    return address.origin + path


def site_problem(text: str) -> tuple[str, str] | None:
    """Return why an address cannot be that of a site, as cause and cure.

    Args:
        text: What the team wrote, as in ``https://docs.example.org/guide/``.
    """
    cause = f'"{text}" is not the address of a site'
    try:
        address = Address.parse(text)
    except ValueError:
        return cause, f"Give its http:// or https:// address. {_CURE}"
    if address.has_user:
        return f"{cause}: it holds a user name or password, which readers would see", _CURE
    if address.query is not None or address.fragment is not None:
        return f"{cause}: no page is below a ? or a #", _CURE
    if re.search(r"\.html?/?$", address.path):
        return f"{cause}: it is that of one page", f"Leave the page's name out. {_CURE}"
    return None


def site_address(text: str) -> str:
    """Return the address of a site, ending in a slash.

    Args:
        text: An address for which `site_problem` finds nothing.

    Raises:
        ValueError: It is no address.
    """
    return str(Address.parse(text)).rstrip("/") + "/"


def _path(text: str) -> str:
    """Return a path without ``.`` and ``..``, percent-encoded."""
    segments: list[str] = []
    *folders, last = re.split(r"[/\\]", text)[1:] or [""]
    for segment in folders:
        _step(segments, segment)
    # /a/b/.. is the folder /a/, with its slash.
    if _dots(last):
        _step(segments, last)
        last = ""
    return encode_path("/".join(["", *segments, last]))


def _step(segments: list[str], segment: str) -> None:
    """Add a folder to a path, or leave the last one for ``..``."""
    match _dots(segment):
        case 0:
            segments.append(segment)
        case 2 if segments:
            segments.pop()


def _dots(segment: str) -> int:
    """Return 1 for ``.``, 2 for ``..``, encoded or not; else 0."""
    plain = re.sub("%2e", ".", segment, flags=re.IGNORECASE)
    return len(plain) if plain in {".", ".."} else 0
