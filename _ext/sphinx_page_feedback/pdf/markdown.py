"""The Markdown of a form file as nodes, for formats that are not HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from markdown_it import MarkdownIt
from sphinx.addnodes import pending_xref

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from markdown_it.token import Token

_ELEMENTS: dict[str, type[nodes.Element]] = {
    "em_open": nodes.emphasis,
    "strong_open": nodes.strong,
    "bullet_list_open": nodes.bullet_list,
    "ordered_list_open": nodes.enumerated_list,
    "list_item_open": nodes.list_item,
    "blockquote_open": nodes.block_quote,
}
_CODE = {"code_inline", "code_block", "fence"}


def markdown_nodes(text: str, docname: str, docnames: Container[str]) -> list[nodes.Node]:
    """Parse CommonMark without raw HTML; an element that has no node keeps its text.

    Args:
        text: The Markdown.
        docname: The page that it is shown on.
        docnames: Every page; a link may name one, or a place on it.
    """
    root = nodes.container()
    _append(root, MarkdownIt("commonmark", {"html": False}).parse(text))
    for link in list(root.findall(nodes.reference)):
        page = link["refuri"].partition("#")[0]
        if page in docnames:
            link.replace_self(page_reference(docname, page, *link.children))
    return list(root.children)


def page_reference(docname: str, target: str, *text: nodes.Node) -> pending_xref:
    """Return a link to a page, which Sphinx resolves.

    Args:
        docname: The page that it is on.
        target: The page that it leads to.
        text: The text of the link.
    """
    # As the role `doc` makes it, so that each builder resolves it its way.
    return pending_xref(
        "",
        nodes.inline("", "", *text),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{target}",
        refexplicit=True,
        refwarn=True,
        refdoc=docname,
    )


def _append(here: nodes.Element, tokens: Iterable[Token]) -> None:
    """Append the nodes of some tokens to a node."""
    # markdown-it's tokens are a flat list of openings and closings; docutils wants a tree.
    for token in tokens:
        if token.type == "text":
            here += nodes.Text(token.content)
        elif token.type in _CODE:
            here += nodes.literal("", token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            here += nodes.Text("\n")
        elif token.children:
            _append(here, token.children)
        elif token.nesting > 0:
            inner = _element(token)
            here += inner
            here = inner
        elif token.nesting < 0 and here.parent is not None:
            here = here.parent


def _element(token: Token) -> nodes.Element:
    if token.type == "link_open":
        return nodes.reference("", "", refuri=str(token.attrGet("href")), internal=False)
    # A heading becomes a paragraph: docutils has headings only in sections.
    return _ELEMENTS.get(token.type, nodes.paragraph)()
