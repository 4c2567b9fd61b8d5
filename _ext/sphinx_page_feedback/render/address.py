"""Where a page's form is on the published site, whatever builder is at work."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from sphinx.config import Config

    from sphinx_page_feedback.config import SiteConfig

FORM_ANCHOR = "feedback_form"


def form_address(config: Config, docname: str, query: str = "") -> str:
    """Return the address of a page's form on the published site.

    Args:
        config: ``feedback_html_builder``, ``html_file_suffix`` and ``html_link_suffix`` say
            what addresses look like.
        docname: The page.
        query: What to add to the address, as in ``from=pdf``.

    Returns:
        The address, in ASCII.
    """
    setup: SiteConfig = config.feedback_setup
    page = _page_path(config, docname, directories=setup.options.html_builder == "dirhtml")
    return f"{setup.base_url}{page}{'?' if query else ''}{query}#{FORM_ANCHOR}"


def page_address(config: Config, docname: str) -> str:
    """Return the address of a page on the published site; empty if that has no address.

    Args:
        config: As for ``form_address``.
        docname: The page.
    """
    setup: SiteConfig = config.feedback_setup
    return form_address(config, docname).partition("#")[0] if setup.base_url else ""


def _page_path(config: Config, docname: str, *, directories: bool) -> str:
    if directories:
        # The addresses of Sphinx's `dirhtml`, but quoted: that builder leaves names as they are.
        path = docname.removesuffix("index") if f"/{docname}".endswith("/index") else docname
        return quote(path if path == "" or path.endswith("/") else f"{path}/")
    # Only Sphinx's HTML builder replaces the suffixes that are `None` by default, and the
    # builder at work may be that of LaTeX.
    suffixes = (config.html_link_suffix, config.html_file_suffix, ".html")
    suffix = next(suffix for suffix in suffixes if suffix is not None)
    return quote(docname) + str(suffix)
