"""A Google Sheet, through the script ``Code.gs`` that the guide brings along."""

from __future__ import annotations

from sphinx_page_feedback.environment import SHEET_SECRET
from sphinx_page_feedback.services.reader import Paging, Reader, Token
from sphinx_page_feedback.services.service import Service
from sphinx_page_feedback.services.service_parts import Native, Parameter, Privacy, Success

APPS_SCRIPT = Service(
    name="apps-script",
    title="Google Apps Script",
    endpoint="https://script.google.com/{domain}macros/s/{deployment}/exec",
    parameters={
        "deployment": Parameter(
            meaning="the deployment id, the part of the web app's address before /exec",
            pattern=r"[A-Za-z0-9_-]{20,}",
            example="AKfycbxExampleDeploymentId00",
        ),
        "domain": Parameter(
            meaning="a/example.org/ if the web app's address has that part, as in Workspace",
            pattern=r"a/(macros/)?[a-z0-9.-]+/",
            default="",
        ),
    },
    # No JSON: its preflight is never answered. The redirect to the reply is followed with GET.
    native=Native(shows="service"),
    # ContentService cannot set a status, so a failure of the script is a 200 too.
    success=Success(equals={"result": "success"}, echoes="submission_id"),
    # `isStored` in Code.gs looks for the submission_id before it adds a row.
    deduplicates=True,
    reader=Reader(
        endpoint="{endpoint}",
        # A script is not shown the headers of a request, so the key is in the query.
        token=Token(variable=SHEET_SECRET, kind="query", name="secret"),
        paging=Paging(kind="cursor", name="after", size_name="limit", size=500, next="next"),
        items="rows",
        time="received_at",
    ),
    privacy=Privacy(processor="Google"),
)
