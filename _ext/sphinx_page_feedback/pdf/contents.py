"""The table of contents of the accessible PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.addnodes import compact_paragraph, toctree
from sphinx.environment.adapters.toctree import TocTree

from sphinx_page_feedback.titles import page_title

from .anchors import join_address
from .maths import draw_formulas
from .numbers import appendix_letter

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

    from .documents import Document


def render_contents(builder: StandaloneHTMLBuilder, document: Document) -> str:
    """Return the contents as HTML: chapters, and pages or sections below them.

    Args:
        builder: The builder that makes the document.
        document: The document.
    """
    env, start = builder.env, document.start
    contents = TocTree(env)  # the functions below it differ from Sphinx 8.2 to 9
    lists = [
        contents.resolve(start, builder, node, maxdepth=2, includehidden=True)
        for node in env.get_doctree(start).findall(toctree)
    ]
    found = [entries for entries in lists if entries is not None]
    if not found:
        return ""
    tree = found[0]
    for entries in found[1:]:
        tree.extend(entries.children)
    _add_appendices(tree, builder, document)
    draw_formulas(tree, env, start)
    for link in tree.findall(nodes.reference):
        link["refuri"] = join_address(link["refuri"])
    return str(builder.render_partial(tree)["fragment"])


def _add_appendices(
    tree: nodes.Element, builder: StandaloneHTMLBuilder, document: Document
) -> None:
    """Add to the contents what no ``toctree`` lists."""
    lists = list(tree.findall(nodes.bullet_list))
    for docname in document.appendices if lists else ():
        letter = appendix_letter(document.appendices, docname)
        title = f"{letter}. {page_title(builder.env, docname)}"
        link = nodes.reference("", title, refuri=f"#document-{docname}", internal=True)
        entry = compact_paragraph("", "", link)
        lists[0] += nodes.list_item("", entry, classes=["toctree-l1"])
