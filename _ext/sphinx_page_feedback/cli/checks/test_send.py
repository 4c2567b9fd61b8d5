"""One form that is really sent, and says in its texts that it is a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import requests
from urllib3.exceptions import NewConnectionError

from sphinx_page_feedback.model import Hidden, Scale, Text, Textarea
from sphinx_page_feedback.services import (
    Outcome,
    PostReply,
    names_sent,
    outcome_of,
    page_settings_of,
)

from .finding import TIME_OUT, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_page_feedback.model import Field, Form

    from .finding import Subject, Verdict

MARK = "TEST from page-feedback check, please delete"
_FINDINGS: dict[Outcome, tuple[Verdict, str, str]] = {
    Outcome.STORED: ("ok", "The service confirmed it. Delete it there.", ""),
    Outcome.HANDED_OVER: (
        "unknown", "It was sent, and nothing confirms that it was stored.", "Look for it there.",
    ),
    Outcome.NOT_STORED: ("fail", "It was not stored: {reply}", "Do what its reply asks for."),
    Outcome.REFUSED: ("fail", "Its fields were refused: {reply}", "Do what its reply asks for."),
    Outcome.UNKNOWN: (
        "fail", "It is not known whether it was stored: {reply}", "Look for it there.",
    ),
}  # fmt: skip
_SHOWN = 200
"""Characters of a reply that are shown."""


def send_test(subject: Subject) -> Finding:
    """Does one marked test arrive?"""
    if not subject.is_posted_to:
        return Finding(verdict="unknown", found="There is no address to send it to.")
    if not subject.target.manifest.forms:
        cure = "Build the site, and name its feedback.json."
        return Finding(
            verdict="unknown", found="It is not known what the form asks.", cure=cure
        )
    form, page = _form_of_some_page(subject)
    submission_id = str(uuid4())
    allowed = ""
    try:
        response = _post(subject, form, page, submission_id)
    except requests.RequestException as error:
        # Once connected, the request may have arrived even though no reply has.
        reply = PostReply(status=0, connected=not _is_unconnected(error))
        described = f"no reply ({type(error).__name__})."
    else:
        reply = PostReply(status=response.status_code, text=response.text)
        described = f"HTTP status {response.status_code}, {response.text[:_SHOWN]!r}"
        allowed = response.headers.get("Access-Control-Allow-Origin", "")
    field_names = names_sent(subject.settings, form)
    outcome = outcome_of(subject.service, reply, submission_id, field_names)
    is_hidden = not subject.service.opaque and not subject.lets_read(allowed)
    if outcome in {Outcome.STORED, Outcome.HANDED_OVER} and is_hidden:
        found = f"The service took it, but no page of {subject.origin} may read that."
        return Finding(verdict="fail", found=found, cure="Allow the site's origin there.")
    verdict, found, cure = _FINDINGS[outcome]
    return Finding(verdict=verdict, found=found.format(reply=described), cure=cure)


def _is_unconnected(error: requests.RequestException) -> bool:
    """Return whether no connection was made, so that nothing can have been sent."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _form_of_some_page(subject: Subject) -> tuple[Form, str]:
    forms = subject.target.manifest.forms
    pages = subject.target.manifest.pages
    shown = {page.form: docname for docname, page in sorted(pages.items())}
    name = next((name for name in forms if name in shown), min(forms))
    return forms[name], shown.get(name, "")


def _post(subject: Subject, form: Form, page: str, submission_id: str) -> requests.Response:
    service = subject.service
    sent = page_settings_of(subject.settings, form)
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
        headers["Sec-Fetch-Site"] = "same-origin" if subject.is_same_origin else "cross-site"
    body: dict[str, Any] = {"data": fields}
    if service.encoding == "multipart":
        # Without a file name, requests sends a part as a field and not as a file.
        body = {"files": {name: (None, str(value)) for name, value in fields.items()}}
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
        [_placed(item, fields) for item in template] if isinstance(template, list) else template
    )


def _answers(form: Form, *, numbers: bool) -> Iterator[tuple[str, str | int]]:
    """Yield an answer to every question that wants one, and to every text."""
    for field in form.fields:
        if isinstance(field, Text | Textarea):
            # Within the limits of the field: else the text is refused, and not the test.
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
