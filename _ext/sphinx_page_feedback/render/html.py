"""The form in HTML, and the page that thanks a reader whose browser runs no script."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from docutils import nodes
from markdown_it import MarkdownIt
from markupsafe import Markup
from sphinx.locale import get_translation
from sphinx.util.i18n import format_date

from sphinx_page_feedback.log import warn
from sphinx_page_feedback.nodes import pages_with_form
from sphinx_page_feedback.problems import Code, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.writers.html5 import HTML5Translator

    from sphinx_page_feedback.config import Setup
    from sphinx_page_feedback.model import Form
    from sphinx_page_feedback.nodes import feedback

CATALOGUE = "sphinx_page_feedback"
THANKS = "feedback-thanks"
_OFFLINE = {"applehelp", "devhelp", "epub", "feedback-pdf", "htmlhelp", "qthelp"}
_translated = get_translation(CATALOGUE)


def translate(words: str) -> str:
    """Put one of the extension's sentences into the document's language."""
    return str(_translated(words))


def shows_forms(builder: Builder) -> bool:
    """Return whether a builder makes pages that a browser reads on a site.

    Args:
        builder: Any builder; an ePub and help files are HTML too, but can post nowhere.
    """
    return builder.format == "html" and builder.name not in _OFFLINE


def visit_feedback(self: HTML5Translator, node: feedback) -> None:
    """Write the form.

    Raises:
        nodes.SkipNode: Always; the node has no children.
    """
    setup: Setup = self.config.feedback_setup
    form = form_of(setup, node)
    if form:
        context = form_context(self.builder, setup, form, node)
        self.body.append(self.builder.templates.render("feedback/form.html", context))
    raise nodes.SkipNode


def form_of(setup: Setup, node: feedback) -> Form | None:
    """Return the form that a page asks for; warn if no file declares it."""
    form = setup.forms.get(node["form"])
    if form is None:
        cause = f'this page asks for the form "{node["form"]}", which no file declares'
        warn(Code.UNKNOWN_FORM, cause, did_you_mean(node["form"], setup.forms), location=node)
    return form


def form_context(builder: Any, setup: Setup, form: Form, node: feedback) -> dict[str, Any]:
    """Return what the template ``feedback/form.html`` is given.

    Args:
        builder: The HTML builder.
        setup: What is configured.
        form: The form.
        node: Where it stands.
    """
    docname = node["docname"]
    single = builder.name == "singlehtml"
    return {
        "action": setup.settings.endpoint,
        "attributes": {
            "confirmed-by": "reference" if setup.service.success.echoes else "status"
        },
        "closes": form.closes and date_in_words(form.closes, builder.config.language),
        "contact": setup.options.contact,
        "disabled": node["disabled"],
        "errors": [],
        "form": form,
        "hidden": _hidden(builder, setup, form, docname),
        "intro": _markdown(builder, docname, form.intro),
        "level": 2,
        "prefix": f"feedback_{_as_id(docname)}_" if single else "feedback_",
        "retries": setup.service.deduplicates,
        "privacy_url": _address(builder, docname, form.privacy),
        "t": translate,
        "title": node["title"] or form.title,
        "values": {},
    }


def _hidden(builder: Any, setup: Setup, form: Form, docname: str) -> dict[str, str]:
    """Return what is sent besides the answers and needs no script to know."""
    return {
        "form": form.name,
        "form_version": form.version,
        "page": docname,
        "page_url": setup.site
        and setup.site + builder.get_target_uri(docname).partition("#")[0],
        "page_title": builder.env.titles[docname].astext(),
        "language": builder.config.language,
        "release": builder.config.release,
    }


def thanks_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the page that a reader lands on whose browser ran no script.

    Args:
        app: The application.

    Yields:
        The page, if any page of the site has a form.
    """
    if shows_forms(app.builder) and pages_with_form(app.env):
        title = translate("Thank you for your feedback")
        context = {"title": title, "t": translate, "contact": app.config.feedback_contact}
        yield THANKS, context, "feedback/thanks.html"


def date_in_words(day: date, language: str) -> str:
    """Write a day as the document's language does: ``31 March 2027``."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return format_date("%d %B %Y", date=noon, language=language).removeprefix("0")


def _as_id(docname: str) -> str:
    """Spell a docname with letters, digits and hyphens only; no two become the same."""
    return "".join(
        char if char.isascii() and (char.isalnum() or char == "-") else f"_{ord(char):x}_"
        for char in docname
    )


def _address(builder: Any, docname: str, target: str) -> str:
    """Return the address of a docname as seen from a page; other targets stay."""
    if target and not urlsplit(target).scheme and target in builder.env.all_docs:
        return str(builder.get_relative_uri(docname, target))
    return target


def _markdown(builder: Any, docname: str, text: str) -> Markup:
    """Render an introduction: CommonMark without raw HTML, links may name docnames."""
    if not text:
        return Markup()
    parser = MarkdownIt("commonmark", {"html": False})
    tokens = parser.parse(text)
    for token in (child for parent in tokens for child in parent.children or ()):
        if token.type == "link_open":
            token.attrSet("href", _address(builder, docname, str(token.attrGet("href"))))
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 (no raw HTML)
