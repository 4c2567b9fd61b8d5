"""The kinds of builders, by what they can show of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.builders import Builder

# All have the format "html", since they derive from Sphinx's HTML builder.
_OFFLINE = {"applehelp", "devhelp", "epub", "feedback-pdf", "htmlhelp", "qthelp"}


def shows_forms(builder: Builder) -> bool:
    """Return whether a builder makes pages that a browser reads on a site.

    Args:
        builder: Any builder. An ePub and help files are HTML too, but cannot post.
    """
    return builder.format == "html" and builder.name not in _OFFLINE
