"""The node of a form in a document tree, and the record of the pages that have one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

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
    """


def pages_with_form(env: BuildEnvironment) -> dict[str, str]:
    """Return the form's name of each page that has a form, by docname.

    Args:
        env: Sphinx's environment, which keeps the record between builds.
    """
    # Plain strings, since Sphinx pickles its environment.
    pages: dict[str, str] = vars(env).setdefault("feedback_pages", {})
    return pages


def form_overrides(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    """Return what each page states for its form: ``title`` and ``disabled``, by docname.

    Args:
        env: Sphinx's environment, which keeps the record between builds.
    """
    overrides: dict[str, dict[str, str]] = vars(env).setdefault("feedback_overrides", {})
    return overrides


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
