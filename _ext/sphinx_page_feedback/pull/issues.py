"""What a reader sent from a link: an issue, as the fields that a form would have sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from sphinx_page_feedback.services import Link, at

from .transcript import Transcript, read_transcript

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_page_feedback.model import Form
    from sphinx_page_feedback.services import Service, Written

    from .source import Source

_ADDRESS = re.compile(r"(https?|file)://\S+")


def sent_from_link(item: Mapping[str, Any], written: Written, source: Source) -> dict[str, Any]:
    """Return what a reader sent, by the names under which a form would have sent it.

    Args:
        item: What the service gave.
        written: Where the words are in it.
        source: The site's service, forms and pages.

    Returns:
        The answers that are found. The words that belong to no question stand under the name
        that the service has for a text, and a title that is not the page's own under its.
    """
    lines = str(at(item, written.text) or "").replace("\r\n", "\n").strip().split("\n")
    headed = source.settings.has_issue_form
    url = "" if headed else _address(lines[-1])
    lines = lines[:-1] if url else lines
    best = max(
        (read_transcript(lines, form, headed=headed) for form in _forms(source, url)),
        key=lambda one: len(one.answers),
        default=Transcript(answers={}, rest="\n".join(lines).strip()),
    )
    url = url or _address(best.answers.get("page_url", ""))
    page = source.pages.get(bare(url))
    title = str(at(item, written.title) or "").strip()
    known = {
        "page_url": url,
        **({"page": page.docname, "page_title": page.title} if page else {}),
        **({"form": best.form} if best.answers else {}),
    }
    service = source.settings.service
    link = service.link or Link(title=written.title, body=written.text)
    # What a browser calls a page has the site's title after it.
    own = page and re.fullmatch(rf"{re.escape(page.title)}( [—–|-] .*)?", title)
    said = {
        _name(link.title, written.title, service): "" if own else title,
        _name(link.body, written.text, service): best.rest,
        "issue": str(at(item, written.seen_at) or ""),
    }
    return {**said, **known, **best.answers}


def _name(wire: str, usual: str, service: Service) -> str:
    """Return what stands for a field, if a site has given one the name of a title or text."""
    return wire if wire in service.names.values() else usual


def bare(address: str) -> str:
    """Return an address as it is the same however a server shows it.

    Args:
        address: Of a page, with or without ``index.html``, ``.html``, a query or an anchor.
    """
    try:
        parts = urlsplit(address)
    except ValueError:  # somebody wrote what only looks like one
        return address
    path = parts.path.removesuffix("index.html").removesuffix(".html").rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _forms(source: Source, url: str) -> list[Form]:
    """Return every form, that of the page first: where two fit, it is the one."""
    page = source.pages.get(bare(url))
    return sorted(source.forms.values(), key=lambda form: not page or form.name != page.form)


def _address(line: str) -> str:
    """Return the address that is all of a line, without what follows a ``?`` or ``#``."""
    return re.split(r"[?#]", line.strip())[0] if _ADDRESS.fullmatch(line.strip()) else ""
