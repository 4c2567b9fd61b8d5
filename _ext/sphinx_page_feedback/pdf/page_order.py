"""The order of a book: the text and form of a page, then the pages below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_page_feedback.nodes import feedback

if TYPE_CHECKING:
    from collections.abc import Iterable


class SubpagesLast(SphinxPostTransform):
    """Put the pages below a page after its text, wherever its table of contents stands.

    A table of contents in a page's last section would otherwise make sub-sections of whole
    pages, and what follows it on the page would follow all of them.
    """

    default_priority = 3  # before FormBeforeSubpages, 5, which puts forms before such pages

    def run(self, **_kwargs: Any) -> None:
        """Move the pages, those furthest down first."""
        pages: list[nodes.Element] = [self.document, *self.document.findall(start_of_file)]
        for page in reversed(pages):
            top = next(iter(page.findall(nodes.section)), None)
            if top is not None:
                _move(_below(page), to=top)


class FrontPageAsChapter(SphinxPostTransform):
    """Make a chapter of the text of the first page, whose title is on the cover."""

    default_priority = 4  # after SubpagesLast, 3, which makes wrappers children of the section

    def run(self, **_kwargs: Any) -> None:
        """Put the page's text one level down."""
        top = next((node for node in self.document if isinstance(node, nodes.section)), None)
        below = _below(self.document)
        if top is None or not below:
            return
        forms = [node for node in self.document if isinstance(node, feedback)]
        text = [node for node in top[1:] if node not in below]
        for node in [*text, *forms]:
            node.parent.remove(node)
        if forms or any(map(_shows, text)):
            # The anchors move along, so that links to the page lead to its text and not to the cover.
            chapter = nodes.section("", top[0].deepcopy(), *text, *forms, ids=top["ids"])
            top["ids"] = []
            top.insert(1, chapter)


class TitleOnCover(SphinxPostTransform):
    """Leave out the title of the first page, which is on the cover of the accessible PDF."""

    default_priority = 800  # the section stays, since links to the page lead to its anchor

    def run(self, **_kwargs: Any) -> None:
        """Remove the first section's title."""
        top = next(iter(self.document.findall(nodes.section)), None)
        if top is not None and _below(self.document) and isinstance(top[0], nodes.title):
            top.pop(0)


class NoFormOnBareFront(SphinxPostTransform):
    """Leave out the form of a first page that is nothing but a title and a table of contents."""

    default_priority = 2  # before FrontPageAsChapter, 4, which would make a chapter of the form

    def run(self, **_kwargs: Any) -> None:
        """Remove the form."""
        forms = [node for node in self.document if isinstance(node, feedback)]
        tops = [node for node in self.document if isinstance(node, nodes.section)]
        if _below(self.document) and not any(_shows(node) for top in tops for node in top[1:]):
            for form in forms:
                form.parent.remove(form)


def _below(page: nodes.Element) -> list[nodes.Element]:
    """Return the wrappers of the pages that are directly below a page.

    It looks downwards only: a node in an assembled page still takes the page's old document
    for its parent.
    """
    wrappers: list[nodes.Element] = []
    for node in page.children:
        if isinstance(node, start_of_file) or not isinstance(node, nodes.Element):
            continue
        is_toctree = isinstance(node, nodes.compound) and "toctree-wrapper" in node["classes"]
        if is_toctree and any(isinstance(inner, start_of_file) for inner in node):
            wrappers.append(node)
        else:
            wrappers += _below(node)
    return wrappers


def _move(wrappers: Iterable[nodes.Element], to: nodes.Element) -> None:
    for wrapper in wrappers:
        wrapper.parent.remove(wrapper)
        to += wrapper


def _shows(node: nodes.Node) -> bool:
    """Return whether a node prints anything; a bare table of contents does not."""
    return not isinstance(node, (nodes.Invisible, feedback, nodes.compound)) and bool(
        node.astext().strip() or list(node.findall(nodes.image))
    )
