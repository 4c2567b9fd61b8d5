"""A small program of one's own that takes flat JSON, such as one in front of a sheet."""

from __future__ import annotations

from .form import ENDPOINT
from .parts import Native, Parameter
from .service import Service

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
    native=Native(method="none", shows="nothing"),
)
