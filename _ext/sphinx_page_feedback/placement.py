"""Placement of the forms of each page, as front matter, directive and ``conf.py`` say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx.addnodes import only
from sphinx.environment.collectors import EnvironmentCollector

from .globs import EVERY_PAGE, including_globs
from .log import warn
from .nodes import every, feedback, forms_in_text, page_records, stubs_by_page
from .problems import Code, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .nodes import FormRecord

PAGE_KEY = "feedback"
"""The key of a page's front matter."""
# Why a page has no form by itself.
BY_PAGE, BY_GLOB, IS_HELPER = "page", "glob", "helper"
_AUTOSUMMARY, _GALLERY_TIMES = "sphinx.ext.autosummary", "sg_execution_times"
_OPTIONS = {"disabled", "form", "title"}
# MyST hands the values of front matter over as text: `false` arrives as `False`.
_NO, _YES = {"false", "no", "off", "none"}, {"true", "yes", "on", ""}


class FormCollector(EnvironmentCollector):
    """Place on each page, as it is read, the forms that it may have, and keep a record."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page that is about to be read again or is gone."""
        del app
        page_records(env).pop(docname, None)
        stubs_by_page(env).pop(docname, None)

    def merge_other(
        self,
        app: Sphinx,
        env: BuildEnvironment,
        docnames: AbstractSet[str],
        other: BuildEnvironment,
    ) -> None:
        """Take over the pages that another process has read."""
        del app
        # Only of its pages: the other process began with a copy of the whole record.
        records, stubs = page_records(other), stubs_by_page(other)
        page_records(env).update({name: records[name] for name in docnames if name in records})
        stubs_by_page(env).update({name: stubs[name] for name in docnames if name in stubs})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Place the forms of a page."""
        docname = app.env.docname
        # Most pages have no directive, and need not be searched.
        directives = list(doctree.findall(feedback)) if forms_in_text(app.env) else []
        forms = _without_seconds({node: _conditions(node) for node in directives})
        without = ""
        # Where every directive has a condition, a build may have none of them.
        if all(forms.values()):
            chosen_by, options, without = _automatic_form(app, docname)
            if chosen_by:
                forms[_append_form(doctree, docname, options, chosen_by)] = []
        for number, node in enumerate(forms):
            node["form"] = node["form"] or app.config.feedback_default_form
            node["number"] = number
        records = [_record(node, only) for node, only in forms.items()]
        page_records(app.env)[docname] = {"forms": records, "without": without}
        if stubs := _stubs(app, doctree):
            stubs_by_page(app.env)[docname] = stubs


def _conditions(node: nodes.Node) -> list[str]:
    """Return the expressions of the ``only`` directives around a node, the inner one first."""
    expressions, parent = [], node.parent
    while parent is not None:
        if isinstance(parent, only):
            expressions.append(parent["expr"])
        parent = parent.parent
    return expressions


def _without_seconds(forms: dict[feedback, list[str]]) -> dict[feedback, list[str]]:
    """Remove each form that could only follow another one: their ids would be the same."""
    kept: dict[feedback, list[str]] = {}
    for node, conditions in forms.items():
        # Wherever all its conditions hold, so do those of the earlier one.
        if any(set(earlier) <= set(conditions) for earlier in kept.values()):
            warn_of_second_form(node)
            node.parent.remove(node)
        else:
            kept[node] = conditions
    return kept


def warn_of_second_form(node: feedback) -> None:
    """Warn of a form that is left out since the page already has one."""
    cause = "a second form on this page is left out"
    cure = "Keep one feedback directive a page."
    warn(Code.DUPLICATE_FORM, cause, cure, location=node)


def _append_form(
    doctree: nodes.document, docname: str, options: dict[str, str], chosen_by: str
) -> feedback:
    strings = {"form": "", "title": "", "disabled": "", **options}
    node = feedback("", docname=docname, chosen_by=chosen_by, **strings)
    # A node that no parser made has no source; warnings of its form would name no file.
    node.source, node.line = doctree.get("source"), 1
    doctree.append(node)  # after the footnotes, which MyST puts at the very end
    return node


def _record(node: feedback, conditions: list[str]) -> FormRecord:
    return {
        "form": node["form"],
        "title": node["title"],
        "disabled": node["disabled"],
        "only": conditions,
        "chosen_by": node["chosen_by"],
    }


def _automatic_form(app: Sphinx, docname: str) -> tuple[str, dict[str, str], str]:
    """Return what chose a page's form, the options of the form, and why there is none.

    Front matter is asked first, then the globs of ``conf.py``.
    """
    value = app.env.metadata[docname].get(PAGE_KEY)
    if value is None:
        globs = including_globs(docname, app.config)
        # A glob of its own is a wish for a form even on a page that nobody reads as a text.
        if [glob for glob in globs if glob != EVERY_PAGE]:
            return "glob", {}, ""
        if not globs:
            return "", {}, BY_GLOB
        return ("", {}, IS_HELPER) if _is_helper(app, docname) else ("default", {}, "")
    options = _page_options(str(value or ""), docname)
    return ("", {}, BY_PAGE) if options is None else ("page", options, "")


def _is_helper(app: Sphinx, docname: str) -> bool:
    """Return whether a page stands for others: "not found", or times of a gallery.

    A web server shows the first under any address; what was written there would be filed
    as feedback on it.
    """
    # The option is that of sphinx-notfound-page.
    not_found = getattr(app.config, "notfound_pagename", None) or "404"
    return docname == not_found or docname.rpartition("/")[2] == _GALLERY_TIMES


def _stubs(app: Sphinx, doctree: nodes.document) -> list[str]:
    """Return the pages that the ``autosummary`` directives of a page ask for."""
    # Its node can be there only when the extension is, which is slow to import.
    if _AUTOSUMMARY not in app.extensions:
        return []
    kind: Any = app.extensions[_AUTOSUMMARY].module.autosummary_toc
    return [name for toc in every(doctree, kind) for name in toc[0]["includefiles"]]


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
