"""Register what a book consists of, and the changes that make a book of a site's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.latex import LaTeXBuilder

from sphinx_page_feedback.outputs import forms_by_page
from sphinx_page_feedback.problems import Code, Problem

from . import (
    accessible,
    anchors,
    box_html,
    box_latex,
    code_lines,
    columns,
    footnotes,
    image_alt,
    image_names,
    keep_with_next,
    link_cards,
    maths,
    numbers,
    page_order,
)
from .box import feedback_box
from .form import PrintForms
from .gate import stop_build

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_page_feedback.config import SiteConfig

# Sphinx sorts transforms by priority, so these tuples say which apply, not in which order.
_ALWAYS = (footnotes.NoFootnoteRules, page_order.NoFormOnBareFront)
_ORDER = (page_order.SubpagesLast, page_order.FrontPageAsChapter, link_cards.LinkCardTitles)
_LATEX = (keep_with_next.KeepBoxWithLastBlock,)
_LATEX_STYLE = (
    *_ORDER,
    footnotes.AddressesBesideLinks,
    footnotes.FootnotesInOneSeries,
    image_alt.KeepAltTexts,
    columns.AlignFigures,
)
_ACCESSIBLE = (
    *_ORDER,
    numbers.NumberSections,
    maths.DrawFormulas,
    code_lines.BreakLongCode,
    page_order.TitleOnCover,
    footnotes.FootnotesInline,
    anchors.PrefixAnchors,
)


def register(app: Sphinx) -> None:
    """Register the nodes, the theme and the builder of the accessible PDF.

    Args:
        app: The application.
    """
    # While pages are read, for every builder: Sphinx looks for the images of a page only then.
    app.add_transform(image_names.FindImagesWithSpaces)
    # Only the two builders of books make these nodes, so other formats need no visitors.
    app.add_node(
        feedback_box, latex=(box_latex.visit_box, None), html=(box_html.visit_box, None)
    )
    app.add_node(
        keep_with_next.keep_with_next, latex=(keep_with_next.visit_keep_with_next, None)
    )
    app.add_node(
        image_alt.described_image,
        latex=(image_alt.visit_described_image, image_alt.depart_described_image),
    )
    app.add_html_theme(accessible.THEME, str(accessible.THEME_FOLDER))
    app.add_builder(accessible.AccessiblePDFBuilder)
    # Before the warning that other outputs get for the same.
    app.connect("env-updated", _require_base_url, priority=400)


def _require_base_url(app: Sphinx, _env: BuildEnvironment) -> list[str]:
    """Stop an accessible PDF whose pages could not name their forms."""
    setup: SiteConfig = app.config.feedback_setup
    is_silent = setup.base_url or setup.options.pdf_box == "none"
    if isinstance(app.builder, accessible.AccessiblePDFBuilder) and not is_silent:
        cause = "its form cannot be reached, since the address of the site is not set"
        cure = 'Set html_baseurl = "https://…", or feedback_pdf_box = "none".'
        problems = [Problem(Code.BASE_URL, cause, cure, place=at) for at in forms_by_page(app)]
        if problems:
            stop_build(problems)
    return []


def makes_a_book(builder: Builder) -> bool:
    """Return whether a builder makes a book, with a box and not a sentence on each page.

    Args:
        builder: Any builder.
    """
    return isinstance(builder, (LaTeXBuilder, accessible.AccessiblePDFBuilder))


def add_book_transforms(app: Sphinx) -> None:
    """Register the transforms that make a book of the pages.

    Args:
        app: The application; its builder makes a book.
    """
    setup: SiteConfig = app.config.feedback_setup
    if isinstance(app.builder, accessible.AccessiblePDFBuilder):
        transforms = _ACCESSIBLE
    else:
        transforms = (*_LATEX, *(_LATEX_STYLE if setup.options.pdf_style else ()))
    for transform in (*_ALWAYS, PrintForms.of(app), *transforms):
        app.add_post_transform(transform)
