"""Pages that a change moves or deletes without saying where they are now."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from .fault import GAP, Edit, Fault
from .sources import PAGE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .changed_lines import ChangedLines
    from .sources import Sources


def check_moves(sources: Sources, changed: ChangedLines, folder: str) -> Iterator[Fault]:
    """Find the pages that are gone and that ``moved.toml`` does not name.

    Args:
        sources: The folder of the sources.
        changed: The change.
        folder: The folder of the form files, relative to the sources.

    Yields:
        Each fault.
    """
    name = f"{folder}/moved.toml"
    table = sources.root / name
    text = table.read_text(encoding="utf-8") if table.exists() else ""
    try:
        moves = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # the build reports it
    for old, new in changed.gone.items():
        page = old.rpartition(".")[0]
        if not old.endswith(PAGE_SUFFIXES) or page in moves:
            continue
        target = new.rpartition(".")[0] or GAP
        what = f"{old} is now {new}" if new else f"{old} is gone"
        yield Fault(
            path=new or old,
            problem=f"{what}, and {name} does not say so: links and answers to it would be lost.",
            cure=f"Run {_command(sources, page, target)}, which corrects links too, or type in {name}:"
            if new
            else f"Name the page that takes its place in {name}:",
            edits=(
                Edit(
                    kind="insert",
                    line=len(text.splitlines()),
                    text=f'"{page}" = "{target}"',
                    path=name,
                ),
            ),
        )


def _command(sources: Sources, page: str, target: str) -> str:
    """Return the command that notes a move which is already made."""
    names = " ".join(f'"{name}"' if " " in name else name for name in (page, target))
    folder = sources.root.as_posix()
    return f"page-feedback move {names}{'' if folder == 'docs' else f' --source {folder}'}"
