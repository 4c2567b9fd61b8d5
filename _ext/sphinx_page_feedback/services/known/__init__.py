"""The form services that this package knows, one declaration a file, and the table of them."""

from __future__ import annotations

from types import MappingProxyType

from .apps_script import APPS_SCRIPT
from .basin import BASIN
from .form import FORM
from .formspark import FORMSPARK
from .formspree import FORMSPREE
from .formsubmit import FORMSUBMIT
from .json_service import JSON
from .link import GITHUB, GITLAB, MAILTO
from .netlify import NETLIFY
from .opaque import GOOGLE_FORMS, OPAQUE
from .receiver import RECEIVER
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
