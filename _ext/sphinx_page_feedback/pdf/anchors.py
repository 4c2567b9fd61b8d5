"""Anchors of a book in one page of HTML: unique to each page, and links lead to them."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_page_feedback.render import page_address

PAGE_ANCHOR = "document-"
"""What Sphinx's builder for a single page puts before a docname."""
_PAGE = f"#{PAGE_ANCHOR}"


class PrefixAnchors(SphinxPostTransform):
    """Put the docname before each anchor: two pages may use the same one.

    Sphinx leaves a link to a place on another page as ``#document-page#anchor``, which leads
    nowhere.
    """

    default_priority = 900  # after all links have been resolved

    def run(self, **_kwargs: Any) -> None:
        """Rename the anchors, and whatever points to them."""
        pages = {page["docname"] for page in self.document.findall(start_of_file)}
        self._lead_to_site({self.config.root_doc, *pages})
        _rename(self.document, self.config.root_doc)
        _name_heading(self.document, self.config.root_doc)
        # From the last, since pages are nested, and each is replaced by what is in it.
        for page in reversed(list(self.document.findall(start_of_file))):
            _name_heading(page, page["docname"])
            at = page.parent.index(page)
            # WeasyPrint would put the empty span of the page's own anchor on the sheet before.
            page.parent[at : at + 1] = page.children

    def _lead_to_site(self, pages: set[str]) -> None:
        """Let links to pages that are not in the book lead to the site."""
        for link in list(self.document.findall(nodes.reference)):
            page, mark, anchor = link.get("refuri", "").removeprefix(_PAGE).partition("#")
            if not link.get("refuri", "").startswith(_PAGE) or page in pages:
                continue
            if address := page_address(self.config, page):
                link["refuri"], link["internal"] = f"{address}{mark}{anchor}", False
            else:
                link.replace_self(link.children)


def join_address(address: str) -> str:
    """Return where ``#document-page#anchor`` leads; other addresses stay.

    Args:
        address: The address of a link.
    """
    page, mark, anchor = address.removeprefix(_PAGE).partition("#")
    if not address.startswith(_PAGE) or not mark:
        return address
    return f"#{prefixed_anchor(page, anchor)}"


def prefixed_anchor(docname: str, name: str) -> str:
    """Return the anchor in the book of an anchor on a page."""
    return f"{docname}--{name}"


def _rename(node: nodes.Element, docname: str) -> None:
    if isinstance(node, start_of_file):
        docname = node["docname"]
    node["ids"] = [prefixed_anchor(docname, name) for name in node["ids"]]
    if "refid" in node:
        node["refid"] = prefixed_anchor(docname, node["refid"])
    address = node.get("refuri", "")
    if address.startswith("#") and not address.startswith(_PAGE):
        node["refuri"] = f"#{prefixed_anchor(docname, address[1:])}"
    elif address:
        node["refuri"] = join_address(address)
    for child in node.children:
        if isinstance(child, nodes.Element):
            _rename(child, docname)


def _name_heading(page: nodes.Element, docname: str) -> None:
    """Let links to a page lead to its heading."""
    top = next(iter(page.findall(nodes.section)), None)
    if top is not None:
        top["ids"].append(f"{PAGE_ANCHOR}{docname}")
