"""The form services that a page may post to: one table, one small declaration a service."""

from __future__ import annotations

from types import MappingProxyType

from .apps_script import APPS_SCRIPT
from .basin import BASIN
from .clashes import find_clashes
from .form import FORM
from .formspark import FORMSPARK
from .formspree import FORMSPREE
from .formsubmit import FORMSUBMIT
from .json_service import JSON
from .link import GITHUB, GITLAB, MAILTO
from .netlify import NETLIFY
from .opaque import GOOGLE_FORMS, OPAQUE
from .page import OnPage, names_sent, on_any_page
from .receiver import RECEIVER
from .service import Service
from .settings import Settings, read_settings
from .values import service_problem
from .web3forms import WEB3FORMS
from .worker import WORKER

SERVICES = MappingProxyType({
    service.name: service
    for service in (
        RECEIVER, FORMSPREE, APPS_SCRIPT, NETLIFY, WEB3FORMS, FORMSPARK, BASIN, FORMSUBMIT,
        GOOGLE_FORMS, WORKER, FORM, JSON, OPAQUE, GITHUB, GITLAB, MAILTO,
    )
})  # fmt: skip
"""Every service that ``feedback_service`` may name."""

__all__ = [
    "SERVICES",
    "OnPage",
    "Service",
    "Settings",
    "find_clashes",
    "names_sent",
    "on_any_page",
    "read_settings",
    "service_problem",
]
