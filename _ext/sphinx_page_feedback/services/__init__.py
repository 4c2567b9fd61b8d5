"""The form services that a page may post to: one table, one small file a service."""

from __future__ import annotations

from types import MappingProxyType

from .form import FORM
from .receiver import RECEIVER
from .service import Record, Service, Settings, Source

SERVICES = MappingProxyType({service.name: service for service in (RECEIVER, FORM)})
"""Every service that ``feedback_service`` may name."""

__all__ = ["SERVICES", "Record", "Service", "Settings", "Source"]
