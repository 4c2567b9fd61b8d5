"""The form in a book: a box with the way to it, and on its own page the questions too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_page_feedback.model import is_mail
from sphinx_page_feedback.nodes import feedback, pages_with_form
from sphinx_page_feedback.render import form_of, translate

from .box import make_box
from .markdown import markdown_nodes, page_reference
from .questions import question_nodes

if TYPE_CHECKING:
    from sphinx_page_feedback.config import SiteConfig
    from sphinx_page_feedback.model import Form


class FormOnPaper(SphinxPostTransform):
    """Put in each form's place what a book can show."""

    default_priority = 6

    def run(self, **_kwargs: Any) -> None:
        """Replace each form."""
        for node in list(self.document.findall(feedback)):
            node.replace_self(self._printed(node))

    def _printed(self, node: feedback) -> list[nodes.Node]:
        setup: SiteConfig = self.config.feedback_setup
        form = form_of(setup, node)
        if form is None or not setup.base_url or setup.options.pdf_box == "none":
            return []
        page = self.env.titles[node["docname"]].astext()
        box = make_box(self.config, form, node, page)
        return [*self._questions(setup, form, node), box] if box["lead"] else [box]

    def _questions(self, setup: SiteConfig, form: Form, node: feedback) -> list[nodes.Node]:
        """Return the questions of a form that only this page asks for."""
        docname, docnames = node["docname"], self.env.all_docs
        asking = [name for name in pages_with_form(self.env).values() if name == form.name]
        if form.name == setup.options.default_form or len(asking) > 1:
            return []
        title = nodes.rubric("", node["title"] or form.title, classes=["feedback-questions"])
        intro = markdown_nodes(form.intro, docname, docnames)
        return [
            title,
            *intro,
            *question_nodes(form.fields),
            *self._ending(setup, form, docname),
        ]

    def _ending(self, setup: SiteConfig, form: Form, docname: str) -> list[nodes.Node]:
        """Return what to leave out, what becomes of answers, and where to send them."""
        care = nodes.paragraph("", translate(form.warning))
        if form.privacy:
            words = nodes.Text(translate("How we use what you send"))
            care += [nodes.Text(" "), self._link(docname, form.privacy, words), nodes.Text(".")]
        contact = setup.options.contact
        return [care, _by_mail(contact)] if is_mail(contact) else [care]

    def _link(self, docname: str, target: str, words: nodes.Text) -> nodes.Element:
        page = target.partition("#")[0]
        if page in self.env.all_docs:
            return page_reference(docname, page, words)
        return nodes.reference("", "", words, refuri=target, internal=False)


def _by_mail(address: str) -> nodes.paragraph:
    told = translate("You can also send your answers by e-mail to {address}.")
    before, _, after = told.partition("{address}")
    link = nodes.reference("", address, refuri=f"mailto:{address}", internal=False)
    return nodes.paragraph("", "", nodes.Text(before), link, nodes.Text(after))
