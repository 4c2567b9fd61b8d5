"""Any address that takes JSON."""

from __future__ import annotations

from .form import ENDPOINT
from .parts import Native
from .service import Service

JSON = Service(
    name="json",
    title="a JSON service",
    generic=True,
    parameters={"endpoint": ENDPOINT},
    encoding="json",
    native=Native(method="none", shows="nothing"),
)
