"""The embedded form service: stores what readers send, and replies once it is committed."""

from .origins import read_origin
from .senders import read_network
from .server import run
from .settings import ReceiverSettings
from .store.backup import back_up, delete_backup, expired_backups, restore
from .store.copying import copy_database
from .store.erasure import Selection, erase
from .store.expiry import Expired, Expiry, expire
from .store.removal import erased_list, read_erased
from .store.subject import as_text, rows_about

__all__ = [
    "Expired",
    "Expiry",
    "ReceiverSettings",
    "Selection",
    "as_text",
    "back_up",
    "copy_database",
    "delete_backup",
    "erase",
    "erased_list",
    "expire",
    "expired_backups",
    "read_erased",
    "read_network",
    "read_origin",
    "restore",
    "rows_about",
    "run",
]
