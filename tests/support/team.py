"""A file of answers, as ``page-feedback pull`` writes one, and the review of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from sphinx_page_feedback.answers import Review
from sphinx_page_feedback.model import EXPORTED, Form, reference_of
from sphinx_page_feedback.pull import EXPORTS, FileOptions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FORM = Form.model_validate(
    {
        "name": "page",
        "title": "Page feedback",
        "fields": [
            {"type": "textarea", "name": "details", "label": "Details"},
            {"type": "radio", "name": "nature", "label": "Reflection", "options": ["for", "against"]},
            {"type": "select", "name": "role", "label": "Your role", "options": ["nhs", "council"]},
            {"type": "checkboxes", "name": "topics", "label": "Topics", "options": ["data", "money"]},
            {"type": "scale", "name": "score", "label": "Score", "low": "bad", "high": "good"},
        ],
    }
)  # fmt: skip


def row(number: int, details: str = "", **changes: Any) -> dict[str, Any]:
    """Return a row of an export; answers go by the names of the form's fields."""
    key = uuid5(NAMESPACE_URL, str(number))
    names = set(EXPORTED)
    answers = {name: value for name, value in changes.items() if name not in names}
    columns = {name: value for name, value in changes.items() if name in names}
    return {
        **dict.fromkeys(EXPORTED, ""),
        "submission_id": str(key),
        "reference": reference_of(key),
        "received_at": f"2027-01-{number % 28 + 1:02}T09:30:00.000Z",
        "form": "page",
        "form_version": FORM.version,
        "page": "index",
        "page_title": "Welcome",
        "elapsed_ms": None,
        "flags": [],
        "extra": {},
        **columns,
        "answers": {"details": details or f"Answer {number}", **answers},
    }


def write(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """Write a file of answers."""
    version = {
        "form": "page",
        "version": FORM.version,
        "first_seen": "2027-01-01T00:00:00.000Z",
        "definition": FORM.to_manifest(),
    }
    EXPORTS[".sqlite3"](iter(rows), path, FileOptions(form_versions=[version]))
    return path


def open_review(folder: Path, rows: Sequence[dict[str, Any]]) -> Review:
    """Return the review of a new file of answers."""
    return Review.open(write(folder / "answers.sqlite3", rows))
