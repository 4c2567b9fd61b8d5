"""What a page of a book ends with: the way to the form of that page."""

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
    """The box at the end of a page; it carries words and addresses only.

    Attributes:
        heading: What it is for.
        page: The title of the page.
        notes: Sentences on when, and whether, the form takes answers.
        lead: The words before the address; empty if the form takes no answers.
        address: The address to print.
        link: The address to open, which is also that of the code.
        code: The rows of the code; empty without one.
    """


def make_box(config: Config, form: Form, node: feedback, page: str) -> feedback_box:
    """Return the box that stands for a form.

    Args:
        config: Sphinx's configuration.
        form: The form.
        node: Where it stands.
        page: The title of its page.
    """
    setup: SiteConfig = config.feedback_setup
    notes, takes_answers = _notes(config, form, node["disabled"])
    link = form_address(config, node["docname"], FROM_PDF)
    code = qr_rows(link) if takes_answers and setup.options.pdf_box == "link+qr" else ()
    scan, go = "Scan the code, or go to", "Go to"
    return feedback_box(
        "",
        heading=translate("Give feedback on this page"),
        page=page,
        notes=notes,
        lead=translate(scan if code else go) if takes_answers else "",
        address=form_address(config, node["docname"]),
        link=link,
        code=code,
    )


def _notes(config: Config, form: Form, disabled: str) -> tuple[list[str], bool]:
    """Return what to say besides the address, and whether the form takes answers."""
    today, language = build_day(), config.language
    if disabled:
        return [disabled], False
    if form.closes and form.state_on(today) == "closed":
        words = translate("This form closed at the end of {date}.")
        return [words.format(date=date_in_words(form.closes, language))], False
    notes = []
    if form.opens and form.state_on(today) == "early":
        words = translate("You can answer from {date}.")
        notes.append(words.format(date=date_in_words(form.opens, language)))
    if form.closes:
        words = translate("You can answer until the end of {date}.")
        notes.append(words.format(date=date_in_words(form.closes, language)))
    return notes, True
