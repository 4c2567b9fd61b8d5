"""One form that is really sent, and says in its texts that it is a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import requests

from sphinx_page_feedback.model import Hidden, Scale, Text, Textarea
from sphinx_page_feedback.pull import outcome_of
from sphinx_page_feedback.services import on_any_page

from .finding import TIME_OUT, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_page_feedback.model import Field, Form

    from .finding import Subject

MARK = "TEST from page-feedback check, please delete"
_SAID = {
    "sent": ("ok", "The service confirmed it. Delete it there.", ""),
    "handed": ("unknown", "It was sent, and nothing confirms it.", "Look for it there."),
    "rejected": ("fail", "The service refused it: {said}", "Do what its reply asks for."),
    "unconfirmed": ("fail", "Nobody knows what became of it: {said}", "Look for it there."),
}
_SHOWN = 200
"""Characters of a reply that are shown."""


def send_test(subject: Subject) -> Finding:
    """Does one marked test arrive?"""
    if not subject.is_posted_to:
        return Finding(verdict="unknown", found="There is no address to send it to.")
    if not subject.target.manifest.forms:
        cure = "Build the site, and name its feedback.json."
        return Finding(verdict="unknown", found="Nobody said what to ask.", cure=cure)
    form, page = _form_of_some_page(subject)
    submission_id = str(uuid4())
    try:
        reply = _post(subject, form, page, submission_id)
    except requests.RequestException as error:
        found = f"The service did not answer ({type(error).__name__})."
        return Finding(verdict="fail", found=found, cure="See reachable.")
    outcome = outcome_of(subject.service, reply.status_code, reply.text, submission_id)
    allowed = reply.headers.get("Access-Control-Allow-Origin", "")
    if outcome == "sent" and not subject.lets_read(allowed):
        found = f"The service confirmed it, but no page of {subject.origin} may read that."
        return Finding(verdict="fail", found=found, cure="Allow the site's origin there.")
    verdict, found, cure = _SAID[outcome]
    said = f"HTTP status {reply.status_code}, {reply.text[:_SHOWN]!r}"
    return Finding(verdict=verdict, found=found.format(said=said), cure=cure)  # type: ignore[arg-type]


def _form_of_some_page(subject: Subject) -> tuple[Form, str]:
    forms = subject.target.manifest.forms
    pages = subject.target.manifest.pages
    shown = {page.form: docname for docname, page in sorted(pages.items())}
    name = next((name for name in forms if name in shown), min(forms))
    return forms[name], shown.get(name, "")


def _post(subject: Subject, form: Form, page: str, submission_id: str) -> requests.Response:
    service = subject.service
    sent = on_any_page(subject.settings, form)
    ours = {
        "submission_id": submission_id,
        "form": form.name,
        "form_version": form.version,
        "page": page,
        **dict(_answers(form, numbers=service.numbers)),
    }
    fields = {**{service.wire(name): value for name, value in ours.items()}, **sent.hidden}
    fields.pop("", None)
    headers = {"Accept": "application/json"}
    if subject.origin:
        headers |= {"Origin": subject.origin, "Referer": subject.target.manifest.base_url}
    body: dict[str, Any] = {"data": fields}
    if service.encoding == "json":
        body = {"json": _placed(service.body or "$fields", fields)}
    return requests.post(subject.address, headers=headers, timeout=TIME_OUT, **body)


def _placed(template: Any, fields: dict[str, Any]) -> Any:
    """Put the fields where the template has ``"$fields"``."""
    if template == "$fields":
        return fields
    if isinstance(template, dict):
        return {key: _placed(value, fields) for key, value in template.items()}
    return (
        [_placed(one, fields) for one in template] if isinstance(template, list) else template
    )


def _answers(form: Form, *, numbers: bool) -> Iterator[tuple[str, str | int]]:
    """Yield an answer to every question that wants one, and to every text."""
    for field in form.fields:
        if isinstance(field, Text | Textarea):
            yield field.name, MARK.ljust(field.min_length, ".")[: field.max_length]
        elif isinstance(field, Hidden):
            yield field.name, field.value
        elif getattr(field, "required", False):
            yield field.keys[0], 1 if numbers and isinstance(field, Scale) else _some(field)


def _some(field: Field) -> str:
    if isinstance(field, Scale):
        return "1"
    options = getattr(field, "flat_options", ())
    return options[0].value if options else "test@example.org"
