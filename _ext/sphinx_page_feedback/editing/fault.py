"""A mistake in a source file, and the edits that correct it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

GAP = "…"
"""Stands in an edit where only the author knows what to write."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One change of one file.

    Attributes:
        kind: ``replace`` a line, ``insert`` text as new lines after a line (0 is the top of
            the file), or ``rename`` the file.
        line: The line, from 1.
        text: The new line or lines without the last line end, or the new file name.
        path: The file, relative to the folder of the sources; empty for the file of the fault.
    """

    kind: Literal["replace", "insert", "rename"]
    line: int = 0
    text: str
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A mistake in a source file.

    Attributes:
        path: The file, relative to the folder of the sources.
        line: The line, from 1; 0 for the whole file.
        text: The line as it stands.
        problem: What is wrong, a sentence in plain words.
        cure: What to do, a sentence; it stands before the edits.
        edits: Corrections, of which the first is the likeliest. Where ``is_choice``, the
            author must choose one.
        is_choice: Only the author can know which edit is right.
        more: The address of a page that explains it.
        settles: What the first edit also corrects: another file, and the subject there.
        subject: What it is about, for ``settles``; empty for most.
    """

    path: str
    line: int = 0
    text: str = ""
    problem: str
    cure: str
    edits: tuple[Edit, ...] = ()
    is_choice: bool = False
    more: str = ""
    settles: tuple[str, str] = ("", "")
    subject: str = ""

    @property
    def has_gap(self) -> bool:
        """True where the author has to fill in a part of the correction."""
        return any(GAP in edit.text for edit in self.edits)


def apply_edits(root: Path, path: str, edits: Iterable[Edit]) -> None:
    """Apply edits to a file; line numbers are those before the first edit.

    Args:
        root: The folder of the sources.
        path: The file, relative to it.
        edits: The edits, in any order.
    """
    file = root / path
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    renames = [edit.text for edit in edits if edit.kind == "rename"]
    # From the bottom, so that the numbers of the lines above stay right.
    for edit in sorted(edits, key=lambda edit: edit.line, reverse=True):
        if edit.kind == "replace":
            lines[edit.line - 1 : edit.line] = edit.text.split("\n") if edit.text else []
        elif edit.kind == "insert":
            lines[edit.line : edit.line] = edit.text.split("\n")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name in renames:
        file.rename(file.with_name(name))
