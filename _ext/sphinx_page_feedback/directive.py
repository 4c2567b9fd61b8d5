"""The directive ``feedback``: a form at this place instead of the page's end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from .nodes import feedback, forms_in_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes


class FeedbackDirective(SphinxDirective):
    """``{feedback} FORM`` with ``:title:`` and ``:disabled:``; takes the automatic form's place."""

    optional_arguments = 1
    option_spec: ClassVar[dict[str, Callable[[str], str]]] = {
        "title": directives.unchanged_required,
        "disabled": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return the node that stands for the form."""
        form = self.arguments[0] if self.arguments else ""
        node = feedback("", form=form, docname=self.env.docname, title="", disabled="")
        node.attributes |= {**self.options, "chosen_by": "directive"}
        self.set_source_info(node)
        forms_in_text(self.env).append(node)
        return [node]
