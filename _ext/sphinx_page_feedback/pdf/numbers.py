"""The numbers of sections, figures and appendices, which one page of HTML would lose.

Sphinx numbers by docname and anchor, and looks numbers up for its own builders by name.
"""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.transforms.post_transforms import SphinxPostTransform

from .anchors import prefixed_anchor

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

Numbers = dict[str, dict[str, tuple[int, ...]]]
"""By kind of figure, then by anchor."""


class NumberSections(SphinxPostTransform):
    """Put the number of a section into its title, where the HTML writer looks first."""

    default_priority = 800  # while each page is still in its own ``start_of_file``

    def run(self, **_kwargs: Any) -> None:
        """Number the sections of all pages."""
        self._number(self.document, self.config.root_doc)

    def _number(self, node: nodes.Element, docname: str) -> None:
        for child in node.children:
            if isinstance(child, start_of_file):
                self._number(child, child["docname"])
            elif isinstance(child, nodes.Element):
                if isinstance(child, nodes.title) and isinstance(node, nodes.section):
                    self._number_title(child, docname, node)
                self._number(child, docname)

    def _number_title(self, title: nodes.title, docname: str, section: nodes.section) -> None:
        numbers = self.env.toc_secnumbers.get(docname, {})
        # `toc_secnumbers` has anchors with #, and `toc_fignumbers` without.
        anchors = {f"#{anchor}" for anchor in section["ids"]} & numbers.keys()
        is_top = isinstance(section.parent, (start_of_file, nodes.document))
        number: Any = next((numbers[anchor] for anchor in anchors), None)
        if is_top:
            letter = appendix_letter(self.config.latex_appendices, docname)
            # Sphinx keeps the number of a page's title under an empty anchor.
            number = (letter,) if letter else number or numbers.get("")
        if number:
            title["secnumber"] = number


def appendix_letter(appendices: list[str], docname: str) -> str:
    """Return the letter of an appendix, AA after Z; empty for other pages.

    Args:
        appendices: ``latex_appendices``.
        docname: A page.
    """
    if docname not in appendices:
        return ""
    letters, rest = "", appendices.index(docname) + 1
    while rest:
        rest, place = divmod(rest - 1, len(ascii_uppercase))
        letters = ascii_uppercase[place] + letters
    return letters


def figure_numbers(env: BuildEnvironment) -> Numbers:
    """Return the numbers of figures, tables and listings by their anchors in the book.

    Args:
        env: Sphinx's environment, which has them by page.
    """
    numbers: Numbers = {}
    for docname, kinds in env.toc_fignumbers.items():
        for kind, anchors in kinds.items():
            for anchor, number in anchors.items():
                numbers.setdefault(kind, {})[prefixed_anchor(docname, anchor)] = number
    return numbers
