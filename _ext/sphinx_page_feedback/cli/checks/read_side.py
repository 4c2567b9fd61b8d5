"""What a stranger, who has no key, can read at the service."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import requests

from sphinx_page_feedback.services import at

from .finding import TIME_OUT, Finding

if TYPE_CHECKING:
    from .finding import Subject

_CLOSED = {401, 403, 404, 405, 410}
_CURE = "Let it ask for a key before it gives anything back, and take only POST from others."


def strangers(subject: Subject) -> Finding:
    """Can strangers read what readers sent?"""
    link = subject.service.link
    if link:
        found = "Everyone can, where the reader sends it." if link.public else "Not from here."
        return Finding(verdict="ok", found=found)
    address = _address(subject)
    if not address:
        return Finding(verdict="unknown", found="There is no address to ask.")
    try:
        reply = requests.get(address, headers={"Accept": "application/json"}, timeout=TIME_OUT)
    except requests.RequestException as error:
        found = f"It does not answer ({type(error).__name__})."
        return Finding(verdict="unknown", found=found)
    if reply.status_code in _CLOSED:
        return Finding(
            verdict="ok", found=f"No: without a key, HTTP status {reply.status_code}."
        )
    return _read_rows(_rows(subject, reply.text) if reply.ok else None, address)


def _read_rows(rows: int | None, address: str) -> Finding:
    if rows is None:
        return Finding(verdict="ok", found="No list is given without a key.")
    if not rows:
        found = f"{address} gives a list to everyone, which has nothing in it yet."
        return Finding(verdict="warn", found=found, cure=_CURE)
    found = f"Yes: {address} gives {rows} to everyone, without a key."
    return Finding(verdict="fail", found=found, cure=_CURE)


def _address(subject: Subject) -> str:
    """Return where a stranger would look; empty if that would do something, or is not known.

    A webhook may begin its work with a GET too, so it is never asked.
    """
    service, settings = subject.service, subject.settings
    reader = service.reader
    if reader is None:
        asks = service.generic and not service.opaque and subject.is_posted_to
        return subject.address if asks else ""
    # Such an address holds a key or a choice of the team, which a stranger does not have.
    if reader.variables or (reader.token and reader.token.kind == "path"):
        return ""
    address = settings.fill(reader.endpoint)
    query = {key: settings.fill(text) for key, text in reader.query.items()}
    if not address.startswith("http") or "{" in address:
        return ""
    return requests.Request("GET", address, params=query).prepare().url or ""


def _rows(subject: Subject, text: str) -> int | None:
    """Return how many submissions a reply holds; ``None`` if it is no list."""
    reader = subject.service.reader
    if reader and reader.lines:
        return _count_lines(text)
    try:
        body = json.loads(text)
    except ValueError:
        return None
    items = at(body, reader.items) if reader else body
    # No shape is declared for it, so any list of objects counts as submissions.
    if isinstance(items, dict) and not reader:
        items = next((value for value in items.values() if _is_table(value)), None)
    return len(items) if isinstance(items, list) else None


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _count_lines(text: str) -> int | None:
    lines = text.splitlines()
    try:
        rows = [json.loads(line) for line in lines]
    except ValueError:
        return None
    return len(rows) if all(isinstance(row, dict) for row in rows) else None
