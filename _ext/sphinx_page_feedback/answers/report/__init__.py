"""A report: tables and charts of the answers that count, as a static page and CSV files."""

from .dataset import Dataset
from .suppression import FEWEST, suppress
from .table import HIDDEN, SMALL, Table
from .write import report_tables, write_report

__all__ = [
    "FEWEST",
    "HIDDEN",
    "SMALL",
    "Dataset",
    "Table",
    "report_tables",
    "suppress",
    "write_report",
]
