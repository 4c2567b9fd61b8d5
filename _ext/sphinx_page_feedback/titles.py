"""The titles of pages and sections as a reader reads them, without markup."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

_NOT_READ = {"noscript", "script", "style", "template"}
# Elements at which a browser starts a new line, so words beside them do not touch.
_BREAKS = {"br", "div", "hr", "li", "p"}
_NO_TITLE = "<no title>"
"""What Sphinx calls a page without a heading."""


def page_title(env: BuildEnvironment, docname: str) -> str:
    """Return the title of a page, made from its name where no heading can be read.

    Args:
        env: Sphinx's environment.
        docname: The page.
    """
    title = readable_text(env.titles[docname])
    if title and title != _NO_TITLE:
        return title
    folder, _, name = docname.rpartition("/")
    # "Index" says nothing; the first page stands for the project, others for their folder.
    if name == "index" and not folder:
        return str(env.config.project)
    return _name_as_text(folder.rpartition("/")[2] if name == "index" else name)


def section_titles(env: BuildEnvironment, docname: str) -> dict[str, str]:
    """Return the title of each section below a page's title, by its anchor.

    Args:
        env: Sphinx's environment.
        docname: The page.
    """
    # The entry of the page's title has an empty anchor, and is left out.
    links = env.tocs[docname].findall(nodes.reference)
    anchors = {link["anchorname"][1:]: link for link in links if link.get("anchorname")}
    return {
        anchor: readable_text(link) or _name_as_text(anchor) for anchor, link in anchors.items()
    }


def readable_text(node: nodes.Node) -> str:
    """Return the text of a node as a browser shows it, in one line.

    Raw HTML is parsed together with the text around it, since the tags of one element are
    nodes of their own: ``CO<sub>2</sub>`` is three nodes.

    Args:
        node: A title, or a link to one.
    """
    parser = _TextOfHtml()
    parser.feed("".join(_as_html(node)))
    parser.close()
    return " ".join("".join(parser.text).split())


def _as_html(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.Text):
        return [escape(node.astext())]
    if isinstance(node, nodes.raw):
        return [node.astext()] if "html" in node["format"].split() else []
    if isinstance(node, nodes.image):
        return [escape(node.get("alt", ""))]
    # The mark of a footnote is no part of a title: its number changes with other notes.
    if isinstance(node, (nodes.Invisible, nodes.footnote_reference)):
        return []
    return [part for child in node.children for part in _as_html(child)]


class _TextOfHtml(HTMLParser):
    """Collect the text of HTML, and the alternative texts of its images."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NOT_READ:
            self._hidden += 1
        elif tag in _BREAKS:
            self.text.append(" ")
        elif tag == "img":
            self.text.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _NOT_READ and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


def _name_as_text(name: str) -> str:
    text = name.replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:] or name
