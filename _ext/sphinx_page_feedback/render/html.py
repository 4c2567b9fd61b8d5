"""The form in HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes
from markupsafe import Markup

from sphinx_page_feedback.log import warn
from sphinx_page_feedback.model import (
    THANKS_DOCNAME,
    encode_path,
    html_id,
    mailto_link,
    return_fragment,
)
from sphinx_page_feedback.problems import Code, did_you_mean
from sphinx_page_feedback.services import page_settings_of
from sphinx_page_feedback.titles import page_title

from .intro import LEVEL, address_of, introduction, linked_pages
from .templates import render
from .words import date_in_words, state_everywhere, translate

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
"""The templates that say nothing of the page on which the form stands."""
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
        self.body += _draw(self.builder, context)
    raise nodes.SkipNode


def form_of(setup: SiteConfig, node: feedback) -> Form | None:
    """Return the form that a page asks for; warn if no file declares it."""
    form = setup.forms.get(node["form"])
    if form is None:
        cause = f'this page asks for the form "{node["form"]}", which no file declares'
        warn(Code.UNKNOWN_FORM, cause, did_you_mean(node["form"], setup.forms), location=node)
    return form


def form_context(builder: Any, setup: SiteConfig, form: Form, node: feedback) -> dict[str, Any]:
    """Return what the template ``feedback/form.html`` is given.

    Args:
        builder: The HTML builder.
        setup: What is configured.
        form: The form.
        node: Where it stands.
    """
    docname = node["docname"]
    single = builder.name == "singlehtml"
    send = _send(builder, setup, form, docname)
    return {
        "action": send.action,
        "attributes": {
            "service": send.contract,
            **{name: day.isoformat() for name, day in _days(form).items()},
        },
        "dates": _once(
            builder, ("dates", form.name), lambda: _dates(form, builder.config.language)
        ),
        "state": state_everywhere(form),
        "contact": setup.options.contact,
        "mail_link": mailto_link(setup.options.contact, *_subject(builder, setup, docname)),
        "disabled": node["disabled"],
        "errors": [],
        "form": form,
        "hidden": _hidden(builder, setup, form, docname, send),
        "intro": _intro(builder, docname, form),
        "level": LEVEL,
        "names": send.names,
        "prefix": f"feedback_{html_id(docname)}_" if single else "feedback_",
        "retries": setup.service.deduplicates or bool(setup.service.repeated),
        "send": send,
        "privacy_url": address_of(builder, docname, form.privacy),
        "t": translate,
        "title": node["title"] or form.title,
        "values": {},
    }


def _once(builder: Any, key: tuple[str, ...], make: Callable[[], _Made]) -> _Made:
    """Return what was made for a key before in this build, or make it."""
    made: dict[tuple[str, ...], _Made] = vars(builder).setdefault("feedback_made", {})
    if key not in made:
        made[key] = make()
    return made[key]


def _draw(builder: Any, context: dict[str, Any]) -> list[str]:
    """Return the form in pieces; those that say nothing of their page are drawn once.

    Most of a form is in them. All pages share their text, which the template has not got to
    copy: it is given a mark for each.
    """
    pieces: dict[str, str] = {
        f"\0{part}\0": _once(
            builder,
            (part, context["form"].name, context["prefix"]),
            lambda part=part: render(  # type: ignore[misc]
                builder, f"feedback/{part}.html", {**context, "mail_link": ""}
            ),
        )
        for part in _SHARED
    }
    marks = {part: Markup(mark) for part, mark in zip(_SHARED, pieces, strict=True)}  # noqa: S704 (our own)
    form = render(builder, "feedback/form.html", context | marks)
    return [pieces.get(piece, piece) for piece in _MARK.split(form)]


def _send(builder: Any, setup: SiteConfig, form: Form, docname: str) -> PageSettings:
    """Return how a page sends a form; all but where its reader is thanked is the same."""
    thanks = thanks_address(builder, setup, docname)
    made = _once(
        builder,
        ("send", form.name),
        lambda: page_settings_of(setup.settings, form, thanked=bool(thanks)),
    )
    return made.thanked_at(thanks) if thanks else made


def _intro(builder: Any, docname: str, form: Form) -> Markup:
    """Return the introduction; links differ between folders, and on a page that they lead to."""
    folder = builder.get_target_uri(docname).rpartition("/")[0]
    linked = _once(builder, ("linked", form.name), lambda: linked_pages(form.intro))
    key = ("intro", form.name, folder, docname if docname in linked else "")
    return _once(builder, key, lambda: introduction(builder, docname, form.intro))


def thanks_address(builder: Any, setup: SiteConfig, docname: str) -> str:
    """Return where a reader without script goes next; empty where nobody knows the site.

    Args:
        builder: The HTML builder.
        setup: What is configured.
        docname: The page that the reader comes from, to which the thank-you page leads back.
    """
    if not setup.base_url or builder.name == "singlehtml":
        return ""
    return f"{setup.base_url}{builder.get_target_uri(THANKS_DOCNAME)}{return_fragment(docname)}"


def _hidden(
    builder: Any, setup: SiteConfig, form: Form, docname: str, send: PageSettings
) -> dict[str, str]:
    """Return what is sent besides the answers and needs no script to know."""
    title, address = _subject(builder, setup, docname)
    ours = {
        "form": form.name,
        "form_version": form.version,
        "page": docname,
        "page_title": title,
        "page_url": address,
        "language": builder.config.language,
        "release": builder.config.release,
    }
    named = {send.names.get(name, name): value for name, value in ours.items()}
    return {name: value for name, value in {**named, **send.hidden}.items() if name}


def _subject(builder: Any, setup: SiteConfig, docname: str) -> tuple[str, str]:
    """Return a page's title, and its address if anybody said where the site is."""
    path = encode_path(builder.get_target_uri(docname).partition("#")[0])
    return page_title(builder.env, docname), setup.base_url and setup.base_url + path


def _days(form: Form) -> dict[str, date]:
    return {name: day for name in ("opens", "closes") if (day := getattr(form, name))}


def _dates(form: Form, language: str) -> dict[str, str]:
    return {name: date_in_words(day, language) for name, day in _days(form).items()}
