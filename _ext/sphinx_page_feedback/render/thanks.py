"""The thank-you page, which a reader without JavaScript is led to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import RETURN_PREFIX, THANKS_DOCNAME, Form, html_id
from sphinx_page_feedback.nodes import pages_with_form
from sphinx_page_feedback.outputs import shows_forms
from sphinx_page_feedback.titles import page_title

from .templates import render
from .words import translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_page_feedback.config import SiteConfig

_DEFAULT_THANKS = Form.model_fields["thanks"].default
"""The default of ``thanks``, which is the text of the page itself."""


def make_thanks_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the thank-you page to Sphinx, for the event ``html-collect-pages``.

    Args:
        app: The application.

    Yields:
        The page, if any page of the site has a form.
    """
    if shows_forms(app.builder) and pages_with_form(app.env):
        builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
        title = translate("Thank you for your feedback")
        start = builder.get_relative_uri(THANKS_DOCNAME, app.config.root_doc)
        setup: SiteConfig = app.config.feedback_setup
        # A service that does not confirm leads here whether it has stored the answers or not.
        confirms = setup.service.confirms
        context = {
            "title": title,
            "t": translate,
            "contact": setup.options.contact,
            "confirms": confirms,
            "start": start,
            "backs": _ways_back(builder, setup.forms),
            "service": setup.service.title,
        }
        body = render(builder, "feedback/thanks.html", context)
        yield (
            THANKS_DOCNAME,
            {"title": title, "body": body, "feedback_style": True},
            "page.html",
        )


def _ways_back(
    builder: StandaloneHTMLBuilder, forms: Mapping[str, Form]
) -> Iterator[dict[str, str]]:
    """Yield a link back to each page with a form; CSS shows the one that the anchor names."""
    if builder.name != "singlehtml":
        # A static page learns only from its anchor which page the reader came from.
        for docname, name in sorted(pages_with_form(builder.env).items()):
            thanks = forms[name].thanks if name in forms else _DEFAULT_THANKS
            yield {
                "thanks": thanks if thanks != _DEFAULT_THANKS else "",
                "id": f"{RETURN_PREFIX}{html_id(docname)}",
                "href": builder.get_relative_uri(THANKS_DOCNAME, docname),
                "title": page_title(builder.env, docname),
            }
