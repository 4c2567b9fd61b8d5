"""The page on which the team reads and sorts answers, on this machine alone."""

from .server import run_review

__all__ = ["run_review"]
