"""HTML to PDF/UA-1, with WeasyPrint."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sphinx.util import logging as sphinx_logging

from sphinx_page_feedback.problems import Code, Problem

from .anchors import PAGE_ANCHOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_BASE = "file:///book/"
"""Stands for the folder of the book, since the PDF keeps the addresses of its images: so two
builds in two folders give the same bytes."""
_VARIANT = "pdf/ua-1"
PIXELS_PER_MM = 96 / 25.4
TOO_WIDE = 5 * PIXELS_PER_MM
"""Less than 5 mm stays well inside the margin and is not noticed."""
_GLYPH_CURE = "Install a font that has it (on Debian fonts-noto), or write something else."
_log = sphinx_logging.getLogger(__name__)


def write_pdf(source: Path, target: Path) -> list[Problem]:
    """Write the PDF of local files only; a file that is missing or unreadable is a warning.

    Args:
        source: The HTML of the whole book.
        target: The PDF.

    Returns:
        What a reader of the PDF would miss: text beside the sheet, and characters that no font
        has. The place of each is its page.
    """
    from weasyprint import HTML  # noqa: PLC0415 (an extra)

    from .sheets import describe_sheets  # noqa: PLC0415
    from .tags import complete_tags  # noqa: PLC0415

    # WeasyPrint reports missing glyphs and files to its logger only.
    handler, logger = _ToSphinx(), logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        text, fetcher = source.read_text(encoding="utf-8"), _local_files(source.parent)
        page = HTML(string=text, base_url=_BASE, url_fetcher=fetcher)
        document = page.render(pdf_variant=_VARIANT)
        document.write_pdf(target, pdf_variant=_VARIANT)
    finally:
        logger.removeHandler(handler)
    complete_tags(target, describe_sheets(document.pages))
    return [*_too_wide(document), *map(_no_glyph, dict.fromkeys(handler.missing))]


def _no_glyph(char: str) -> Problem:
    cause = f"no font on this machine has this character (U+{ord(char):04X})"
    return Problem(Code.PDF_GLYPH, cause, _GLYPH_CURE, subject=char)


def _too_wide(document: Any) -> list[Problem]:
    """Return a problem for each page of the site with text beyond the margin."""
    overflowing: dict[str, list[tuple[float, float, str]]] = {}
    for sheet, starts in zip(document.pages, _page_starts(document.pages), strict=True):
        box = sheet._page_box  # noqa: SLF001 (the only way to the boxes of a layout)
        edge = box.content_box_x() + box.width
        for inner in box.descendants():
            over = inner.position_x + inner.width - edge if hasattr(inner, "text") else 0.0
            if over > TOO_WIDE:
                above = [name for y, name in starts if y <= inner.position_y + 1]
                texts = overflowing.setdefault(above[-1] if above else "", [])
                texts.append((inner.width, over, inner.text.strip()))
    return [_overflow(page, texts) for page, texts in overflowing.items()]


def _page_starts(sheets: Iterable[Any]) -> Iterator[list[tuple[float, str]]]:
    """Yield for each sheet where pages of the site start, the one that goes on first."""
    seen: dict[str, None] = {}
    for sheet in sheets:
        before = [(float("-inf"), name) for name in list(seen)[-1:]]
        anchors = {
            name.removeprefix(PAGE_ANCHOR): place[1]
            for name, place in sheet.anchors.items()
            if name.startswith(PAGE_ANCHOR)
        }
        # A section that is split over sheets has its anchor on each.
        starts = sorted((y, name) for name, y in anchors.items() if name not in seen)
        seen.update(dict.fromkeys(name for _, name in starts))
        yield [*before, *starts]


def _overflow(page: str, texts: list[tuple[float, float, str]]) -> Problem:
    """Return the problem of a page, which names the widest of its texts."""
    _, _, text = max(texts)
    over = max(over for _, over, _ in texts) / PIXELS_PER_MM
    cause = f"text ends {over:.0f} mm beyond the margin, at or near “{text[:40]}”"
    cure = "Shorten the word, or give the table fewer or wider columns (`:widths:`)."
    return Problem(Code.PDF_WIDE, cause, cure, place=page)


def _local_files(folder: Path) -> Any:
    """Return a fetcher of the files of the book, which reads nothing from the network."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    class Files(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            return super().fetch(url.replace(_BASE, f"{folder.as_uri()}/", 1), headers)

    # A build asks no other host for anything.
    return Files(allowed_protocols=["file", "data"])


class _ToSphinx(logging.Handler):
    """Log WeasyPrint's errors as Sphinx's warnings, and collect missing characters."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.missing: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Log an error, or keep the character of a warning about a missing glyph."""
        if record.levelno < logging.ERROR:
            # The message before formatting, whose first argument is the character.
            if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
                self.missing.append(str(record.args[0]))
            return
        _log.warning("%s", record.getMessage(), type="feedback", subtype="accessible-pdf")
