"""Everything that ``page-feedback check`` looks at: one function each."""

from __future__ import annotations

from types import MappingProxyType

from . import configured, network
from .finding import Finding, Subject

CHECKS = MappingProxyType(
    {
        "endpoint": configured.endpoint,
        "form-id": configured.form_id,
        "field-names": configured.field_names,
        "without-script": configured.without_script,
        "secrets": configured.secrets,
        "privacy": configured.privacy,
        "reachable": network.reachable,
        "tls": network.tls,
        "redirect": network.redirect,
        "cors": network.cors,
        "published": network.published,
        "sending": network.sending,
    }
)
"""Every check, by its id, in the order in which they are told."""

__all__ = ["CHECKS", "Finding", "Subject"]
