"""What people who edit pages need: mistakes in plain words, with the correction to type."""

from .build_warnings import Build, BuildWarning, parse_warnings, run_build
from .changed_lines import ChangedLines, read_changed_lines
from .fault import Edit, Fault, apply_edits
from .git import run_git
from .move import Moved, move_page
from .report import Report, find_faults

__all__ = [
    "Build",
    "BuildWarning",
    "ChangedLines",
    "Edit",
    "Fault",
    "Moved",
    "Report",
    "apply_edits",
    "find_faults",
    "move_page",
    "parse_warnings",
    "read_changed_lines",
    "run_build",
    "run_git",
]
