"""Parse the text of an issue into the fields that a form would have sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.model import page_key
from sphinx_page_feedback.services import Link, at

from .transcript import Transcript, read_transcript

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_page_feedback.model import Form
    from sphinx_page_feedback.services import IssuePaths, Service

    from .source import Source

_ADDRESS = re.compile(r"(https?|file)://\S+")


def sent_from_link(
    item: Mapping[str, Any], written: IssuePaths, source: Source
) -> dict[str, Any]:
    """Return the fields of an issue, by the names under which a form would have sent them.

    Args:
        item: The issue, as the service gave it.
        written: Where title, text and address are in it.
        source: The site's service, forms and pages.

    Returns:
        The answers. Text that belongs to no question stands under the name that the service has
        for an issue's text, and a title that is not the page's own under that for its title.
    """
    # A text box of a browser sends its lines with CRLF.
    lines = str(at(item, written.text) or "").replace("\r\n", "\n").strip().split("\n")
    headed = source.settings.has_issue_form
    url = "" if headed else _address(lines[-1])
    lines = lines[:-1] if url else lines
    # No issue names its form (decision 41), so the form with the most answers in it counts.
    best = max(
        (read_transcript(lines, form, headed=headed) for form in _forms(source, url)),
        key=lambda transcript: len(transcript.answers),
        default=Transcript(answers={}, rest="\n".join(lines).strip()),
    )
    url = url or _address(best.answers.get("page_url", ""))
    docname = source.docnames.get(page_key(url), "")
    page = source.manifest.pages.get(docname)
    title = str(at(item, written.title) or "").strip()
    context = {
        "page_url": url,
        **({"page": docname, "page_title": page.title} if page else {}),
        **({"form": best.form} if best.answers else {}),
    }
    service = source.settings.service
    link = service.link or Link(title=written.title, body=written.text)
    # The title of a page in a browser has the site's title after it.
    is_pages = page and re.fullmatch(rf"{re.escape(page.title)}( [—–|-] .*)?", title)
    texts = {
        _name(link.title, written.title, service): "" if is_pages else title,
        _name(link.body, written.text, service): best.rest,
        "issue": str(at(item, written.seen_at) or ""),
    }
    return {**texts, **context, **best.answers}


def _name(wire: str, usual: str, service: Service) -> str:
    """Return the query's key where a site sends one of its fields under it, else the path."""
    return wire if wire in service.names.values() else usual


def _forms(source: Source, url: str) -> list[Form]:
    """Return every form, that of the page first: it counts where two fit equally."""
    page = source.manifest.pages.get(source.docnames.get(page_key(url), ""))
    forms = source.manifest.forms.values()
    return sorted(forms, key=lambda form: not page or form.name != page.form)


def _address(line: str) -> str:
    """Return the URL that a line consists of, without query and anchor; else nothing."""
    return re.split(r"[?#]", line.strip())[0] if _ADDRESS.fullmatch(line.strip()) else ""
