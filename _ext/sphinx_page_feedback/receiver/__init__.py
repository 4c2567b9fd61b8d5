"""The embedded form service: stores what readers send, and replies once it is committed."""

from .origins import read_origin
from .server import run
from .settings import ReceiverSettings
from .store.erasure import Selection, erase
from .store.expiry import Expiry, expire
from .store.removal import erased_list

__all__ = [
    "Expiry",
    "ReceiverSettings",
    "Selection",
    "erase",
    "erased_list",
    "expire",
    "read_origin",
    "run",
]
