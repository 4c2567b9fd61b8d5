"""The changes to the pages of a site that make a book of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_page_feedback.render.paper import FormOnPaper

from . import cards, images, notes, order

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_page_feedback.config import Setup

_STYLE = (
    order.SubpagesLast,
    order.NoFootnoteRules,
    order.FrontPageAsChapter,
    cards.LinkCardTitles,
    notes.AddressesInNotes,
    notes.NotesInOrder,
    images.KeepDescriptions,
)


def print_pages(app: Sphinx) -> None:
    """Register what a book through LaTeX needs.

    Args:
        app: The application.
    """
    app.add_post_transform(FormOnPaper)
    setup: Setup = app.config.feedback_setup
    if setup.options.pdf_style:
        for transform in _STYLE:
            app.add_post_transform(transform)
