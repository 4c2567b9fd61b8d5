"""Why submissions cannot be read."""

from __future__ import annotations


class PullError(Exception):
    """A code, the cause and the cure."""

    def __init__(self, *, code: str, cause: str, cure: str) -> None:
        """Keep the three parts.

        Args:
            code: ``pull-endpoint``, ``pull-export``, ``pull-refused``, ``pull-service``,
                ``pull-token`` or ``pull-unreachable``.
            cause: What is wrong, without a full stop.
            cure: What to do about it.
        """
        super().__init__(f"{cause}. {cure}")
        self.code = code
        self.cause = cause
        self.cure = cure
