"""One form on every page that wants one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx.addnodes import start_of_file
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.transforms.post_transforms import SphinxPostTransform

from .globs import wants_form
from .log import warn
from .nodes import feedback, forms_in_text, pages_with_form
from .problems import Code

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PAGE_KEY = "feedback"
"""The key of a page's front matter."""
_NO, _YES = {"false", "no", "off", "none"}, {"true", "yes", "on", ""}


class FormCollector(EnvironmentCollector):
    """Place a form on each page as it is read, and remember which form it got."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page that is about to be read again or is gone."""
        del app
        pages_with_form(env).pop(docname, None)

    def merge_other(
        self,
        app: Sphinx,
        env: BuildEnvironment,
        docnames: AbstractSet[str],
        other: BuildEnvironment,
    ) -> None:
        """Take over the pages that another process has read."""
        del app
        read = pages_with_form(other)
        pages_with_form(env).update({name: read[name] for name in docnames if name in read})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Give the page its form."""
        docname = app.env.docname
        asked = forms_in_text(app.env)  # most pages have none, and need not be searched
        node = _keep_first(list(doctree.findall(feedback))) if asked else None
        if node is None:
            node = _asked_for(app, docname)
            if node is None:
                return
            node.source, node.line = doctree.get("source"), 1
            doctree.append(node)  # after the footnotes, which MyST puts at the very end
        node["form"] = node["form"] or app.config.feedback_default_form
        pages_with_form(app.env)[docname] = node["form"]


def _keep_first(found: list[feedback]) -> feedback | None:
    """A page has one form: its ids and its submissions would be mixed up otherwise."""
    for extra in found[1:]:
        cause = "a second form on this page is left out"
        cure = "Keep one feedback directive a page."
        warn(Code.DUPLICATE_FORM, cause, cure, location=extra)
        extra.parent.remove(extra)
    return found[0] if found else None


def _asked_for(app: Sphinx, docname: str) -> feedback | None:
    """Return the node that front matter or ``conf.py`` ask for, if they do."""
    said = app.env.metadata[docname].get(PAGE_KEY)
    if said is None and not wants_form(docname, app.config):
        return None
    options = _page_options(str(said or ""), docname)
    if options is None:
        return None
    return feedback(
        "", **{"form": "", "docname": docname, "title": "", "disabled": "", **options}
    )


def _page_options(said: str, docname: str) -> dict[str, str] | None:
    """Read ``false``, ``main`` or ``{form: main, title: …}``; ``None`` means no form."""
    if said.strip().lower() in _NO:
        return None
    if said.strip().lower() in _YES:
        return {}
    if not said.lstrip().startswith("{"):
        return {"form": said.strip()}
    options: dict[str, Any] = json.loads(said)  # MyST hands a mapping over as JSON
    for key in options.keys() - {"form", "title", "disabled"}:
        cause = f'"{key}" is not an option of a page\'s form'
        warn(Code.PAGE_OPTION, cause, "Known: disabled, form, title.", location=docname)
    return {
        key: str(value)
        for key, value in options.items()
        if key in {"form", "title", "disabled"}
    }


class FormBeforeSubpages(SphinxPostTransform):
    """Where pages are assembled into one, end a page's own text with its form.

    The pages below it were put where its table of contents stood; without this the form
    would follow the last of them.
    """

    default_priority = 5
    builders = ("feedback-pdf", "latex", "man", "singlehtml", "texinfo")

    def run(self, **_kwargs: Any) -> None:
        """Move each form before the first page that is nested beside it."""
        for node in list(self.document.findall(feedback)):
            below = (
                page for page in node.parent.findall(start_of_file) if page is not node.parent
            )
            wrapper = next((page.parent for page in below), None)
            if wrapper is not None:
                node.parent.remove(node)
                wrapper.parent.insert(wrapper.parent.index(wrapper), node)
