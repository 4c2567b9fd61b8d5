"""A form in a book: its box, and on the only page that has the form its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_page_feedback.model import is_mail
from sphinx_page_feedback.nodes import feedback
from sphinx_page_feedback.outputs import BuildTransform, forms_by_page
from sphinx_page_feedback.render import form_of, translate
from sphinx_page_feedback.titles import page_title

from .box import make_box
from .markdown import markdown_nodes, page_reference
from .questions import question_nodes

if TYPE_CHECKING:
    from sphinx_page_feedback.config import SiteConfig
    from sphinx_page_feedback.model import Form


NO_ADDRESS = "% page-feedback: this form has no address"
"""Stands in the LaTeX of a page whose form cannot be reached."""


class PrintForms(BuildTransform):
    """Replace each form by what a book can show."""

    default_priority = 6  # before Sphinx resolves links, 10: introductions have some

    def run(self, **_kwargs: Any) -> None:
        """Replace the forms of all pages."""
        for node in list(self.document.findall(feedback)):
            node.replace_self(self._printed(node))

    def _printed(self, node: feedback) -> list[nodes.Node]:
        setup: SiteConfig = self.config.feedback_setup
        form = form_of(setup, node)
        if form is None or setup.options.pdf_box == "none":
            return []
        # A box would have no address to print; the command that makes the PDF looks for this.
        if not setup.base_url:
            return [nodes.raw("", f"\n{NO_ADDRESS}\n", format="latex")]
        page = page_title(self.env, node["docname"])
        box = make_box(self.config, form, node, page)
        return [*self._questions(setup, form, node), box] if box["lead"] else [box]

    def _questions(self, setup: SiteConfig, form: Form, node: feedback) -> list[nodes.Node]:
        """Return the questions of a form that only this page has.

        The form of every page would fill the book with the same questions.
        """
        docname, docnames = node["docname"], self.env.all_docs
        if form.name == setup.options.default_form:
            return []
        names = [record["form"] for record in forms_by_page(self.build).values()]
        if names.count(form.name) > 1:
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
        """Return the warning, the link to the privacy notice and the address to write to."""
        warning = nodes.paragraph("", translate(form.warning))
        if form.privacy:
            text = nodes.Text(translate("How we use what you send"))
            link = self._link(docname, form.privacy, text)
            warning += [nodes.Text(" "), link, nodes.Text(".")]
        contact = setup.options.contact
        return [warning, _by_mail(contact)] if is_mail(contact) else [warning]

    def _link(self, docname: str, target: str, text: nodes.Text) -> nodes.Element:
        page = target.partition("#")[0]
        if page in self.env.all_docs:
            return page_reference(docname, page, text)
        return nodes.reference("", "", text, refuri=target, internal=False)


def _by_mail(address: str) -> nodes.paragraph:
    sentence = translate("You can also send your answers by e-mail to {address}.")
    before, _, after = sentence.partition("{address}")
    link = nodes.reference("", address, refuri=f"mailto:{address}", internal=False)
    return nodes.paragraph("", "", nodes.Text(before), link, nodes.Text(after))
