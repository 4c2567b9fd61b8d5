"""The embedded form service: stores what readers send, and replies once it is committed."""

from .origins import read_origin
from .server import run
from .settings import ReceiverSettings

__all__ = [
    "ReceiverSettings",
    "read_origin",
    "run",
]
