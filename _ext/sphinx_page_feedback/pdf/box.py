"""The box that ends a page of a book: which texts, addresses and code it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_page_feedback.render import build_day, date_in_words, form_address, translate

from .qr import qr_rows

if TYPE_CHECKING:
    from sphinx.config import Config

    from sphinx_page_feedback.config import SiteConfig
    from sphinx_page_feedback.model import Form
    from sphinx_page_feedback.nodes import feedback

FROM_PDF = "from=pdf"
"""The query that tells the site that a reader came from the book."""


class feedback_box(nodes.General, nodes.Element):  # noqa: N801 (nodes are lower_snake)
    """The box at the end of a page; ``box_latex`` and ``box_html`` draw it.

    Attributes:
        heading: What the box is for.
        page: The title of the page.
        notes: Sentences on when, and whether, the form takes answers.
        lead: The text before the address; empty if the form takes no answers.
        address: The address to print, that of the page, since an anchor is one more thing to type.
        link: The address to open, which is also that of the code.
        code: The rows of the QR code; empty without one.
    """


def make_box(config: Config, form: Form, node: feedback, page: str) -> feedback_box:
    """Return the box that stands for a form.

    Args:
        config: Sphinx's configuration.
        form: The form.
        node: The form's place in the page.
        page: The title of its page.
    """
    setup: SiteConfig = config.feedback_setup
    notes, takes_answers = _notes(config, form, node["disabled"])
    link = form_address(config, node["docname"], FROM_PDF)
    code = qr_rows(link) if takes_answers and setup.options.pdf_box == "link+qr" else ()
    lead = translate("Scan the code, or go to") if code else translate("Go to")
    return feedback_box(
        "",
        heading=translate("Give feedback on this page"),
        page=page,
        notes=notes,
        lead=lead if takes_answers else "",
        address=form_address(config, node["docname"]).partition("#")[0],
        link=link,
        code=code,
    )


def _notes(config: Config, form: Form, disabled: str) -> tuple[list[str], bool]:
    """Return the sentences above the address, and whether the form takes answers."""
    today, language = build_day(), config.language
    if disabled:
        return [disabled], False
    if form.closes and form.state_on(today) == "closed":
        closed = translate("This form closed at the end of {date}.")
        return [closed.format(date=date_in_words(form.closes, language))], False
    # Both days, since a book is read long after it was made, and cannot look at the clock.
    notes = []
    if form.opens and form.state_on(today) == "early":
        opening = translate("You can answer from {date}.")
        notes.append(opening.format(date=date_in_words(form.opens, language)))
    if form.closes:
        closing = translate("You can answer until the end of {date}.")
        notes.append(closing.format(date=date_in_words(form.closes, language)))
    return notes, True
