"""The receiver that comes with this package."""

from __future__ import annotations

from .service import Service

RECEIVER = Service(name="receiver", confirmed_by="reference", deduplicates=True)
