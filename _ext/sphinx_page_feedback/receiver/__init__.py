"""The embedded form service: stores what readers send, and replies once it is committed."""

from .origins import read_origin
from .server import run
from .settings import ReceiverSettings
from .store.erasure import Selection, erase, erased_list

__all__ = [
    "ReceiverSettings",
    "Selection",
    "erase",
    "erased_list",
    "read_origin",
    "run",
]
