"""The lines that a change touches, from git."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .git import run_git

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_HUNK = re.compile(r"^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True, kw_only=True)
class ChangedLines:
    """The lines that differ from another commit.

    Attributes:
        lines: Line numbers from 1, by file relative to the folder of the sources.
        added: Files that the other commit does not have.
        gone: Files that only the other commit has, with their new names; empty if deleted.
    """

    lines: Mapping[str, frozenset[int]]
    added: frozenset[str]
    gone: Mapping[str, str] = field(default_factory=dict)

    def touches(self, path: str, line: int) -> bool:
        """Return whether the change touches a line.

        Args:
            path: The file, relative to the folder of the sources.
            line: The line, from 1; 0 stands for the whole file, which counts where it is new.
        """
        if path in self.added:
            return True
        return line in self.lines.get(path, frozenset())


def read_changed_lines(root: Path, base: str) -> ChangedLines:
    """Compare the working tree with its merge base with another commit.

    Args:
        root: The folder of the sources.
        base: The other commit, such as ``origin/main``.

    Raises:
        Problem: It is no git checkout, or has no such commit.
    """
    # After --end-of-options a name that begins with "-" cannot be an option of git.
    merge_base = run_git(root, "merge-base", "--end-of-options", base, "HEAD").strip()
    lines: dict[str, set[int]] = {}
    path = ""
    # Without lines of context, a hunk is what differs. No program that git is configured to
    # use for differences: its output has another format.
    options = ("-U0", "--no-color", "--no-ext-diff", "--relative")
    diff = run_git(root, "diff", *options, merge_base, "--", ".")
    content = 0
    for text in diff.split("\n"):
        if content:  # an added line may look like a header
            content -= not text.startswith("\\")
        elif text.startswith("+++ "):
            # git ends a name that has a space with a tab.
            path = text[4:].removeprefix("b/").rstrip("\t")
        elif hunk := _HUNK.match(text):
            start, count = int(hunk[2]), int(hunk[3] or 1)
            content = int(hunk[1] or 1) + count
            # A hunk that only deletes has the count 0, and stands for the line before it.
            lines.setdefault(path, set()).update(range(start, start + max(count, 1)))
    names = (
        "diff",
        "--name-only",
        "-z",
        "--relative",
        "--diff-filter=ACR",
        merge_base,
        "--",
        ".",
    )
    added = run_git(root, *names).split("\0")
    # A new page is part of a change before `git add` too.
    untracked = run_git(root, "ls-files", "-z", "--others", "--exclude-standard").split("\0")
    return ChangedLines(
        lines={path: frozenset(numbers) for path, numbers in lines.items()},
        added=frozenset(filter(None, [*added, *untracked])),
        gone=_gone(root, merge_base),
    )


def _gone(root: Path, base: str) -> dict[str, str]:
    """Return the files that were renamed, with their new names, or deleted since a commit."""
    options = ("--name-status", "-z", "-M", "--relative", "--diff-filter=DR")
    parts = iter(run_git(root, "diff", *options, base, "--", ".").split("\0"))
    # With -z a rename has two names after its kind, and a deletion one.
    return {next(parts): next(parts) if kind.startswith("R") else "" for kind in parts if kind}
