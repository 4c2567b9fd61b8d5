"""The changes to the pages of a site that make a book of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    accessible,
    anchors,
    box_html,
    box_latex,
    cards,
    images,
    keep_with_next,
    notes,
    order,
)
from .box import feedback_box
from .form import FormOnPaper

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_page_feedback.config import SiteConfig

BUILDERS = ("latex", accessible.NAME)
_ALWAYS = (order.NoFootnoteRules, order.NoFormOnBareFront, FormOnPaper)
_ORDER = (order.SubpagesLast, order.FrontPageAsChapter, cards.LinkCardTitles)
_LATEX = (keep_with_next.RoomForBoxes,)
_LATEX_STYLE = (
    *_ORDER,
    notes.AddressesInNotes,
    notes.NotesInOrder,
    images.KeepDescriptions,
)
_ACCESSIBLE = (
    *_ORDER,
    order.TitleOnCover,
    notes.NotesWhereReferred,
    anchors.AnchorsOfPages,
)


def register(app: Sphinx) -> None:
    """Register what a book consists of.

    Args:
        app: The application.
    """
    app.add_transform(images.FindNamesWithSpaces)
    app.add_node(
        feedback_box, latex=(box_latex.visit_box, None), html=(box_html.visit_box, None)
    )
    app.add_node(keep_with_next.feedback_room, latex=(keep_with_next.visit_room, None))
    app.add_node(
        images.described_image,
        latex=(images.visit_described_image, images.depart_described_image),
    )
    app.add_html_theme(accessible.THEME, str(accessible.THEME_FOLDER))
    app.add_builder(accessible.AccessiblePDFBuilder)


def print_pages(app: Sphinx) -> None:
    """Register the transforms that make a book of the pages.

    Args:
        app: The application; its builder is one of ``BUILDERS``.
    """
    setup: SiteConfig = app.config.feedback_setup
    if app.builder.name == accessible.NAME:
        chosen = _ACCESSIBLE
    else:
        chosen = (*_LATEX, *(_LATEX_STYLE if setup.options.pdf_style else ()))
    for transform in (*_ALWAYS, *chosen):
        app.add_post_transform(transform)
