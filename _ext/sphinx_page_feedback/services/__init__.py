"""The form services that a page may post to: one table, one small declaration a service."""

from __future__ import annotations

from .config_warnings import key_warnings
from .configure import read_settings
from .endpoint import endpoint_problem, is_loopback
from .form_problems import find_form_problems
from .json_path import at
from .known import SERVICES
from .outcome_table import Outcome, outcome_table
from .outcomes import PostReply, outcome_of
from .page_settings import PageSettings, names_sent, page_settings_of
from .parameters import service_problem
from .published import read_published
from .reader import IssuePaths, Paging, Reader, Token
from .reply_body import reports_failure
from .service import Service, placeholders
from .service_parts import Link
from .settings import ServiceSettings

__all__ = [
    "SERVICES",
    "IssuePaths",
    "Link",
    "Outcome",
    "PageSettings",
    "Paging",
    "PostReply",
    "Reader",
    "Service",
    "ServiceSettings",
    "Token",
    "at",
    "endpoint_problem",
    "find_form_problems",
    "is_loopback",
    "key_warnings",
    "names_sent",
    "outcome_of",
    "outcome_table",
    "page_settings_of",
    "placeholders",
    "read_published",
    "read_settings",
    "reports_failure",
    "service_problem",
]
