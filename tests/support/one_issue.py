"""One issue of GitHub, and the row that it becomes."""

from __future__ import annotations

from typing import Any

from sphinx_page_feedback.manifest.read import Manifest, Page
from sphinx_page_feedback.model import Form
from sphinx_page_feedback.pull.rows import RowMapping
from sphinx_page_feedback.pull.source import Source
from sphinx_page_feedback.services import SERVICES, ServiceSettings, read_settings

PAGE = "https://site.example.org/report/status.html"
FORM = Form.model_validate({
    "name": "page",
    "title": "Page feedback",
    "fields": [
        {"name": "summary", "type": "text", "label": "Brief summary"},
        {"name": "details", "type": "textarea", "label": "Details"},
        {"name": "topics", "type": "checkboxes", "label": "Topics", "options": [
            {"value": "a", "label": "Data, and more"}, {"value": "b", "label": "People"},
        ]},
    ],
})  # fmt: skip


def source(**said: Any) -> Source:
    """Return where the issues of a site with one page are read from."""
    given = {"name": "github", "repository": "acme/report", **said}
    settings = read_settings(given, SERVICES, {})
    assert isinstance(settings, ServiceSettings)
    page = Page(title="The status", url="report/status.html", form="page")
    manifest = Manifest(
        base_url="https://site.example.org/",
        forms={"page": FORM.to_manifest()},
        pages={"report/status": page},
    )
    return Source(settings=settings, manifest=manifest, environ={})


def row(text: str, title: str = "The status", **said: Any) -> dict[str, Any]:
    """Return the row that one issue becomes."""
    item = {"id": 7, "title": title, "body": text, "html_url": "https://x.example.org/7",
            "created_at": "2026-11-22T10:00:00Z"}  # fmt: skip
    record = RowMapping.of(source(**said)).row(item)
    assert record["answers"].pop("issue") == "https://x.example.org/7"
    return record
