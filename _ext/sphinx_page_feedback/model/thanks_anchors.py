"""Docname and anchors of the page that a browser without scripts lands on after sending."""

from __future__ import annotations

THANKS_DOCNAME = "feedback-thanks"
RETURN_PREFIX = "from-"
"""The beginning of its anchors, one for each page with a form: the target of ``:target``."""


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


def return_fragment(docname: str) -> str:
    """Return the fragment of the thank-you page that shows the link back to a page.

    Args:
        docname: The page whose form was sent.
    """
    return f"#{RETURN_PREFIX}{html_id(docname)}"
