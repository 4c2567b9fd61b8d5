"""Basin."""

from __future__ import annotations

from sphinx_page_feedback.services.reader import Paging, Reader, Token
from sphinx_page_feedback.services.service import Service
from sphinx_page_feedback.services.service_parts import Honeypot, Parameter, Privacy, Success

BASIN = Service(
    name="basin",
    title="Basin",
    endpoint="https://usebasin.com/f/{form}",
    parameters={
        "form": Parameter(
            meaning="the form's id, the end of the address that Basin shows for it",
            pattern="[A-Za-z0-9]{8,}",
            example="abcd1234wxyz",
        )
    },
    reserved=("_*",),
    honeypot=Honeypot(name="_gotcha"),
    # No field for a thank-you page: the redirect is a setting of the form at Basin.
    encoding="multipart",
    # Its documentation names the status 200 only; replies that users published have this key.
    success=Success(equals={"success": "true"}),
    reader=Reader(
        endpoint="{origin}/api/v1/submissions",
        token=Token(variable="BASIN_API_TOKEN"),
        # "All" may include spam: both lists are read, and what is in both counts as spam.
        query={"form_id": "{form}", "filter_by": "All", "order_by": "date_desc"},
        paging=Paging(kind="page", name="page"),
        items="submissions",
        id="id",
        time="created_at",
        data="payload_params",
        spam={"filter_by": "Spam"},
    ),
    privacy=Privacy(processor="Basin", retention="spam is deleted after 30 days"),
)
