"""Any address that takes a plain form POST."""

from __future__ import annotations

from sphinx_page_feedback.services.service import Service
from sphinx_page_feedback.services.service_parts import Parameter

ENDPOINT = Parameter(
    meaning="the address that takes the form",
    example="https://forms.example.org/feedback",
)

# No `success`: only conf.py can name what proves that this address stored a submission.
FORM = Service(
    name="form",
    title="a form service",
    generic=True,
    parameters={"endpoint": ENDPOINT},
)
