"""The form in HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes
from markupsafe import Markup

from sphinx_page_feedback.log import warn
from sphinx_page_feedback.model import (
    LONGEST_DRAFT,
    THANKS_DOCNAME,
    WRITTEN_DOCNAME,
    Period,
    encode_path,
    html_id,
    mailto_link,
    thanks_fragment,
)
from sphinx_page_feedback.outputs import output_of
from sphinx_page_feedback.problems import Code, did_you_mean
from sphinx_page_feedback.services import page_settings_of
from sphinx_page_feedback.titles import page_title

from .intro import HEADING_LEVEL, linked_pages, relative_address, render_introduction
from .templates import render
from .words import date_in_words, state_everywhere, translations

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sphinx.writers.html5 import HTML5Translator

    from sphinx_page_feedback.config import SiteConfig
    from sphinx_page_feedback.model import Form
    from sphinx_page_feedback.nodes import feedback
    from sphinx_page_feedback.services import PageSettings

_Made = TypeVar("_Made")
_SHARED = ("questions", "states")
"""The templates that do not depend on the page on which the form stands."""
# HTML allows no NUL, so nothing that a template writes can look like a mark.
_MARK = re.compile("(\0[a-z]+\0)")


def visit_feedback(self: HTML5Translator, node: feedback) -> None:
    """Write the form.

    Raises:
        nodes.SkipNode: Always; the node has no children.
    """
    setup: SiteConfig = self.config.feedback_setup
    form = form_of(setup, node)
    if form:
        context = form_context(self.builder, setup, form, node)
        self.body += _render_form(self.builder, context)
    raise nodes.SkipNode


def form_of(setup: SiteConfig, node: feedback) -> Form | None:
    """Return the form that a node names; warn and return ``None`` if no file declares it."""
    form = setup.forms.get(node["form"])
    if form is None:
        cause = f'this page asks for the form "{node["form"]}", which no file declares'
        warn(Code.UNKNOWN_FORM, cause, did_you_mean(node["form"], setup.forms), location=node)
    return form


def form_context(builder: Any, setup: SiteConfig, form: Form, node: feedback) -> dict[str, Any]:
    """Return the variables of the template ``feedback/form.html``.

    Args:
        builder: The HTML builder.
        setup: The configuration.
        form: The form.
        node: The node in its place.
    """
    docname = node["docname"]
    send = _cached(
        builder,
        ("send", form.name),
        lambda: page_settings_of(
            setup.settings, form, thanks=thanks_address(builder, setup, form)
        ),
    )
    title, address = _subject(builder, setup, docname)
    return {
        "action": send.action,
        "address": address,
        "attributes": {
            "service": send.contract,
            "page": docname,
            **{name: day.isoformat() for name, day in _days(form).items()},
            **_drafts(form),
        },
        "dates": _cached(
            builder, ("dates", form.name), lambda: _dates(form, builder.config.language)
        ),
        "state": state_everywhere(form),
        "contact": setup.options.contact,
        "mail_link": mailto_link(setup.options.contact, title, address),
        "disabled": node["disabled"],
        "errors": [],
        "form": form,
        "hidden": _hidden(builder, setup, form, docname, send),
        "intro": _intro(builder, docname, form),
        "level": HEADING_LEVEL,
        "names": send.names,
        # In a single page every form stands in the same document, where ids must differ.
        "prefix": f"feedback_{html_id(docname)}_"
        if output_of(builder).assembled
        else "feedback_",
        "retries": setup.service.counts_once,
        "replaces": bool(setup.service.reader and setup.service.reader.ours),
        "send": send,
        "privacy_url": relative_address(builder, docname, form.privacy),
        **translations(),
        # Nothing of it is in the document's language.
        "english": setup.has_built_in_form and setup.catalogue.is_missing,
        "keeps": True,
        "written": _written(builder, docname),
        "title": node["title"] or form.title,
        "values": {},
    }


def _cached(builder: Any, key: tuple[str, ...], make: Callable[[], _Made]) -> _Made:
    """Return the value of a key from the cache of this build; make it if it is not there."""
    # On the builder and not in the module: two builds in one process share nothing.
    made: dict[tuple[str, ...], _Made] = vars(builder).setdefault("feedback_made", {})
    if key not in made:
        made[key] = make()
    return made[key]


def _render_form(builder: Any, context: dict[str, Any]) -> list[str]:
    """Render a form as pieces of HTML; the pieces of ``_SHARED`` once for all pages.

    They are most of a form. The template of the whole gets a mark for each of them, so that
    their text is not copied for every page.
    """
    pieces: dict[str, str] = {
        # Without the mail link, which names the page.
        f"\0{part}\0": _cached(
            builder,
            (part, context["form"].name, context["prefix"]),
            lambda part=part: render(  # type: ignore[misc]
                builder, f"feedback/{part}.html", {**context, "mail_link": ""}
            ),
        )
        for part in _SHARED
    }
    marks = {part: Markup(mark) for part, mark in zip(_SHARED, pieces, strict=True)}  # noqa: S704 (constants)
    form = render(builder, "feedback/form.html", context | marks)
    return [pieces.get(piece, piece) for piece in _MARK.split(form)]


def _intro(builder: Any, docname: str, form: Form) -> Markup:
    """Return the rendered introduction.

    One serves all pages of a folder, but not a page that it links: that link has no path.
    """
    folder = builder.get_target_uri(docname).rpartition("/")[0]
    linked = _cached(builder, ("linked", form.name), lambda: linked_pages(form.intro))
    key = ("intro", form.name, folder, docname if docname in linked else "")
    return _cached(builder, key, lambda: render_introduction(builder, docname, form.intro))


def thanks_address(builder: Any, setup: SiteConfig, form: Form) -> str:
    """Return the address of the thank-you page; empty where the site has no base URL.

    Args:
        builder: The HTML builder.
        setup: The configuration.
        form: The form, for whose readers the page has words of its own.
    """
    if not setup.base_url:
        return ""
    path = encode_path(builder.get_target_uri(THANKS_DOCNAME))
    return f"{setup.base_url}{path}{thanks_fragment(form.name)}"


def _hidden(
    builder: Any, setup: SiteConfig, form: Form, docname: str, send: PageSettings
) -> dict[str, str]:
    """Return the hidden fields that the build can fill in, by their names on the wire."""
    title, address = _subject(builder, setup, docname)
    values = {
        "form": form.name,
        "form_version": form.version,
        "page": docname,
        "page_title": title,
        "page_url": address,
        "language": builder.config.language,
        "release": builder.config.release,
    }
    named = {send.names.get(name, name): value for name, value in values.items()}
    # A service may rename a field; an empty name means that it takes no such field.
    return {name: value for name, value in {**named, **send.hidden}.items() if name}


def _subject(builder: Any, setup: SiteConfig, docname: str) -> tuple[str, str]:
    """Return a page's title and address; no address where the site has no base URL."""
    # `singlehtml` has a fragment for a page's address, and `dirhtml` does not quote its own.
    path = encode_path(builder.get_target_uri(docname).partition("#")[0])
    return page_title(builder.env, docname), setup.base_url and setup.base_url + path


def _days(form: Form) -> dict[str, date]:
    return {name: day for name in ("opens", "closes") if (day := getattr(form, name))}


def _drafts(form: Form) -> dict[str, str]:
    """Return the attribute that says how many days a draft is kept, if it is not as usual."""
    days = Period.parse(form.drafts).most_days
    return {"drafts": str(days)} if days < LONGEST_DRAFT else {}


def _written(builder: Any, docname: str) -> str:
    """Return the address of the page that lists what a device keeps; empty if there is none."""
    if not output_of(builder).extra_pages:
        return ""
    return str(builder.get_relative_uri(docname, WRITTEN_DOCNAME))


def _dates(form: Form, language: str) -> dict[str, str]:
    return {name: date_in_words(day, language) for name, day in _days(form).items()}
