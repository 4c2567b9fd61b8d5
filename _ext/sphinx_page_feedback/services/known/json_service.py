"""Any address that takes JSON."""

from __future__ import annotations

from sphinx_page_feedback.services.service import Service
from sphinx_page_feedback.services.service_parts import Native

from .form import ENDPOINT

JSON = Service(
    name="json",
    title="a JSON service",
    generic=True,
    parameters={"endpoint": ENDPOINT},
    encoding="json",
    # HTML has three encodings for a form, and JSON is none of them.
    native=Native(method="none", shows="nothing"),
)
