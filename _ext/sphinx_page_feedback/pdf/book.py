"""The changes to the pages of a site that make a book of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_page_feedback.render.paper import FormOnPaper
from sphinx_page_feedback.render.room import RoomForBoxes, feedback_room, visit_room

from . import cards, images, notes, order

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_page_feedback.config import Setup

_ALWAYS = (order.NoFootnoteRules, order.NoFormOnBareFront, FormOnPaper, RoomForBoxes)
_STYLE = (
    order.SubpagesLast,
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
    app.add_node(feedback_room, latex=(visit_room, None))
    setup: Setup = app.config.feedback_setup
    for transform in (*_ALWAYS, *(_STYLE if setup.options.pdf_style else ())):
        app.add_post_transform(transform)
