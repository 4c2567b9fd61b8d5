"""The environment variables that this package reads, each named once.

Tokens of other services are named by their declarations in ``services/known/``.
"""

from __future__ import annotations

ENDPOINT = "FEEDBACK_ENDPOINT"
"""Overrides the endpoint, so that a preview posts elsewhere."""
PREVIEW = "FEEDBACK_PREVIEW"
"""Why this build is a preview, in which no form sends anything; a reason for readers."""
READ_ORIGIN = "FEEDBACK_READ_ORIGIN"
"""Where a service's API is, where it is not the public one."""
READ_TOKEN = "FEEDBACK_READ_TOKEN"  # noqa: S105 (the name of a variable)
"""The receiver's token for reading, at the receiver and at ``page-feedback pull``."""
SERVICE = "FEEDBACK_SERVICE"
"""Names another form service, for a preview with the receiver."""
SHEET_SECRET = "FEEDBACK_SHEET_SECRET"  # noqa: S105 (the name of a variable)
"""What ``Code.gs`` asks for before it lists answers."""
