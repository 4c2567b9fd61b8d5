"""A small program of the team that takes flat JSON, such as one in front of a sheet."""

from __future__ import annotations

from sphinx_page_feedback.services.service import Service
from sphinx_page_feedback.services.service_parts import Native, Parameter

from .form import ENDPOINT

WORKER = Service(
    name="worker",
    title="a JSON worker",
    generic=True,
    parameters={
        "endpoint": ENDPOINT,
        "tab": Parameter(meaning="the tab of the sheet that answers go to", default="Feedback"),
    },
    static={"tab": "{tab}"},
    encoding="json",
    lists="join",
    # A plain form cannot send JSON, see `json_service`.
    native=Native(method="none", shows="nothing"),
)
