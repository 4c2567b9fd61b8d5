"""HTML to PDF/UA-1, with WeasyPrint."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sphinx.util import logging as sphinx_logging

if TYPE_CHECKING:
    from pathlib import Path

_BASE = "file:///book/"
"""Stands for the folder of the book, since the PDF keeps the addresses of its images: so two
builds in two folders give the same bytes."""
_log = sphinx_logging.getLogger(__name__)


def write_pdf(source: Path, target: Path) -> None:
    """Write the PDF of local files only; a file that is missing or unreadable is a warning.

    Args:
        source: The HTML of the whole book.
        target: The PDF.
    """
    from weasyprint import HTML  # noqa: PLC0415 (an extra)

    from .tags import complete_tags  # noqa: PLC0415

    handler, logger = _ToSphinx(level=logging.ERROR), logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        text, fetcher = source.read_text(encoding="utf-8"), _local_files(source.parent)
        page = HTML(string=text, base_url=_BASE, url_fetcher=fetcher)
        page.write_pdf(target, pdf_variant="pdf/ua-1")
    finally:
        logger.removeHandler(handler)
    complete_tags(target)


def _local_files(folder: Path) -> Any:
    """Return a fetcher of the files of the book, which reads nothing from the network."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    class Files(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            return super().fetch(url.replace(_BASE, f"{folder.as_uri()}/", 1), headers)

    return Files(allowed_protocols=["file", "data"])


class _ToSphinx(logging.Handler):
    """Log WeasyPrint's errors as Sphinx's warnings."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log one."""
        _log.warning("%s", record.getMessage(), type="feedback", subtype="accessible-pdf")
