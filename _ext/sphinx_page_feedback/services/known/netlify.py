"""Netlify Forms, for a site that Netlify hosts."""

from __future__ import annotations

from sphinx_page_feedback.services.reader import Paging, Reader, Token
from sphinx_page_feedback.services.service import Service
from sphinx_page_feedback.services.service_parts import Native, Parameter, Privacy

NETLIFY = Service(
    name="netlify",
    title="Netlify Forms",
    endpoint="{page}",
    parameters={
        "page": Parameter(
            meaning="what readers see next: a page of the site, from its first / on, without .html",
            # Netlify answers 404 to a form that is posted to a path with .html.
            pattern=r"/[^.?#]*",
            default="/feedback-thanks",
        ),
    },
    # Netlify tells forms apart by this field, which must be in the body.
    static={"form-name": "feedback-{feedback_form}"},
    native=Native(endpoint="{endpoint}{anchor}", shows="site"),
    # No evidence: the same page comes back when nothing was recorded.
    # It looks for forms in static HTML at deployment, and takes no field that it has not seen.
    skeleton=True,
    reader=Reader(
        endpoint="https://api.netlify.com/api/v1/forms/{forms}/submissions",
        token=Token(variable="NETLIFY_AUTH_TOKEN"),
        variables={"forms": "NETLIFY_FORM_IDS"},
        paging=Paging(kind="link", size_name="per_page"),
        id="id",
        time="created_at",
        data="data",
        spam={"state": "spam"},
    ),
    privacy=Privacy(processor="Netlify"),
)
