"""The site's ``feedback.json``: which pages and forms there are; read again when it changes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import THANKS, Form

from .origins import origin_of
from .settings import StartCode, StartError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_Signature = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the site.

    Attributes:
        title: Its title.
        url: Its address below the site's root.
        sections: The anchors of its sections.
    """

    title: str
    url: str
    sections: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Site:
    """What the receiver needs of the manifest.

    Attributes:
        base_url: Where the site is published; empty if nobody said.
        language: The language of the document, as in ``en_GB``; empty if nobody said.
        contact: Where else readers may write; empty if nobody said.
        thanks: The address of the thank-you page below the site's root.
        forms: Every form, by name.
        pages: Every page, by docname.
    """

    base_url: str
    language: str
    contact: str
    thanks: str
    forms: Mapping[str, Form]
    pages: Mapping[str, Page]

    @cached_property
    def origin(self) -> str:
        """The origin of the address where the site is published; empty if nobody said."""
        return origin_of(self.base_url)


def read_site(path: Path) -> Site:
    """Read a manifest.

    Args:
        path: The ``feedback.json`` of an HTML build.

    Raises:
        StartError: It is not there, or it is no manifest of this version.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return _site(data)
    except OSError as error:
        cause = f"the manifest {path} cannot be read: {error.strerror}"
        cure = "Build the site, or give the feedback.json of its build as --manifest."
        raise StartError(StartCode.MANIFEST_MISSING, cause, cure) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        cause = f"{path} is not a manifest that this version can read: {_first_line(error)}"
        cure = "Build the site again with the version of the package that the receiver has."
        raise StartError(StartCode.MANIFEST_BROKEN, cause, cure) from error


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


def _site(data: dict[str, Any]) -> Site:
    forms = {name: Form.from_manifest(name, form) for name, form in data["forms"].items()}
    pages = {
        docname: Page(
            title=str(page["title"]),
            url=str(page["url"]),
            sections=frozenset(section["id"] for section in page.get("sections", ())),
        )
        for docname, page in data["pages"].items()
    }
    return Site(
        base_url=str(data.get("base_url") or ""),
        language=str(data.get("language") or ""),
        contact=str(data.get("contact") or ""),
        thanks=str(data.get("thanks") or f"{THANKS}.html"),
        forms=forms,
        pages=pages,
    )


class Manifest:
    """A manifest on disk: a rebuilt site needs no restart, a broken one stops nothing."""

    def __init__(self, path: Path, warn: Callable[[str], None]) -> None:
        """Read it for the first time.

        Args:
            path: The ``feedback.json``.
            warn: Told when a changed manifest cannot be used.

        Raises:
            StartError: It cannot be used.
        """
        self._path = path
        self._warn = warn
        self._signature = self._look()
        self._site = read_site(path)

    @property
    def site(self) -> Site:
        """What the manifest says now, or said before it broke."""
        signature = self._look()
        if signature != self._signature:
            self._signature = signature
            try:
                self._site = read_site(self._path)
            except StartError as error:
                self._warn(f"{error.cause}. The one from before stays in use.")
        return self._site

    def _look(self) -> _Signature | None:
        """Return what changes when the file does, or nothing when it is gone."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
