"""Any address that takes a plain form POST."""

from __future__ import annotations

from .service import Service

FORM = Service(name="form", confirmed_by="status", deduplicates=False)
