"""The form in every other format: one sentence with the address of the page's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_page_feedback.nodes import feedback

from .address import form_address
from .words import translate

if TYPE_CHECKING:
    from sphinx_page_feedback.config import SiteConfig


class FormAsSentence(SphinxPostTransform):
    """Replaces each form by a sentence with the address of the form on the site."""

    default_priority = 6  # after FormBeforeSubpages, 5, which looks for the forms

    def run(self, **_kwargs: Any) -> None:
        """Replace each form."""
        setup: SiteConfig = self.config.feedback_setup
        for node in list(self.document.findall(feedback)):
            address = setup.base_url and form_address(self.config, node["docname"])
            node.replace_self([_sentence(address)] if address else [])


class NoForm(SphinxPostTransform):
    """Removes each form where nothing of it can be shown."""

    default_priority = 6

    def run(self, **_kwargs: Any) -> None:
        """Remove each form."""
        for node in list(self.document.findall(feedback)):
            node.parent.remove(node)


def _sentence(address: str) -> nodes.paragraph:
    text = translate("Give feedback on this page:")
    link = nodes.reference("", address, refuri=address, internal=False)
    return nodes.paragraph("", f"{text} ", link, classes=["feedback-link"])
