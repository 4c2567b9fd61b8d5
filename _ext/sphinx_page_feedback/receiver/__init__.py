"""The embedded form service: takes what readers send, and answers only once it is stored."""

from .origins import read_origin
from .server import run
from .settings import Settings

__all__ = [
    "Settings",
    "read_origin",
    "run",
]
