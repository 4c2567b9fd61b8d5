"""Pages of the extension's own: thanks for readers without script, and what a device keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import THANKS_DOCNAME, WRITTEN_DOCNAME, Form, thanks_fragment
from sphinx_page_feedback.outputs import forms_by_page, output_of

from .templates import render
from .words import translate, translations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

    from sphinx_page_feedback.config import SiteConfig

_DEFAULT_THANKS = Form.model_fields["thanks"].default
"""The default of ``thanks``, which is the text of the page itself."""
_NO_INDEX = '<meta name="robots" content="noindex">'


def write_extra_pages(app: Sphinx, exception: Exception | None) -> None:
    """Write the pages that the forms of the site lead to.

    Sphinx has an event for such pages, but site maps list what is made for it.

    Args:
        app: The application that has just built the site.
        exception: The exception that stopped the build, if one did.
    """
    builder: Any = app.builder
    if exception or not output_of(builder).extra_pages:
        return
    if not hasattr(builder, "globalcontext"):  # nothing was out of date, so no page was written
        return
    setup: SiteConfig = app.config.feedback_setup
    used = {record["form"] for record in forms_by_page(app).values()} & setup.forms.keys()
    if not used:
        return
    _write(builder, setup, WRITTEN_DOCNAME, translate("What is kept on this device"))
    if _leads_to_thanks(setup):
        title = translate("Thank you for your feedback")
        forms = [setup.forms[name] for name in sorted(used)]
        _write(builder, setup, THANKS_DOCNAME, title, thanks=_thanks(forms))


def _leads_to_thanks(setup: SiteConfig) -> bool:
    service = setup.service
    # A service that is told the page's address needs all of it.
    return service.may_lead_to_thanks and bool(setup.base_url or not service.native.thanks)


def _thanks(forms: Iterable[Form]) -> list[dict[str, str]]:
    # A static page learns only from its anchor which form the reader has sent.
    return [
        {"id": thanks_fragment(form.name)[1:], "text": form.thanks}
        for form in forms
        if form.thanks != _DEFAULT_THANKS
    ]


def _write(builder: Any, setup: SiteConfig, docname: str, title: str, **more: Any) -> None:
    context = {
        "title": title,
        **translations(),
        "contact": setup.options.contact,
        # A service that does not confirm leads here whether it has stored the answers or not.
        "confirms": setup.service.confirms,
        "start": builder.get_relative_uri(docname, builder.config.root_doc),
        "service": setup.service.title,
        **more,
    }
    name = docname.removeprefix("feedback-")
    page = {
        "title": title,
        "body": render(builder, f"feedback/{name}.html", context),
        "feedback_style": True,
        "feedback_script": docname == WRITTEN_DOCNAME,
        "metatags": _NO_INDEX,
    }
    builder.handle_page(docname, page, "page.html")
