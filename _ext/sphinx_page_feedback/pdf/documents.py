"""The documents of ``latex_documents``, each of which gets an accessible PDF of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import new_document
from sphinx.addnodes import toctree

if TYPE_CHECKING:
    from sphinx.config import Config

_ESCAPED = re.compile(r"\\([&%$#_{} ])")
_HYPHEN = re.compile(r"\\sphinxhyphen\{\}|\\@\{\}")


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document.

    Attributes:
        start: The docname of its first page.
        name: The name of its files, without suffix.
        title: Its title; empty if it is that of the first page.
        author: Its author.
        toctree_only: Whether the text of its first page is left out.
        appendices: The docnames of its appendices.
        is_first: Whether title and subtitle of ``feedback_pdf_cover`` are its own.
    """

    start: str
    name: str
    title: str
    author: str
    toctree_only: bool
    appendices: list[str]
    is_first: bool


def read_documents(config: Config) -> list[Document]:
    """Return the documents of a configuration, at least one: else that of the whole site.

    Args:
        config: Sphinx's configuration, whose ``latex_documents`` is LaTeX.
    """
    whole = (config.root_doc, "book.tex", config.html_title, config.author, "manual")
    return [
        Document(
            start=start,
            name=Path(target).stem,
            title=_plain(title) or (config.html_title if number == 0 else ""),
            author=_plain(author) or config.author,
            toctree_only=bool(more and more[0]),
            # As Sphinx does for LaTeX.
            appendices=[] if theme == "howto" else list(config.latex_appendices),
            is_first=number == 0,
        )
        for number, (start, target, title, author, theme, *more) in enumerate(
            config.latex_documents or [whole]
        )
    ]


def only_toctrees(tree: nodes.document) -> nodes.document:
    """Return a page with nothing but its title and its tables of contents.

    Args:
        tree: The page.
    """
    page = new_document("<book>", tree.settings)
    section = nodes.section(ids=["start"])
    section += [nodes.title("", ""), *(node.deepcopy() for node in tree.findall(toctree))]
    page += section
    return page


def _plain(text: str) -> str:
    """Return text of LaTeX as it is read; empty if it has other commands."""
    text = _HYPHEN.sub(lambda match: "-" if "hyphen" in match[0] else "", text)
    text = re.sub(r"\s*\\and\s*|\s*\\\\\s*", ", ", text)
    text = _ESCAPED.sub(r"\1", text.replace("~", "\N{NO-BREAK SPACE}"))
    return "" if "\\" in text else text
