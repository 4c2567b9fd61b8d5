"""Everything that ``page-feedback check`` looks at: one function each."""

from __future__ import annotations

from types import MappingProxyType

from . import configured, network, published, read_side
from .finding import Finding, Subject

CHECKS = MappingProxyType(
    {
        "endpoint": configured.endpoint,
        "form-id": configured.form_id,
        "field-names": configured.field_names,
        "without-script": configured.without_script,
        "secrets": configured.secrets,
        "privacy": configured.privacy,
        "keeping": configured.keeping,
        "reachable": network.reachable,
        "tls": network.tls,
        "redirect": network.redirect,
        "cors": network.cors,
        "published": published.generated_pages,
        "strangers": read_side.strangers,
        "sending": network.sending,
    }
)
"""Every check, by its id, in the order in which they are shown."""

__all__ = ["CHECKS", "Finding", "Subject"]
