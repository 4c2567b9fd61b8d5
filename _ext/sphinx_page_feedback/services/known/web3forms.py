"""Web3Forms."""

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

WEB3FORMS = Service(
    name="web3forms",
    title="Web3Forms",
    endpoint="https://api.web3forms.com/submit",
    parameters={
        "access_key": Parameter(
            meaning="the access key that Web3Forms sent you; it is public",
            pattern=r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
            example="12345678-1234-1234-1234-123456789abc",
        )
    },
    static={"access_key": "{access_key}"},
    reserved=(
        "access_key", "attachment", "botcheck", "ccemail", "from_name", "redirect", "replyto",
        "subject", "webhook",
    ),
    honeypot=Honeypot(name="botcheck", kind="checkbox"),
    # It answers a urlencoded fetch with a redirect that CORS blocks (its troubleshooting page).
    encoding="multipart",
    lists="join",
    native=Native(thanks="redirect"),
    # Its React client goes by this key.
    success=Success(equals={"success": "true"}),
    reader=Reader(
        endpoint="{origin}/v1/submissions",
        token=Token(variable="WEB3FORMS_API_KEY"),
        # The list goes by the id of the form, which is not the access key.
        variables={"form_id": "WEB3FORMS_FORM_ID"},
        query={"form_id": "{form_id}"},
        paging=Paging(
            kind="cursor", name="cursor", size_name="limit", next="next_cursor", more="has_more"
        ),
        items="data",
        id="id",
        time="created_at",
        data="data",
        # It allows 20 requests a second.
        pause=0.05,
    ),
    privacy=Privacy(
        processor="Web3Forms",
        region="United States (US East); the company is in India",
        retention="logs are deleted about every two months",
    ),
)  # fmt: skip
