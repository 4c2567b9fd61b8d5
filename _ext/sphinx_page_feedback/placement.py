"""Placement of one form on each page, as front matter, directive and ``conf.py`` say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx.addnodes import start_of_file
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.transforms.post_transforms import SphinxPostTransform

from .globs import wants_form
from .log import warn
from .nodes import feedback, form_overrides, forms_in_text, pages_with_form
from .problems import Code, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PAGE_KEY = "feedback"
"""The key of a page's front matter."""
_OPTIONS = {"disabled", "form", "title"}
# MyST hands the values of front matter over as text: `false` arrives as `False`.
_NO, _YES = {"false", "no", "off", "none"}, {"true", "yes", "on", ""}


class FormCollector(EnvironmentCollector):
    """Place a form on each page as it is read, and remember which form it got."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page that is about to be read again or is gone."""
        del app
        pages_with_form(env).pop(docname, None)
        form_overrides(env).pop(docname, None)

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
        # Only of its pages: the other process began with a copy of the whole record.
        pages_with_form(env).update({name: read[name] for name in docnames if name in read})
        overrides = form_overrides(other)
        form_overrides(env).update(
            {name: overrides[name] for name in docnames if name in overrides}
        )

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Give the page its form."""
        docname = app.env.docname
        # Most pages have no directive, and need not be searched.
        forms = list(doctree.findall(feedback)) if forms_in_text(app.env) else []
        node = _keep_first(forms)
        if node is None:
            node = _requested_form(app, docname)
            if node is None:
                return
            # A node that no parser made has no source; warnings of its form would name no file.
            node.source, node.line = doctree.get("source"), 1
            doctree.append(node)  # after the footnotes, which MyST puts at the very end
        node["form"] = node["form"] or app.config.feedback_default_form
        pages_with_form(app.env)[docname] = node["form"]
        overrides = {key: node[key] for key in ("title", "disabled") if node[key]}
        if overrides:
            form_overrides(app.env)[docname] = overrides


def _keep_first(forms: list[feedback]) -> feedback | None:
    """Remove all forms of a page but the first: their ids would be the same."""
    for extra in forms[1:]:
        cause = "a second form on this page is left out"
        cure = "Keep one feedback directive a page."
        warn(Code.DUPLICATE_FORM, cause, cure, location=extra)
        extra.parent.remove(extra)
    return forms[0] if forms else None


def _requested_form(app: Sphinx, docname: str) -> feedback | None:
    """Return the node that front matter or ``conf.py`` ask for; ``None`` if neither does."""
    value = app.env.metadata[docname].get(PAGE_KEY)
    if value is None and not wants_form(docname, app.config):
        return None
    options = _page_options(str(value or ""), docname)
    if options is None:
        return None
    return feedback(
        "", **{"form": "", "docname": docname, "title": "", "disabled": "", **options}
    )


def _page_options(text: str, docname: str) -> dict[str, str] | None:
    """Parse ``false``, ``main`` or ``{"form": "main", "title": …}``; ``None`` means no form."""
    if text.strip().lower() in _NO:
        return None
    if text.strip().lower() in _YES:
        return {}
    if not text.lstrip().startswith("{"):
        return {"form": text.strip()}
    try:
        options: dict[str, Any] = json.loads(text)  # MyST hands a mapping over as JSON
    except ValueError:
        cause = f"the options of this page's form cannot be read: {text.strip()}"
        cure = "Write the name of a form; for a title as well, use the directive."
        warn(Code.PAGE_OPTION, cause, cure, location=docname)
        return {}
    for key in options.keys() - _OPTIONS:
        cause = f'"{key}" is not an option of a page\'s form'
        warn(Code.PAGE_OPTION, cause, did_you_mean(key, _OPTIONS), location=docname)
    return {key: str(value) for key, value in options.items() if key in _OPTIONS}


class FormBeforeSubpages(SphinxPostTransform):
    """Where pages are assembled into one, end a page's own text with its form.

    The pages below it were put where its table of contents stood; without this the form
    would follow the last of them.
    """

    default_priority = 5  # before forms are replaced (6), while they can still be found
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
