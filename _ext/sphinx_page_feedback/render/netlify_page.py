"""The static page in which Netlify detects the forms of a site when it is deployed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import NETLIFY_DOCNAME
from sphinx_page_feedback.outputs import output_of
from sphinx_page_feedback.services import names_sent

from .templates import render

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FILE_NAME = f"{NETLIFY_DOCNAME}.html"


def write_netlify_page(app: Sphinx, exception: Exception | None) -> None:
    """Write the page into the root of the site, if the service wants one.

    Args:
        app: The application that has just built the site.
        exception: The exception that stopped the build, if one did.
    """
    setup: Any = app.config.feedback_setup
    if exception or not output_of(app.builder).extra_pages or not setup.service.skeleton:
        return
    path = Path(app.outdir, FILE_NAME)
    if setup.preview:
        path.unlink(missing_ok=True)  # of a build for publication in the same folder
        return
    # Every field of a form, since Netlify detects forms only while a site is published.
    forms = [
        {"name": f"feedback-{name}", "fields": names_sent(setup.settings, form)}
        for name, form in setup.forms.items()
    ]
    context = {"forms": forms, "honeypot": setup.service.honeypot.name}
    text = render(app.builder, "feedback/netlify.html", context)
    path.write_text(text, encoding="utf-8")
