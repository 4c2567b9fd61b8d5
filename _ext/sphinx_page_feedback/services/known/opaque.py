"""Addresses whose replies a browser may not read: what was sent is never confirmed."""

from __future__ import annotations

from sphinx_page_feedback.services.service import Service
from sphinx_page_feedback.services.service_parts import Native, Parameter, Privacy

from .form import ENDPOINT

# urlencoded, since `no-cors` sends it as it is and would turn JSON into text/plain (Fetch
# standard); catch hooks of Zapier do not answer the preflight that JSON needs.
OPAQUE = Service(
    name="opaque",
    title="a webhook",
    generic=True,
    parameters={"endpoint": ENDPOINT},
    opaque=True,
    lists="join",
    native=Native(shows="raw"),
)

GOOGLE_FORMS = Service(
    name="google-forms",
    title="Google Forms",
    endpoint="https://docs.google.com/forms/d/e/{form}/formResponse",
    parameters={
        "form": Parameter(
            meaning="the form's id, between /d/e/ and /viewform in its address",
            pattern=r"1FAIpQL[A-Za-z0-9_-]{20,}",
            example="1FAIpQLSExampleExampleExample0",
        )
    },
    # Questions are called entry.NNN there, so conf.py has to name each; others are left out.
    names={"*": ""},
    static={"submit": "Submit"},
    opaque=True,
    privacy=Privacy(processor="Google"),
)
