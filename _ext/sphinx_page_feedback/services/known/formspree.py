"""Formspree."""

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

FORMSPREE = Service(
    name="formspree",
    title="Formspree",
    endpoint="https://formspree.io/f/{form}",
    parameters={
        "form": Parameter(
            meaning="the form's id, the end of the address that Formspree shows for it",
            pattern="[A-Za-z0-9]{6,}",
            example="abcdwxyz",
        )
    },
    reserved=("_*",),
    honeypot=Honeypot(name="_gotcha"),
    encoding="multipart",
    native=Native(thanks="_next"),
    # Its own client takes this key, and no status, for the proof.
    success=Success(has=("next",)),
    # With reCAPTCHA on, a fetch gets a 403 with this text; a plain post shows the challenge.
    native_if="submit via AJAX",
    reader=Reader(
        endpoint="{origin}/api/0/forms/{form}/submissions",
        # As a password it would go with an empty user name, which "basic" has no word for.
        token=Token(variable="FORMSPREE_API_KEY"),
        # Oldest first: what arrives while `pull` reads does not move the offsets.
        query={"order": "asc"},
        paging=Paging(kind="offset", name="offset", size_name="limit"),
        items="submissions",
        # The list has no `id`: a row without submission_id gets one made of its content.
        time="_date",
        spam={"spam": "true"},
        spam_apart=True,
        leaves_out="what is older than the plan at Formspree keeps",
    ),
    privacy=Privacy(processor="Formspree"),
)
