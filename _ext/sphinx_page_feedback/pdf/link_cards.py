"""Cards of sphinx-design in a book: a card that is a link has the link in its title."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

_STRETCHED, _CARD, _TITLE = "sd-stretched-link", "sd-card", "sd-card-title"


class LinkCardTitles(SphinxPostTransform):
    """Where all of a card is a link on the site, link its title in the book.

    The site hides the text of such a link; a book would print it below the card.
    """

    default_priority = 4  # before Sphinx resolves what the links point to, 10

    def run(self, **_kwargs: Any) -> None:
        """Move each such link around the title of its card."""
        links = [node for node in self.document.findall(nodes.Element) if _is_stretched(node)]
        for link in links:
            title = _title(link)
            if title is not None:
                _move(link, title)


def _is_stretched(node: nodes.Element) -> bool:
    return _STRETCHED in node.get("classes", ())


def _title(link: nodes.Element) -> nodes.Element | None:
    """Return the paragraph of the title of the card that a link stretches over."""
    card = link.parent
    while card is not None and _CARD not in card.get("classes", ()):
        card = card.parent
    titles = [] if card is None else list(card.findall(nodes.container))
    return next((title[0] for title in titles if _TITLE in title["classes"] and title), None)


def _move(link: nodes.Element, title: nodes.Element) -> None:
    link.parent.remove(link)
    # `type(link)`, since a link to a page is still a `pending_xref` here.
    if any(title.findall(lambda node: isinstance(node, (nodes.reference, type(link))))):
        return  # the title leads somewhere already
    # Explicit, or Sphinx would put the title of the target in place of the card's.
    link["classes"], link["refexplicit"] = [], True
    # One node around all, since Sphinx takes the first child of a reference for its text.
    link[:] = [nodes.inline("", "", *title.children)]
    title[:] = [link]
