"""Find the mistakes of a document in its sources and in the warnings of its build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .file_checks import check_names
from .moved_pages import check_moves
from .page_checks import check_page
from .sources import Sources
from .translations import in_plain_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .build_warnings import Build, BuildWarning
    from .changed_lines import ChangedLines
    from .fault import Fault

FORMS_FOLDER = "_feedback"
"""The default of ``feedback_forms_dir``."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """The faults of a document.

    Attributes:
        faults: Those to correct, by file and line.
        elsewhere: How many are on lines that the change does not touch.
        is_complete: The pages were built, so links and images were looked at.
    """

    faults: tuple[Fault, ...]
    elsewhere: int = 0
    is_complete: bool = True


def find_faults(root: Path, build: Build, changed: ChangedLines | None = None) -> Report:
    """Collect the faults of a document.

    Args:
        root: The folder of the sources.
        build: Its build.
        changed: The lines of the change to look at; all lines without it.
    """
    sources = Sources(root=root)
    faults = {_key(fault): fault for fault in _faults(sources, build.warnings)}
    moves = [*check_moves(sources, changed, FORMS_FOLDER)] if changed else []
    # Typing the correction of one fault may correct another, as of a misspelt page in a list.
    settled = {fault.settles for fault in faults.values()} - {("", "")}
    left = [fault for fault in faults.values() if (fault.path, fault.subject) not in settled]
    ordered = sorted(left, key=lambda fault: (fault.path, fault.line))
    if changed is None:
        return Report(faults=tuple(ordered), is_complete=build.is_complete)
    here = tuple(fault for fault in ordered if changed.touches(fault.path, fault.line))
    elsewhere = len(ordered) - len(here)
    return Report(faults=(*moves, *here), elsewhere=elsewhere, is_complete=build.is_complete)


def _key(fault: Fault) -> tuple[str, int, str]:
    return fault.path, fault.line, fault.problem


def _faults(sources: Sources, warnings: Iterable[BuildWarning]) -> Iterator[Fault]:
    yield from check_names(sources)
    conflicting: set[str] = set()
    for path in sources.pages:
        for fault in check_page(sources.read(path), sources):
            if fault.text.startswith("<<<<<<< "):
                conflicting.add(path)
            yield fault
    for warning in warnings:
        path = _relative(warning.path, sources)
        if path in conflicting or not (path or warning.kind):
            continue  # what follows from a fault that is reported, or a summary of others
        if translated := in_plain_words(warning, path, sources):
            yield translated


def _relative(name: str, sources: Sources) -> str:
    """Return a file of a warning as seen from the folder of the sources."""
    if not name:
        return ""
    root = sources.root.resolve()
    # Sphinx names files whole or from the current folder; problems of forms begin with the
    # name of the source folder.
    for base in (Path(), root.parent, root):
        path = (base / name).resolve()
        if path.is_relative_to(root) and path.exists():
            return path.relative_to(root).as_posix()
    docname = Path(name)
    for suffix in ("", ".md", ".rst"):
        path = root / f"{docname}{suffix}"
        if path.exists():
            return path.relative_to(root).as_posix()
    return name
