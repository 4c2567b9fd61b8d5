"""The form services that a page may post to: one table, one small declaration a service."""

from __future__ import annotations

from .config_warnings import key_warnings
from .configure import read_settings
from .endpoint import endpoint_problem
from .form_problems import find_form_problems
from .json_path import at
from .known import SERVICES
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
    "endpoint_problem",
    "find_form_problems",
    "key_warnings",
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
