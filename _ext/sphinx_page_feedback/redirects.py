"""Redirects from the former addresses of moved pages, written by sphinx-reredirects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.util.osutil import relative_uri

from .model import encode_path
from .outputs import output_of
from .render import TEMPLATES

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .config import SiteConfig

_EXTENSION = "sphinx_reredirects"


def add_redirects(app: Sphinx, env: BuildEnvironment) -> None:
    """Give sphinx-reredirects the moves of ``moved.toml``; what ``conf.py`` says of one wins.

    Args:
        app: The application.
        env: Its environment, with the name of every page.
    """
    setup: SiteConfig = app.config.feedback_setup
    builder: Any = app.builder
    if (
        _EXTENSION not in app.extensions
        or not setup.moved
        or not output_of(builder).extra_pages
    ):
        return
    # Both are warned of elsewhere; a redirect would overwrite the page, or lead nowhere.
    moves = {
        old: _address(builder, old, new)
        for old, new in setup.moved.items()
        if old not in env.all_docs and new in env.all_docs
    }
    # Now, since Sphinx reads all pages again where it finds a changed option earlier.
    app.config.redirects = {**moves, **app.config.redirects}
    if not app.config.redirect_html_template_file:
        # Theirs loses the query, in which a code in the book says what a form is about.
        app.config.redirect_html_template_file = str(TEMPLATES / "redirect.html")


def _address(builder: Any, old: str, new: str) -> str:
    """Return the address of a page as seen from a former one."""
    former, present = (encode_path(builder.get_target_uri(name)) for name in (old, new))
    return relative_uri(former, present)
