"""Reading back: what readers sent, from any service, into a table."""

from .csv_export import read_export
from .files import EXPORTS, replacing
from .flags import without_doubtful
from .pages import read
from .source import Place, Source
from .spool import Spool

__all__ = [
    "EXPORTS",
    "Place",
    "Source",
    "Spool",
    "read",
    "read_export",
    "replacing",
    "without_doubtful",
]
