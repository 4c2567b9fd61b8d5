"""Reading back: what readers sent, from any service, into a table."""

from .csv_export import read_export
from .files import EXPORTS, replacing
from .issues import bare
from .outcome import outcome_of
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
    "outcome_of",
    "read",
    "read_export",
    "replacing",
]
