"""The variable ``feedback`` of page templates: the form of the page and its dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.outputs import form_on_page

from .words import date_in_words, state_everywhere

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_page_feedback.config import SiteConfig


def add_feedback_to_context(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Give the template of a page that has a form ``feedback``: form, opens, closes, state.

    ``form`` is the form's name; ``opens`` and ``closes`` are dates written in the
    document's language, or empty; ``state`` is what ``state_everywhere`` returns.
    """
    setup: SiteConfig = app.config.feedback_setup
    record = form_on_page(app, pagename)
    form = setup.forms.get(record["form"]) if record else None
    if form:
        language = app.config.language
        days = {"opens": form.opens, "closes": form.closes}
        texts = {key: date_in_words(day, language) if day else "" for key, day in days.items()}
        context["feedback"] = {"form": form.name, "state": state_everywhere(form), **texts}
