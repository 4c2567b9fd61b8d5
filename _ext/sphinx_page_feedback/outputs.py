"""What a builder can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.builders import Builder

_OFFLINE = {"applehelp", "devhelp", "epub", "feedback-pdf", "htmlhelp", "qthelp"}


def shows_forms(builder: Builder) -> bool:
    """Return whether a builder makes pages that a browser reads on a site.

    Args:
        builder: Any builder; an ePub and help files are HTML too, but can post nowhere.
    """
    return builder.format == "html" and builder.name not in _OFFLINE
