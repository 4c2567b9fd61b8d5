"""The links of a form: those of its introduction, and that of its privacy notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markupsafe import Markup

from sphinx_page_feedback.log import log_warnings
from sphinx_page_feedback.problems import Code, Problem, guess

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_page_feedback.config import SiteConfig
    from sphinx_page_feedback.model import Form

HEADING_LEVEL = 2
"""The level of a form's heading; those of its introduction are below it."""
_PARSER = MarkdownIt("commonmark", {"html": False})


def relative_address(builder: Any, docname: str, target: str) -> str:
    """Return the address of a docname, or of a place on it, as seen from a page.

    Args:
        builder: The HTML builder.
        docname: The page that the link stands on.
        target: A docname, perhaps with ``#`` and an anchor; any other address stays as it is.
    """
    page, mark, anchor = target.partition("#")
    if page not in builder.env.all_docs:
        return target
    # A link from a page to itself has no path, and an empty `href` would load it again.
    return f"{builder.get_relative_uri(docname, page)}{mark}{anchor}" or "#"


def render_introduction(builder: Any, docname: str, text: str) -> Markup:
    """Render an introduction: CommonMark without raw HTML, links may name docnames.

    Args:
        builder: The HTML builder.
        docname: The page that it stands on.
        text: The Markdown.
    """
    tokens = _PARSER.parse(text)
    for token in _links(tokens):
        token.attrSet("href", relative_address(builder, docname, str(token.attrGet("href"))))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            # HTML has six levels.
            token.tag = f"h{min(6, HEADING_LEVEL + int(token.tag[1]))}"
    return Markup(_PARSER.renderer.render(tokens, _PARSER.options, {}))  # noqa: S704 (no raw HTML)


def linked_pages(text: str) -> set[str]:
    """Return the targets of an introduction's links, docnames among them, without anchors.

    Args:
        text: The Markdown.
    """
    return {target.partition("#")[0] for target in _linked(text)}


def warn_of_missing_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn of each page that a form names and that does not exist.

    Args:
        app: The application.
        env: Its environment, which has read every page.

    Returns:
        No page: none has to be read again.
    """
    setup: SiteConfig = app.config.feedback_setup
    folder = f"{app.srcdir.name}/{setup.options.forms_dir}"
    missing = [
        (form, key, target)
        for form in setup.forms.values()
        for key, target in _targets(form)
        if _is_missing(target, env)
    ]
    log_warnings(
        Problem(
            code=Code.FORM_VALUE,
            place=f"{folder}/{form.name}.toml",
            subject=key,
            cause=f'the page "{target}" does not exist',
            cure=page_name_cure(target.partition("#")[0], env),
        )
        for form, key, target in missing
    )
    return []


def page_name_cure(name: str, env: BuildEnvironment) -> str:
    """Return the cure for a page's name that is wrong.

    Args:
        name: The name, as it was written.
        env: Sphinx's environment, which knows every page.
    """
    return f"{guess(name, env.all_docs)}Write its path from the source folder, without the file's ending."


def _targets(form: Form) -> Iterator[tuple[str, str]]:
    yield "privacy", form.privacy
    for target in _linked(form.intro):
        yield "intro", target


def _linked(text: str) -> Iterator[str]:
    return (str(token.attrGet("href")) for token in _links(_PARSER.parse(text)))


def _links(tokens: list[Token]) -> Iterator[Token]:
    inner = (child for token in tokens for child in token.children or ())
    return (token for token in inner if token.type == "link_open")


def _is_missing(target: str, env: BuildEnvironment) -> bool:
    """Return whether a target is neither an address nor a page.

    A relative path is no address: it would be right on the pages of one folder only.
    """
    parts = urlsplit(target)
    # `//host/path` has no scheme, `#place` no path; `/path` may be outside the document.
    is_address = parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/")
    return not is_address and target.partition("#")[0] not in env.all_docs
