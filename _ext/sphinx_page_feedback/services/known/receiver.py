"""The receiver that comes with this package."""

from __future__ import annotations

from sphinx_page_feedback.environment import READ_TOKEN
from sphinx_page_feedback.services.reader import Paging, Reader, Token
from sphinx_page_feedback.services.service import Service
from sphinx_page_feedback.services.service_parts import Native, Success

from .form import ENDPOINT

RECEIVER = Service(
    name="receiver",
    title="the receiver",
    parameters={"endpoint": ENDPOINT},
    native=Native(shows="site"),
    success=Success(has=("reference",), echoes="submission_id"),
    deduplicates=True,
    reader=Reader(
        endpoint="{folder}submissions",
        token=Token(variable=READ_TOKEN),
        paging=Paging(kind="link", size_name="limit", size=500),
        lines=True,
        forms="{folder}forms",
        ours=True,
        addresses={"email": "1"},
    ),
)
