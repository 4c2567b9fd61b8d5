"""The receiver that comes with this package."""

from __future__ import annotations

from .form import ENDPOINT
from .parts import Native, Success
from .reader import Paging, Reader, Token
from .service import Service

RECEIVER = Service(
    name="receiver",
    title="the receiver",
    parameters={"endpoint": ENDPOINT},
    native=Native(shows="site"),
    success=Success(by="body", has=("reference",), echoes="submission_id"),
    deduplicates=True,
    reader=Reader(
        endpoint="{folder}submissions",
        token=Token(variable="FEEDBACK_READ_TOKEN"),
        paging=Paging(kind="link", size_name="limit", size=500),
        lines=True,
        ours=True,
    ),
)
