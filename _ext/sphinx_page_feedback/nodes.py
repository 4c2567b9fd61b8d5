"""The node of a form in a document tree, and what is kept of the forms of each page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

_Kind = TypeVar("_Kind", bound=nodes.Node)


class feedback(nodes.General, nodes.Element):  # noqa: N801 (nodes are lower_snake)
    """A form; it carries plain strings only.

    What it looks like is made when the page is written, so that a changed question
    re-writes pages and re-reads none.

    Attributes:
        form: The form's name.
        docname: The page that it belongs to, also when pages are assembled into one.
        title: A heading other than the form's own, or empty.
        disabled: The reason why it sends nothing; empty if it sends.
        number: Its place in the record of the page.
    """


class FormRecord(TypedDict):
    """A form that a page may have: what its node says, as plain strings.

    Attributes:
        form: The form's name.
        title: As of the node.
        disabled: As of the node.
        only: The expressions of the ``only`` directives around it.
        chosen_by: A ``directive``, the ``page``, a ``glob``, or the ``default`` glob.
    """

    form: str
    title: str
    disabled: str
    only: list[str]
    chosen_by: str


class PageRecord(TypedDict):
    """What is kept of a page.

    Attributes:
        forms: The forms that it may have; the first whose conditions hold counts.
        without: Why it has none by itself; empty if it may have one.
    """

    forms: list[FormRecord]
    without: str


def page_records(env: BuildEnvironment) -> dict[str, PageRecord]:
    """Return what is kept of each page, by docname.

    Which builder will be at work, and with which tags, is not known when a page is read.

    Args:
        env: Sphinx's environment, which keeps the record between builds.
    """
    # Plain data, since Sphinx pickles its environment.
    records: dict[str, PageRecord] = vars(env).setdefault("feedback_pages", {})
    return records


def stubs_by_page(env: BuildEnvironment) -> dict[str, list[str]]:
    """Return the pages that autosummary writes, by the page that asks for them.

    Args:
        env: Sphinx's environment, which keeps the record between builds.
    """
    stubs: dict[str, list[str]] = vars(env).setdefault("feedback_stubs", {})
    return stubs


def forms_in_text(env: BuildEnvironment) -> list[feedback]:
    """Return the forms that directives of the page being read have asked for.

    Args:
        env: Sphinx's environment, which forgets them when the next page is read.
    """
    kept: Any = env.temp_data  # typed for Sphinx's own keys alone
    forms: list[feedback] = kept.setdefault("feedback_forms", [])
    return forms


def every(root: nodes.Node, kind: type[_Kind]) -> list[_Kind]:
    """Return the nodes of a kind, the outer ones first.

    A build searches every page; docutils' ``findall``, a generator for each node, takes
    several times as long.

    Args:
        root: Where to search; itself is looked at too.
        kind: A class of nodes.
    """
    matches: list[_Kind] = []
    level: list[nodes.Node] = [root]
    while level:
        matches += [node for node in level if isinstance(node, kind)]
        level = [child for node in level for child in node.children]
    return matches
