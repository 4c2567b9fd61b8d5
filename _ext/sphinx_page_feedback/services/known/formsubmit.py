"""FormSubmit."""

from __future__ import annotations

from sphinx_page_feedback.services.reader import Paging, Reader, Token
from sphinx_page_feedback.services.service import Service
from sphinx_page_feedback.services.service_parts import (
    Honeypot,
    Native,
    Parameter,
    Privacy,
    Success,
)

FORMSUBMIT = Service(
    name="formsubmit",
    title="FormSubmit",
    endpoint="https://formsubmit.co/{alias}",
    parameters={
        "alias": Parameter(
            # An e-mail address fits too; the build warns that every page would show it.
            meaning="the random alias that FormSubmit sent you in place of your address",
            pattern=r"[A-Za-z0-9]{16,}|[^@\s/]+@[^@\s/]+",
            example="0123456789abcdef0123456789abcdef",
        )
    },
    reserved=("_*",),
    honeypot=Honeypot(name="_honey"),
    encoding="multipart",
    lists="join",
    # Only this address replies in JSON; the plain one shows a challenge and a page.
    script_endpoint="{origin}/ajax/{alias}",
    native=Native(thanks="_next"),
    # A refusal is a 200 too, and both say it with a text.
    success=Success(equals={"success": "true"}),
    reader=Reader(
        endpoint="{origin}/api/get-submissions/{key}",
        token=Token(variable="FORMSUBMIT_API_KEY", kind="path", name="key"),
        # No paging is documented: everything comes in one reply.
        paging=Paging(kind="none"),
        items="submissions",
        time="submitted_at.date",
        data="form_data",
        calls=5,
        leaves_out="what is older than 30 days, which FormSubmit has deleted",
    ),
    privacy=Privacy(processor="FormSubmit", retention="30 days"),
)
