"""The form services that a page may post to: one table, one small declaration a service."""

from __future__ import annotations

from types import MappingProxyType

from .config_warnings import keys_in
from .configure import read_settings
from .endpoint import fault_of
from .form_problems import find_form_problems
from .json_path import at
from .known.apps_script import APPS_SCRIPT
from .known.basin import BASIN
from .known.form import FORM
from .known.formspark import FORMSPARK
from .known.formspree import FORMSPREE
from .known.formsubmit import FORMSUBMIT
from .known.json_service import JSON
from .known.link import GITHUB, GITLAB, MAILTO
from .known.netlify import NETLIFY
from .known.opaque import GOOGLE_FORMS, OPAQUE
from .known.receiver import RECEIVER
from .known.web3forms import WEB3FORMS
from .known.worker import WORKER
from .outcome_table import Outcome, outcome_table
from .outcomes import PostReply, outcome_of
from .page_settings import OnPage, names_sent, on_any_page
from .parameters import service_problem
from .published import read_published
from .reader import Paging, Reader, Token, Written
from .reply_body import reports_failure
from .service import Service, placeholders
from .service_parts import Link
from .settings import Settings

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
    "Link",
    "OnPage",
    "Outcome",
    "Paging",
    "PostReply",
    "Reader",
    "Service",
    "Settings",
    "Token",
    "Written",
    "at",
    "fault_of",
    "find_form_problems",
    "keys_in",
    "names_sent",
    "on_any_page",
    "outcome_of",
    "outcome_table",
    "placeholders",
    "read_published",
    "read_settings",
    "reports_failure",
    "service_problem",
]
