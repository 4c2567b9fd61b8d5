"""Reading back: what readers sent, from any service, into a table."""

from .csv_export import read_export
from .files import EXPORTS, replacing
from .issues import bare
from .pages import read
from .source import Place, SitePage, Source
from .spool import Spool

__all__ = [
    "EXPORTS",
    "Place",
    "SitePage",
    "Source",
    "Spool",
    "bare",
    "read",
    "read_export",
    "replacing",
]
