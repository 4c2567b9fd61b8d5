"""The page that thanks a reader whose browser runs no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.nodes import pages_with_form

from .html import shows_forms, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

THANKS = "feedback-thanks"
"""The page's name; the receiver sends readers there."""


def thanks_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the page that a reader lands on whose browser ran no script.

    Args:
        app: The application.

    Yields:
        The page, if any page of the site has a form.
    """
    if shows_forms(app.builder) and pages_with_form(app.env):
        builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
        title = translate("Thank you for your feedback")
        start = builder.get_relative_uri(THANKS, app.config.root_doc)
        words = {"title": title, "t": translate, "contact": app.config.feedback_contact}
        body = builder.templates.render("feedback/thanks.html", {**words, "start": start})
        yield THANKS, {"title": title, "body": body}, "page.html"
