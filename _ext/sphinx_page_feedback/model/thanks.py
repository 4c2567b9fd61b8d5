"""The page that thanks a reader whose browser ran no script: its name, its anchors."""

from __future__ import annotations

THANKS = "feedback-thanks"
"""The name of the page."""
BACK = "from-"
"""What its anchors begin with, one for each page that it leads back to."""


def as_id(docname: str) -> str:
    """Spell a docname with letters, digits and hyphens only; no two become the same.

    Args:
        docname: The page, as in ``report/status``.
    """
    return "".join(
        char if char.isascii() and (char.isalnum() or char == "-") else f"_{ord(char):x}_"
        for char in docname
    )


def way_back(docname: str) -> str:
    """Return the fragment that shows the link back to a page.

    Args:
        docname: The page that the reader comes from.
    """
    return f"#{BACK}{as_id(docname)}"
