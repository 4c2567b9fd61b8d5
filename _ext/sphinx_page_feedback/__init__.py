"""Sphinx Page Feedback: a form on every page, and a way to act on what readers send."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension with Sphinx.

    Args:
        app: The application that loads the extension.

    Returns:
        The version, and that reading and writing may run in parallel.

    Raises:
        VersionRequirementError: Sphinx is older than 7.4.
    """
    app.require_sphinx((7, 4))
    from .extension import connect  # noqa: PLC0415 (the receiver imports this package without Sphinx)

    return connect(app, __version__)
