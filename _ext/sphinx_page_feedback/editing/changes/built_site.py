"""A built site on disk: its manifest, and the content of its pages."""

from __future__ import annotations

import base64
import mimetypes
import posixpath
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

from sphinx_page_feedback.manifest.read import FILE_NAME, read_manifest
from sphinx_page_feedback.model import origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.html import HtmlElement

    from sphinx_page_feedback.manifest.read import Manifest

# Themes mark the text of a page by this role or by one of these elements.
_MAIN = ("//*[@role='main']", "//main", "//article", "//body")
# What could run or load, the marks of headings, and lists of pages, which differ whenever a
# title elsewhere does.
_DROPPED = (
    ".//script", ".//style", ".//iframe", ".//object", ".//embed", ".//link", ".//meta",
    ".//base", ".//video", ".//audio", ".//template", ".//noscript",
    ".//a[contains(concat(' ', @class, ' '), ' headerlink ')]",
    ".//*[contains(concat(' ', @class, ' '), ' toctree-wrapper ')]",
    # What the extension adds to a page, with the date of its last change.
    ".//*[contains(concat(' ', @class, ' '), ' feedback-ways ')]",
    ".//*[contains(concat(' ', @class, ' '), ' feedback-preview ')]",
)  # fmt: skip
_FORM = ".//section[contains(concat(' ', @class, ' '), ' feedback ')]"
_UNSEEN = ".//input[@type='hidden'] | .//*[contains(@class, 'feedback-trap')]"
_LARGEST_IMAGE = 2_000_000
"""Bytes of an image that is put into a preview; a larger one is named instead."""


@dataclass(frozen=True, kw_only=True)
class BuiltSite:
    """A site in a folder.

    Attributes:
        root: The folder of the HTML.
    """

    root: Path

    @cached_property
    def manifest(self) -> Manifest:
        """Its ``feedback.json``.

        Raises:
            Problem: There is none that this release can read.
        """
        return read_manifest(self.root / FILE_NAME)

    def content(self, docname: str) -> HtmlElement:
        """Return what a page says, without its form, scripts and what a theme puts around it.

        Args:
            docname: The page.
        """
        page = self._main(docname)
        for form in page.xpath(_FORM):
            form.drop_tree()
        return page

    def form(self, docname: str) -> HtmlElement | None:
        """Return the form of a page, disabled; ``None`` where it has none.

        Args:
            docname: The page.
        """
        forms = self._main(docname).xpath(_FORM)
        if not forms:
            return None
        form: HtmlElement = forms[0]
        # Style hides the trap on a page, and the preview has a style of its own.
        for element in form.xpath(_UNSEEN):
            element.drop_tree()
        for field in form.iter("input", "select", "textarea", "button"):
            field.set("disabled", "disabled")
        return form

    def _main(self, docname: str) -> HtmlElement:
        path = self.root / self._file(docname)
        # lxml guesses the encoding otherwise; Sphinx writes UTF-8.
        tree = html.fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        matches = next((hits for query in _MAIN if (hits := tree.xpath(query))), [tree])
        page: HtmlElement = matches[0]
        for query in _DROPPED:
            for element in page.xpath(query):
                element.drop_tree()
        _make_safe(page, urljoin(self.manifest.base_url, self.manifest.pages[docname].url))
        self._inline_images(page, docname)
        return page

    def _file(self, docname: str) -> str:
        url = unquote(self.manifest.pages[docname].url)
        return f"{url}index.html" if url.endswith("/") or not url else url

    def _inline_images(self, page: HtmlElement, docname: str) -> None:
        folder = posixpath.dirname(self._file(docname))
        for image in page.iter("img"):
            source = image.get("src") or ""
            if source.startswith("data:"):
                continue
            path = self.root / posixpath.normpath(posixpath.join(folder, unquote(source)))
            # It names further files, which a browser would prefer to the one that is put in.
            image.attrib.pop("srcset", None)
            # No path or link of a proposal may bring a file of this machine into the preview.
            inside = path.resolve().is_relative_to(self.root.resolve())
            if urlsplit(source).scheme or not (inside and path.is_file()):
                image.attrib.pop("src", None)
            elif path.stat().st_size <= _LARGEST_IMAGE:
                kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                data = base64.b64encode(path.read_bytes()).decode("ascii")
                image.set("src", f"data:{kind};base64,{data}")

    def external_links(self, docname: str) -> Iterator[str]:
        """Yield the addresses of other hosts that a page links.

        Args:
            docname: The page.
        """
        own = origin_of(self.manifest.base_url)
        for link in self.content(docname).iter("a"):
            address = link.get("href") or ""
            if origin_of(address) not in {"", own}:
                yield address

    def images_without_text(self, docname: str) -> int:
        """Count the images of a page that have no alternative text and are no decoration.

        Args:
            docname: The page.
        """
        return sum(
            not (image.get("alt") or "").strip()
            and "decorative" not in (image.get("class") or "")
            for image in self.content(docname).iter("img")
        )


def _make_safe(page: HtmlElement, address: str) -> None:
    """Take out what could run or send, and make links absolute.

    What a page holds may be raw HTML of a stranger's proposal.

    Args:
        page: The content of a page.
        address: Where the page is published; a bare path where the site does not say.
    """
    for element in page.iter():
        for name in list(element.attrib):
            # What runs, loads, covers the page, or sends a form elsewhere.
            if name.lower().startswith("on") or name.lower() in {
                "style",
                "srcdoc",
                "formaction",
            }:
                del element.attrib[name]
        element.attrib.pop("action", None)
        if "href" in element.attrib:
            target = urljoin(address, element.get("href"))
            # An allow-list, since javascript: is not the only scheme that runs code.
            if urlsplit(target).scheme in {"http", "https", "mailto"}:
                element.set("href", target)
            else:
                del element.attrib["href"]
