"""Links to a form that say what it is to be about: ``feedback.md?page=report/status``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join
from sphinx.util.nodes import make_refnode

from sphinx_page_feedback.log import warn
from sphinx_page_feedback.model import CAME_FROM
from sphinx_page_feedback.nodes import every
from sphinx_page_feedback.outputs import form_on_page, output_of
from sphinx_page_feedback.problems import Code, did_you_mean, guess
from sphinx_page_feedback.titles import page_title, section_titles

from .address import FORM_ANCHOR
from .intro import page_name_cure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

ROLE = "feedback"
"""The role that links a form, as ``:doc:`` links a page; also the type of its reference."""
_KEYS = {"page", "section", "from"}


class LinkInMarkdown(SphinxPostTransform):
    """Turn Markdown links that say what a form is to be about into references of the role."""

    default_priority = 8  # before MyST looks for a file with the query in its name, 9

    def run(self, **_kwargs: Any) -> None:
        """Rename their type."""
        for node in every(self.document, pending_xref):
            if (
                "?" in node["reftarget"]
                and node["reftype"] == "myst"
                and _KEYS & _about(node).keys()
            ):
                node["reftype"] = ROLE


def resolve_link(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.Element
) -> nodes.Element | None:
    """Give a link to a form an address that says which page and section it is about.

    Args:
        app: The application. Where it writes no forms, the link leads to the form's page.
        env: Its environment.
        node: A reference, perhaps no link to a form.
        content: What the reader sees of it.

    Returns:
        The link, its content if it leads nowhere, or ``None`` if it is no link to a form.
    """
    if node["reftype"] != ROLE:
        return None
    target, about = urlsplit(node["reftarget"]), _about(node)
    docname = _docname(env, node["refdoc"], target.path)
    for cause, cure in _mistakes(app, target.path, docname, about):
        warn(Code.FORM_LINK, cause, cure, location=node)
    if docname not in env.all_docs:
        return content
    if not content.astext():
        content += nodes.Text(page_title(env, docname))
    builder, output = app.builder, output_of(app.builder)
    # In a book a query means nothing; in a single page it would load the page again.
    if output.shows != "form" or output.assembled:
        return make_refnode(builder, node["refdoc"], docname, "", content)
    page = builder.get_relative_uri(node["refdoc"], docname).partition("#")[0]
    # A slash may stand in a query (RFC 3986, 3.4), and leaves the docname readable.
    query = urlencode(about, safe="/", quote_via=quote)
    address = f"{page}{'?' if query else ''}{query}#{target.fragment or FORM_ANCHOR}"
    return nodes.reference("", "", content, internal=True, refuri=address)


def _about(node: pending_xref) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(node["reftarget"]).query, keep_blank_values=True))


def _docname(env: BuildEnvironment, refdoc: str, path: str) -> str:
    """Return the page that a path means, with or without the ending of its file."""
    joined = docname_join(refdoc, path) if path else refdoc
    # Markdown links a file with its ending, the role a docname without.
    endings = [ending for ending in env.config.source_suffix if joined.endswith(ending)]
    return next((joined.removesuffix(ending) for ending in endings), joined)


def _mistakes(
    app: Sphinx, path: str, docname: str, about: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield cause and cure for each part of a link that the form would ignore."""
    env = app.env
    if docname not in env.all_docs:
        cure = f"{guess(docname, env.all_docs)}Write the path of a file, as seen from this one."
        yield f'the link leads to "{path}", which does not exist', cure
        return
    if not form_on_page(app, docname):
        yield f'the link leads to "{path}", which has no form', "Name a page with a form."
        return
    for key in sorted(about.keys() - _KEYS):
        yield f'"{key}" in the link tells a form nothing', did_you_mean(key, _KEYS)
    if (place := about.get("from", CAME_FROM[0])) not in CAME_FROM:
        cause = f'the link comes from "{place}", which no form knows'
        yield cause, did_you_mean(place, CAME_FROM)
    page = about.get("page", docname)
    if page not in env.all_docs:
        cause = f'the link is about the page "{page}", which does not exist'
        yield cause, page_name_cure(page, env)
    elif "section" in about and about["section"] not in (titles := section_titles(env, page)):
        cause = f'the page "{page}" has no section "{about["section"]}"'
        yield cause, did_you_mean(about["section"], titles)
