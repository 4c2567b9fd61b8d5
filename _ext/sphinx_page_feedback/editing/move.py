"""Move a page with everything that points to it."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem, did_you_mean

from .links_after_move import docname_of, rewrite_page
from .move_table import add_move
from .sources import PAGE_SUFFIXES, Sources

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A page that has been moved.

    Attributes:
        source: Its file before, relative to the folder of the sources.
        target: Its file now.
        changed: The other files that were changed, with the number of lines in each.
    """

    source: str
    target: str
    changed: dict[str, int]


def move_page(root: Path, old: str, new: str, forms_folder: str = "_feedback") -> Moved:
    """Move a page, and change every link, list and table that names it.

    Args:
        root: The folder of the sources.
        old: The page: its docname, or its file relative to the folder.
        new: The docname or file to move it to.
        forms_folder: Where ``moved.toml`` is, relative to the folder.

    Raises:
        Problem: There is no such page, or the new name is taken or makes no good address.
    """
    by_hand = _moved_by_hand(Sources(root=root), old, new)
    if by_hand is None:
        return _move(root, old, new, forms_folder)
    source, target = by_hand
    # Back, and again: links of the page that its author has corrected lead nowhere from there,
    # and so stay as they are.
    (root / source).parent.mkdir(parents=True, exist_ok=True)
    (root / target).rename(root / source)
    try:
        return _move(root, source, target, forms_folder)
    except Problem:
        (root / source).rename(root / target)
        raise


def _moved_by_hand(sources: Sources, old: str, new: str) -> tuple[str, str] | None:
    """Return both names of a page whose file is at its new place already."""
    for target in (new, *(f"{new}{suffix}" for suffix in PAGE_SUFFIXES)):
        suffix = posixpath.splitext(target)[1]
        source = old if old.endswith(suffix) else f"{old}{suffix}"
        gone = docname_of(source) not in sources.docnames and posixpath.normpath(old) == old
        if target in sources.pages and gone and not old.startswith(("/", "..")):
            return source, target
    return None


def _move(root: Path, old: str, new: str, forms_folder: str) -> Moved:
    sources = Sources(root=root)
    source = _existing(sources, old)
    suffix = posixpath.splitext(source)[1]
    target = new if new.endswith(PAGE_SUFFIXES) else f"{new}{suffix}"
    _check_target(root, target, suffix)
    rewrites: dict[str, list[str]] = {}
    changed: dict[str, int] = {}
    for page in sources.pages:
        lines = rewrite_page(sources, page, source, target)
        count = sum(a != b for a, b in zip(sources.read(page).lines, lines, strict=True))
        if count:
            _require_utf8(root, page)
            rewrites[page], changed[page] = lines, count
    # What can refuse comes before the first page is written, so that a refusal changes nothing.
    table = root / forms_folder / "moved.toml"
    add_move(table, docname_of(source), docname_of(target))
    for page, lines in rewrites.items():
        _write(root / page, lines)
    (root / target).parent.mkdir(parents=True, exist_ok=True)
    (root / source).rename(root / target)
    changed.pop(source, None)
    return Moved(source=source, target=target, changed=changed)


def _existing(sources: Sources, name: str) -> str:
    for path in (name, *(f"{name}{suffix}" for suffix in PAGE_SUFFIXES)):
        if path in sources.pages:
            return path
    cause = f'there is no page "{name}"'
    raise Problem(Code.MOVE, cause, did_you_mean(name, sources.docnames))


def _check_target(root: Path, target: str, suffix: str) -> None:
    cause = ""
    if posixpath.normpath(target) != target or target.startswith(("/", "..")):
        cause, cure = f'"{target}" is not a page below {root}', "Write it as in report/status."
    elif not target.endswith(suffix):
        cause, cure = (
            f"{target} has another ending than the page",
            f"Give it the ending {suffix}.",
        )
    elif re.search(r"\s|[A-Z]", target):
        cause = f'"{target}" has a space or a capital letter'
        cure = "Use small letters, digits and hyphens: the name is part of an address."
    elif (root / target).exists():
        cause, cure = f"there is a page {target} already", "Choose another name."
    if cause:
        raise Problem(Code.MOVE, cause, cure)


def _require_utf8(root: Path, page: str) -> None:
    """Refuse a page that would lose characters when it is written.

    Raises:
        Problem: Its text is not UTF-8.
    """
    try:
        (root / page).read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        cause = f"{page} names the page, and its text is not in UTF-8"
        raise Problem(Code.MOVE, cause, "Save it as UTF-8, then move the page.") from error


def _write(path: Path, lines: list[str]) -> None:
    """Write lines with the line ends that the file has."""
    # read_text() would turn CRLF into LF, and git would show every line as changed.
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    end = "\r\n" if "\r\n" in text else "\n"
    last = end if text.endswith(("\n", "\r")) else ""
    path.write_text(end.join(lines) + last, encoding="utf-8", newline="")
