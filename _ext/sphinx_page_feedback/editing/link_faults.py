"""Links, images, labels and lists of pages that lead nowhere, in plain words."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from .context import LINKS, MYST, SPHINX
from .fault import Edit, Fault
from .page_checks import untitled

if TYPE_CHECKING:
    from .context import Context
    from .sources import Sources

_UNLISTED = "unlisted"
_TOCTREE = f"{SPHINX}restructuredtext/directives.html#table-of-contents"
_HEADING_TEXT = re.compile(r"^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$")


def toctree_entry(at: Context) -> Fault:
    """Explain an entry of a toctree that names no page."""
    entry: str = at.match[1]
    line = at.find(posixpath.basename(entry))
    written = at.sources.line(at.path, line).strip()
    present = set(at.sources.read(at.path).lines)
    # A page that this list names already is not what the entry means.
    others = [page for page in at.sources.pages if not {page, page[:-3]} & present]
    near = at.sources.nearest(written, at.path, others)
    # Entries stand with or without an ending, as their author writes them.
    near = near if posixpath.splitext(written)[1] else posixpath.splitext(near)[0]
    problem = f'This list of pages names "{written}", and there is no such page.'
    if near:
        fault = at.fault(
            problem, "Type:", *at.replace(written, near, line), more=_TOCTREE, line=line
        )
        listed = posixpath.normpath(posixpath.join(posixpath.dirname(at.path), near))
        return replace(fault, settles=(at.sources.docnames.get(listed, listed), _UNLISTED))
    removed = Edit(kind="replace", line=line, text="")
    cure = "Take the line out, or add the page."
    return at.fault(problem, cure, removed, more=_TOCTREE, line=line)


def not_in_toctree(at: Context) -> Fault:
    """Explain a page that no toctree names."""
    name = posixpath.splitext(at.path)[0]
    index, line = _nearest_list(at)
    problem = "No list of pages names this page, so no menu leads to it."
    if not index:
        return at.fault(problem, "Add it to a toctree.", more=_TOCTREE, line=1)
    entry = posixpath.relpath(name, posixpath.dirname(index) or ".")
    cure = f"In {index}, type this below line {line} ({at.sources.line(index, line).strip()}):"
    edit = Edit(kind="insert", line=line, text=entry, path=index)
    return replace(at.fault(problem, cure, edit, more=_TOCTREE, line=1), subject=_UNLISTED)


def no_title(at: Context) -> Fault | None:
    """Explain a page of a toctree that has no title."""
    page = at.sources.docnames.get(at.match[1], "")
    return untitled(at.sources.read(page)) if page else None


def _nearest_list(at: Context) -> tuple[str, int]:
    """Return the page whose toctree is nearest, and the last line of it; empty for none."""
    folder = posixpath.dirname(at.path)
    while True:
        # From the page's folder up: the nearest list is the likeliest.
        for suffix in (".md", ".rst"):
            page = posixpath.join(folder, f"index{suffix}")
            if page in at.sources.pages and (line := _end_of_toctree(at.sources, page)):
                return page, line
        if not folder:
            return "", 0
        folder = posixpath.dirname(folder)


def _end_of_toctree(sources: Sources, page: str) -> int:
    lines = sources.read(page).lines
    start = next(
        (n for n, text in enumerate(lines, 1) if re.match(r"^[`:]{3,}\{toctree\}", text)), 0
    )
    if not start:
        return 0
    mark = re.match(r"^[`:]{3,}", lines[start - 1])
    closing = mark[0] if mark else "```"
    end = next(
        (n for n in range(start, len(lines)) if lines[n].rstrip() == closing), len(lines)
    )
    while end > start and not lines[end - 1].strip():
        end -= 1
    return end


def lost_link(at: Context) -> Fault:
    """Explain a link to a page or file that does not exist."""
    target = at.match[1]
    line = at.find(target)
    page, _, anchor = target.partition("#")
    near = at.sources.nearest(page, at.path, at.sources.files) if page else ""
    new = f"{near}#{anchor}" if anchor else near
    problem = f'There is no page or file "{target}".'
    if near:
        return at.fault(problem, "Type:", *at.replace(target, new, line), more=LINKS, line=line)
    cure = "Write the file's name as it is seen from this page, as in ../guide/index.md."
    return at.fault(problem, cure, more=LINKS, line=line)


def lost_heading(at: Context) -> Fault:
    """Explain a link to a heading that its page does not have."""
    docname, anchor = at.match[1], at.match[2]
    line = at.find(f"#{anchor}")
    page = at.sources.docnames.get(docname, "")
    slugs = {_slug(text) for text in _headings(at.sources, page)}
    close = get_close_matches(anchor, slugs, n=1)
    problem = f'The page "{docname}" has no heading "{anchor}".'
    if close:
        edits = at.replace(f"#{anchor}", f"#{close[0]}", line)
        return at.fault(problem, "Type:", *edits, more=LINKS, line=line)
    headings = ", ".join(f"#{slug}" for slug in sorted(slugs)) or "none"
    cure = f"Its headings are: {headings}."
    return at.fault(problem, cure, more=LINKS, line=line)


def _headings(sources: Sources, page: str) -> list[str]:
    lines = sources.read(page).text_lines if page.endswith(".md") else []
    return [match[1] for _, line in lines if (match := _HEADING_TEXT.match(line))]


def _slug(heading: str) -> str:
    """Return the anchor of a heading, as MyST makes it (its ``myst_slug_func``)."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def missing_image(at: Context) -> Fault:
    """Explain an image that does not exist."""
    path = at.match[1]
    name = posixpath.basename(path)
    line = at.find(name)
    text = at.sources.line(at.path, line)
    # The message names the image from the source folder, and the page from itself.
    written = next(
        (word for word in re.findall(r"[^\s()<>\"']+", text) if word.endswith(name)), name
    )
    near = at.sources.nearest(written, at.path, at.sources.images)
    problem = f'There is no image "{written}".'
    more = f"{MYST}images_and_figures.html"
    if near:
        return at.fault(
            problem, "Type:", *at.replace(written, near, line), more=more, line=line
        )
    cure = f"Add the file {path} to this proposal, or correct its name."
    return at.fault(problem, cure, more=more, line=line)


def duplicate_label(at: Context) -> Fault:
    """Explain a label that is given twice."""
    name = at.match[1]
    line = at.find(f"({name})=")
    edits = at.replace(f"({name})=", f"({name}-2)=", line)
    problem = f'The label "{name}" is given twice, so a link to it may lead to the wrong place.'
    cure = "Give this one another name:" if edits else "Give one of the two another name."
    return at.fault(problem, cure, *edits, more=LINKS, line=line)


def undefined_label(at: Context) -> Fault:
    """Explain a reference to a label that does not exist."""
    name = at.match[1]
    labels = {
        match[1]
        for page in at.sources.pages
        for line in at.sources.read(page).lines
        if (match := re.match(r"^\(([^()]+)\)=\s*$", line))
    }
    close = get_close_matches(name, labels, n=1)
    line = at.find(name)
    problem = f'No place is called "{name}".'
    if close:
        edits = at.replace(name, close[0], line)
        return at.fault(problem, "Type:", *edits, more=LINKS, line=line)
    return at.fault(
        problem, "Correct the name, or link to the page instead.", more=LINKS, line=line
    )
