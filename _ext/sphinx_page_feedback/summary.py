"""What a build has shown: how many pages have a form, a link to it, or neither and why."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from .log import log_count, log_warnings
from .nodes import page_records
from .outputs import form_on_page, forms_by_page, is_stub, output_of
from .pdf import makes_a_book
from .placement import BY_GLOB, BY_PAGE, IS_HELPER
from .problems import Code, Problem

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .config import SiteConfig

_FORM, _LINK = "a form", "a link"
_WHY = MappingProxyType({
    BY_PAGE: "by their own front matter",
    BY_GLOB: "by feedback_include and feedback_exclude",
    IS_HELPER: "since nobody reads them as a text (404, times of a gallery)",
    "stub": "since autosummary wrote them",
    "only": "since no form is meant for this output",
    "unknown": "since no file declares their form",
    "nothing": "since this builder shows none",
    "base": "since html_baseurl is not set",
    "box": "since feedback_pdf_box is none",
})  # fmt: skip
"""Why a page has neither, as it follows a count of pages."""


def warn_of_missing_base_url(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn, once a build, that no link to a form can be made.

    Args:
        app: The application.
        env: Its environment, which has read every page.

    Returns:
        No page: none has to be read again.
    """
    del env
    setup: SiteConfig = app.config.feedback_setup
    wants_links = output_of(app.builder).shows == "link" and not _has_no_boxes(app)
    if wants_links and not setup.base_url and forms_by_page(app):
        cause = "this output can only link the forms of the site, and the address of the site is not set, so its pages have no link"
        cure = 'Set html_baseurl = "https://…", or feedback_base_url.'
        log_warnings([Problem(Code.BASE_URL, cause, cure, place="conf.py")])
    return []


def log_summary(app: Sphinx, exception: Exception | None) -> None:
    """Log how many pages have a form, a link, or neither.

    Args:
        app: The application that has just built the document.
        exception: The exception that stopped the build, if one did.
    """
    if exception is None:
        counts = Counter(_shown(app, docname) for docname in app.env.all_docs)
        why = [f"{counts[key]} {text}" for key, text in _WHY.items() if counts[key]]
        without = sum(counts[key] for key in _WHY)
        log_count(counts[_FORM], counts[_LINK], without, why)


def _shown(app: Sphinx, docname: str) -> str:
    """Return what a page has, or a key of ``_WHY``."""
    record = form_on_page(app, docname)
    setup: SiteConfig = app.config.feedback_setup
    shows = output_of(app.builder).shows
    if shows == "nothing":
        return "nothing"
    if record is None:
        return _why_none(app, docname)
    if record["form"] not in setup.forms:
        return "unknown"
    if shows == "form":
        return _FORM
    if _has_no_boxes(app):
        return "box"
    return _LINK if setup.base_url else "base"


def _has_no_boxes(app: Sphinx) -> bool:
    """Return whether the document is a book whose pages end with nothing."""
    setup: SiteConfig = app.config.feedback_setup
    return makes_a_book(app.builder) and setup.options.pdf_box == "none"


def _why_none(app: Sphinx, docname: str) -> str:
    record = page_records(app.env)[docname]
    if record["without"]:
        return record["without"]
    return "stub" if is_stub(app.env, docname) else "only"
