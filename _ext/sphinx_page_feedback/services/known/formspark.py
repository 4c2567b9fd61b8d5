"""Formspark."""

from __future__ import annotations

from sphinx_page_feedback.services.reader import Paging, Reader, Token
from sphinx_page_feedback.services.service import Service
from sphinx_page_feedback.services.service_parts import Honeypot, Native, Parameter, Privacy

FORMSPARK = Service(
    name="formspark",
    title="Formspark",
    endpoint="https://submit-form.com/{form}",
    parameters={
        "form": Parameter(
            meaning="the form's id, the end of the address that Formspark shows for it",
            pattern=r"[A-Za-z0-9_-]{6,}",
            example="abcdWXYZ1",
        )
    },
    reserved=("_*",),
    honeypot=Honeypot(name="_honeypot"),
    # It answers 200 to a fetch of any other kind, and keeps nothing.
    encoding="json",
    # Without the second field, everything that was sent is in the next page's address.
    # No `success`: its documentation names nothing in a reply that proves a submission.
    native=Native(thanks="_redirect", also={"_append": "false"}),
    reader=Reader(
        endpoint="https://api.formspark.io/public/v1/forms/{form}/submissions",
        token=Token(variable="FORMSPARK_API_KEY"),
        # The default of 100 submissions a page is the most that Formspark gives.
        paging=Paging(
            kind="cursor",
            name="startingAfter",
            size_name="limit",
            next="nextCursor",
            more="hasMore",
        ),
        items="data",
        id="id",
        time="createdAt",
        data="data",
    ),
    privacy=Privacy(processor="Formspark"),
)
