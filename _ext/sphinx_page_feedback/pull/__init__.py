"""Reading back: what readers sent, from any service, into a table."""

from .csv_export import read_export
from .files import EXPORTS, FileOptions, replacing
from .flags import without_doubtful
from .form_versions import read_form_versions
from .pages import read
from .source import Place, Source
from .spool import Spool

__all__ = [
    "EXPORTS",
    "FileOptions",
    "Place",
    "Source",
    "Spool",
    "read",
    "read_export",
    "read_form_versions",
    "replacing",
    "without_doubtful",
]
