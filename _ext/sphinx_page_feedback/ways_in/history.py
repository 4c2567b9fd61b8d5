"""What git knows of the files of a checkout: which it keeps, and when each last changed."""

from __future__ import annotations

import re
import subprocess
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

# A move changes the addresses of links, and no word that a reader reads.
_ADDRESSES = re.compile(
    r"\]\([^)\s]*|<[^<>\s]*>|^\[[^]]+\]: \S+|^(?:`{3,}|:{3,})\{.*$|^ *\.\. .*$|:doc:`[^`]*`",
    re.MULTILINE,
)
_COMMIT = "\x01"
"""Begins the line of a commit; no name of a file has it unquoted."""


@dataclass(frozen=True, kw_only=True)
class History:
    """What git knows of a checkout.

    Attributes:
        root: The folder of the checkout; ``None`` if it is none.
        tracked: Every file that git keeps, relative to that folder.
        changed: When each of the files asked for last changed; none in a shallow clone.
    """

    root: Path | None = None
    tracked: frozenset[str] = frozenset()
    changed: Mapping[str, datetime] = field(default_factory=dict)


def find_root(folder: Path) -> Path | None:
    """Return the checkout that a folder is in; ``None`` if it is in none.

    Args:
        folder: The folder.
    """
    top = _git(folder, "rev-parse", "--show-toplevel").strip()
    return Path(top).resolve() if top else None


def read_git(folder: Path) -> History:
    """Ask git for the files of a folder; nothing is said where there is no git.

    Args:
        folder: The folder of the pages.
    """
    root = find_root(folder)
    if root is None:
        return History()
    tracked = frozenset(filter(None, _git(root, "ls-files", "-z").split("\0")))
    below = folder.resolve().relative_to(root).as_posix()
    wanted = {path for path in tracked if below == "." or path.startswith(f"{below}/")}
    # In a shallow clone all that is older has the date of its first commit.
    is_shallow = _git(root, "rev-parse", "--is-shallow-repository").strip() != "false"
    changed = {} if is_shallow else dict(_last_changes(root, wanted))
    return History(root=root, tracked=tracked, changed=changed)


def _last_changes(root: Path, wanted: set[str]) -> Iterator[tuple[str, datetime]]:
    """Yield each file with the moment of the last commit that changed what it says."""
    # From the newest commit on; a file that moved is looked for under its former name.
    present = {path: path for path in wanted}
    with closing(_log(root)) as changes:
        for commit, moment, status, old, new in changes:
            path = present.pop(new, None)
            if path is None:
                continue
            if status.startswith("R") and _is_move(root, commit, status, (old, new)):
                present[old] = path
            else:
                yield path, moment
            if not present:
                return


def _log(root: Path) -> Generator[tuple[str, datetime, str, str, str]]:
    """Yield commit, moment, kind of change, former and present name, the newest first."""
    # The date of the committer: after a rebase the author's is older than the change.
    options = (
        "--format=%x01%H %ct",
        "--name-status",
        "-M",
        "--no-ext-diff",
        "--diff-filter=AMRT",
    )
    command = _command(root, "log", *options)
    commit, moment = "", datetime.now(UTC)
    # Line by line, so that the rest of a long history is not asked for.
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 (git, and no shell)
        try:
            for raw in process.stdout or ():
                line = raw.decode("utf-8", "replace").rstrip("\n")
                if line.startswith(_COMMIT):
                    commit, _, seconds = line[1:].partition(" ")
                    moment = datetime.fromtimestamp(int(seconds), UTC)
                elif line:
                    status, *names = line.split("\t")
                    yield commit, moment, status, names[0], names[-1]
        finally:
            process.kill()


def _is_move(root: Path, commit: str, status: str, names: tuple[str, str]) -> bool:
    """Return whether a renamed file says the same as before."""
    if status == "R100":
        return True
    places = (f"{commit}^:{names[0]}", f"{commit}:{names[1]}")
    before, after = (_ADDRESSES.sub("", _git(root, "show", place)) for place in places)
    return before == after


def _command(folder: Path, *arguments: str) -> list[str]:
    # git writes names outside ASCII as octal escapes otherwise.
    return ["git", "-c", "core.quotePath=off", "-C", str(folder), *arguments]


def _git(folder: Path, *arguments: str) -> str:
    """Return what git prints; nothing where it fails or is not installed."""
    try:
        done = subprocess.run(  # noqa: S603 (git, and no shell)
            _command(folder, *arguments), capture_output=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace") if not done.returncode else ""
