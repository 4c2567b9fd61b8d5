"""The thank-you page, which a reader without JavaScript is led to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import THANKS_DOCNAME, Form, thanks_fragment
from sphinx_page_feedback.outputs import forms_by_page, output_of

from .templates import render
from .words import translate, translations

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_page_feedback.config import SiteConfig

_DEFAULT_THANKS = Form.model_fields["thanks"].default
"""The default of ``thanks``, which is the text of the page itself."""
_NO_INDEX = '<meta name="robots" content="noindex">'


def write_thanks_page(app: Sphinx, exception: Exception | None) -> None:
    """Write the thank-you page, if a page of the site has a form that may lead to it.

    Sphinx has an event for such pages, but site maps list what is made for it.

    Args:
        app: The application that has just built the site.
        exception: The exception that stopped the build, if one did.
    """
    setup: SiteConfig = app.config.feedback_setup
    if exception or not output_of(app.builder).extra_pages or not _is_used(setup):
        return
    if not hasattr(
        app.builder, "globalcontext"
    ):  # nothing was out of date, so no page was written
        return
    used = {record["form"] for record in forms_by_page(app).values()} & setup.forms.keys()
    if used:
        builder: Any = app.builder
        title = translate("Thank you for your feedback")
        forms = [setup.forms[name] for name in sorted(used)]
        body = render(builder, "feedback/thanks.html", _context(builder, setup, title, forms))
        page = {"title": title, "body": body, "feedback_style": True, "metatags": _NO_INDEX}
        builder.handle_page(THANKS_DOCNAME, page, "page.html")


def _is_used(setup: SiteConfig) -> bool:
    service = setup.service
    # A service that is told the page's address needs all of it.
    return service.may_lead_to_thanks and bool(setup.base_url or not service.native.thanks)


def _context(builder: Any, setup: SiteConfig, title: str, forms: list[Form]) -> dict[str, Any]:
    """Return the variables of the template ``feedback/thanks.html``."""
    return {
        "title": title,
        **translations(),
        "contact": setup.options.contact,
        # A service that does not confirm leads here whether it has stored the answers or not.
        "confirms": setup.service.confirms,
        "start": builder.get_relative_uri(THANKS_DOCNAME, builder.config.root_doc),
        # A static page learns only from its anchor which form the reader has sent.
        "thanks": [
            {"id": thanks_fragment(form.name)[1:], "text": form.thanks}
            for form in forms
            if form.thanks != _DEFAULT_THANKS
        ],
        "service": setup.service.title,
    }
