"""Names of the pages that the extension adds to a site, and ids made of names."""

from __future__ import annotations

THANKS_DOCNAME = "feedback-thanks"
"""The page that a browser without scripts lands on after sending."""
NETLIFY_DOCNAME = "feedback-netlify"
"""The page in which Netlify detects the forms of a site."""
WRITTEN_DOCNAME = "feedback-written"
"""The page that lists what a reader's device keeps."""
GENERATED_PAGES = frozenset({THANKS_DOCNAME, NETLIFY_DOCNAME, WRITTEN_DOCNAME})
"""Every one of them, which no page of a document may be called."""


def html_id(docname: str) -> str:
    """Spell a docname with letters, digits, hyphens and underscores; no two become the same.

    Args:
        docname: The page, as in ``report/status``.
    """
    return "".join(
        # The underscore itself is spelled out as well, so that no two docnames meet.
        char if char.isascii() and (char.isalnum() or char == "-") else f"_{ord(char):x}_"
        for char in docname
    )


def thanks_fragment(form: str) -> str:
    """Return the fragment of the thank-you page that shows the thanks of a form.

    Args:
        form: The name of the form that was sent.
    """
    return f"#form-{form}"
