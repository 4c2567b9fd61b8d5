"""Backups: a copy of the whole database in one SQLite file, with its check sum beside it."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem

from .copying import copy_database

if TYPE_CHECKING:
    from datetime import date

    from sphinx_page_feedback.model import Period

_NAME = re.compile(r"feedback-(\d{8})T\d{6}Z\.sqlite3")


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A backup that was written.

    Attributes:
        path: The file.
        rows: How many answers it has.
    """

    path: Path
    rows: int


def back_up(url: str, folder: Path, now: datetime) -> Backup:
    """Write a backup; the receiver may run meanwhile.

    It appears under its name when it is whole, and can be read by its owner alone.

    Args:
        url: An SQLAlchemy URL.
        folder: Where to; it is made if it is not there.
        now: The time, in UTC, for the name of the file.

    Raises:
        Problem: The database cannot be read, or a backup of this second is there.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        cause = f"the folder {folder} cannot be made: {error.strerror}"
        raise Problem(Code.COPY, cause, "Name a folder that you may write to.") from error
    path = folder / f"feedback-{now:%Y%m%dT%H%M%SZ}.sqlite3"
    if path.exists():
        raise Problem(Code.COPY, f"{path} is there already", "Wait a second, and try again.")
    with TemporaryDirectory(dir=folder, prefix=".feedback-") as temporary:
        part = Path(temporary, "part.sqlite3")
        rows = copy_database(url, f"sqlite:///{part}")
        part.chmod(0o600)
        _write_sum(Path(f"{path}.sha256"), part, path.name)
        part.replace(path)
    _sync(folder)
    return Backup(path=path, rows=rows)


def restore(path: Path, url: str) -> int:
    """Copy a backup into a database that is not there yet.

    Args:
        path: A file that ``back_up`` wrote.
        url: An SQLAlchemy URL.

    Returns:
        How many answers it had.

    Raises:
        Problem: The file is damaged or none of ours, or the database is not empty.
    """
    _check_sum(path)
    # A copy of the file: tables of an earlier release are brought up to date there.
    with TemporaryDirectory() as temporary:
        part = Path(temporary, "part.sqlite3")
        shutil.copyfile(path, part)
        return copy_database(f"sqlite:///{part}", url)


def expired_backups(folder: Path, period: Period, today: date) -> list[Path]:
    """Return the backups that are past their last day, the oldest first.

    Args:
        folder: Where they are; files that ``back_up`` did not write are left out.
        period: How long they are kept.
        today: In UTC.
    """
    days = {path: _NAME.fullmatch(path.name) for path in sorted(folder.glob("feedback-*"))}
    return [
        path
        for path, match in days.items()
        if match
        and Path(f"{path}.sha256").is_file()
        and period.after(datetime.strptime(match[1], "%Y%m%d").date()) < today  # noqa: DTZ007 (a day)
    ]


def delete_backup(path: Path) -> None:
    """Delete a backup, and then its check sum.

    Args:
        path: The backup.

    Raises:
        Problem: It cannot be deleted.
    """
    try:
        path.unlink()
        Path(f"{path}.sha256").unlink()
    except OSError as error:
        cause = f"{path} cannot be deleted: {error.strerror}"
        raise Problem(Code.COPY, cause, "Run this as the owner of the folder.") from error


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _write_sum(path: Path, part: Path, name: str) -> None:
    """Write a check sum as ``sha256sum --check`` reads it."""
    _sync(part)
    path.write_text(f"{_sum_of(part)}  {name}\n", encoding="utf-8")
    _sync(path)


def _check_sum(path: Path) -> None:
    sums = Path(f"{path}.sha256")
    cure = "Give a file that page-feedback data backup wrote, with the .sha256 beside it."
    if not (path.is_file() and sums.is_file()):
        raise Problem(Code.BACKUP, f"{path}, or its .sha256, is not there", cure)
    if sums.read_text("utf-8", "replace").split(" ")[0] != _sum_of(path):
        raise Problem(Code.BACKUP, f"{path} is not as it was written", "Take another backup.")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
