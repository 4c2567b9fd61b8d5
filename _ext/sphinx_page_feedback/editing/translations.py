"""Warnings of Sphinx and MyST in plain words, with the correction to type: one table."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from .fault import GAP, Edit, Fault
from .page_checks import untitled

if TYPE_CHECKING:
    from collections.abc import Callable

    from .build_warnings import BuildWarning
    from .sources import Sources

_MYST = "https://myst-parser.readthedocs.io/en/latest/syntax/"
_SPHINX = "https://www.sphinx-doc.org/en/master/usage/"
_HEADING_TEXT = re.compile(r"^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$")


@dataclass(frozen=True, kw_only=True)
class Context:
    """A warning, and where it is.

    Attributes:
        path: The file, relative to the folder of the sources.
        line: The line, from 1.
        text: That line.
        match: What the rule's pattern found in the message.
        sources: The folder of the sources.
    """

    path: str
    line: int
    text: str
    match: re.Match[str]
    sources: Sources

    def fault(
        self, problem: str, cure: str, *edits: Edit, more: str = "", line: int = 0
    ) -> Fault:
        """Return a fault at the warning's place.

        Args:
            problem: What is wrong.
            cure: What to do.
            edits: Corrections.
            more: The address of a page that explains it.
            line: Another line than the warning's, from 1.
        """
        number = line or self.line
        text = self.sources.line(self.path, number)
        return Fault(
            path=self.path, line=number, text=text, problem=problem, cure=cure, edits=edits,
            more=more,
        )  # fmt: skip

    def replace(self, old: str, new: str, line: int = 0) -> tuple[Edit, ...]:
        """Return the edit that puts a text in place of another in a line, if it is there.

        Args:
            old: The text that stands there.
            new: The text to put in its place.
            line: Another line than the warning's, from 1.
        """
        number = line or self.line
        text = self.sources.line(self.path, number)
        if old not in text:
            return ()
        return (Edit(kind="replace", line=number, text=text.replace(old, new, 1)),)

    def find(self, text: str) -> int:
        """Return the first line from the warning's on that holds a text; the warning's if none.

        Args:
            text: What to look for.
        """
        lines = self.sources.read(self.path).lines
        start = max(self.line, 1)
        return next(
            (n for n in range(start, len(lines) + 1) if text in lines[n - 1]), self.line
        )


def translate(warning: BuildWarning, path: str, sources: Sources) -> Fault | None:
    """Put a warning into plain words.

    Args:
        warning: The warning.
        path: Its file, relative to the folder of the sources.
        sources: The folder of the sources.

    Returns:
        The fault; as the build says it where no rule fits, and ``None`` where a check of
        ``page_checks`` reports the same with a better place.
    """
    if warning.kind in _CHECKED_IN_TEXT:
        return None
    text = sources.line(path, warning.line)
    for kind, pattern, explain in _RULES:
        if warning.kind.startswith(kind) and (match := re.search(pattern, warning.message)):
            place = Context(
                path=path, line=warning.line, text=text, match=match, sources=sources
            )
            return explain(place)
    kind = f" [{warning.kind}]" if warning.kind else ""
    return Fault(
        path=path,
        line=warning.line,
        text=text,
        problem=f"{warning.message.rstrip('.')}.{kind}",
        cure="These are the words of the build; correct the line that it names.",
    )


_CHECKED_IN_TEXT = {"myst.header"}


def _toctree_entry(at: Context) -> Fault:
    entry = at.match[1]
    line = at.find(posixpath.basename(entry))
    written = at.sources.line(at.path, line).strip()
    listed = set(at.sources.read(at.path).lines)
    others = [page for page in at.sources.pages if not {page, page[:-3]} & listed]
    near = at.sources.nearest(written, at.path, others)
    near = near if posixpath.splitext(written)[1] else posixpath.splitext(near)[0]
    problem = f'This list of pages names "{written}", and there is no such page.'
    if near:
        return at.fault(
            problem, "Type:", *at.replace(written, near, line), more=_TOCTREE, line=line
        )
    removed = Edit(kind="replace", line=line, text="")
    cure = "Take the line out, or add the page."
    return at.fault(problem, cure, removed, more=_TOCTREE, line=line)


_TOCTREE = f"{_SPHINX}restructuredtext/directives.html#table-of-contents"


def _not_in_toctree(at: Context) -> Fault:
    name = posixpath.splitext(at.path)[0]
    index, line = _nearest_list(at)
    problem = "No list of pages names this page, so no menu leads to it."
    if not index:
        return at.fault(problem, "Add it to a toctree.", more=_TOCTREE, line=1)
    entry = posixpath.relpath(name, posixpath.dirname(index) or ".")
    cure = f"In {index}, type this below line {line} ({at.sources.line(index, line).strip()}):"
    edit = Edit(kind="insert", line=line, text=entry, path=index)
    return at.fault(problem, cure, edit, more=_TOCTREE, line=1)


def _no_title(at: Context) -> Fault | None:
    page = at.sources.docnames.get(at.match[1], "")
    return untitled(at.sources.read(page)) if page else None


def _nearest_list(at: Context) -> tuple[str, int]:
    """Return the page whose toctree is nearest, and the last line of it; empty for none."""
    folder = posixpath.dirname(at.path)
    while True:
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


def _lost_link(at: Context) -> Fault:
    target = at.match[1]
    line = at.find(target)
    page, _, anchor = target.partition("#")
    near = at.sources.nearest(page, at.path, at.sources.files) if page else ""
    new = f"{near}#{anchor}" if anchor else near
    problem = f'There is no page or file "{target}".'
    if near:
        return at.fault(
            problem, "Type:", *at.replace(target, new, line), more=_LINKS, line=line
        )
    cure = "Write the file's name as it is seen from this page, as in ../guide/index.md."
    return at.fault(problem, cure, more=_LINKS, line=line)


_LINKS = f"{_MYST}cross-referencing.html"


def _lost_heading(at: Context) -> Fault:
    docname, anchor = at.match[1], at.match[2]
    line = at.find(f"#{anchor}")
    page = at.sources.docnames.get(docname, "")
    slugs = {_slug(text) for text in _headings(at.sources, page)}
    close = get_close_matches(anchor, slugs, n=1)
    problem = f'The page "{docname}" has no heading "{anchor}".'
    if close:
        edits = at.replace(f"#{anchor}", f"#{close[0]}", line)
        return at.fault(problem, "Type:", *edits, more=_LINKS, line=line)
    headings = ", ".join(f"#{slug}" for slug in sorted(slugs)) or "none"
    cure = f"Its headings are: {headings}."
    return at.fault(problem, cure, more=_LINKS, line=line)


def _headings(sources: Sources, page: str) -> list[str]:
    lines = sources.read(page).text_lines if page.endswith(".md") else []
    return [match[1] for _, line in lines if (match := _HEADING_TEXT.match(line))]


def _slug(heading: str) -> str:
    """Return the anchor of a heading, as MyST makes it (its ``myst_slug_func``)."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _missing_image(at: Context) -> Fault:
    path = at.match[1]
    name = posixpath.basename(path)
    line = at.find(name)
    text = at.sources.line(at.path, line)
    written = next(
        (word for word in re.findall(r"[^\s()<>\"']+", text) if word.endswith(name)), name
    )
    near = at.sources.nearest(written, at.path, at.sources.images)
    problem = f'There is no image "{written}".'
    more = f"{_MYST}images_and_figures.html"
    if near:
        return at.fault(
            problem, "Type:", *at.replace(written, near, line), more=more, line=line
        )
    cure = f"Add the file {path} to this proposal, or correct its name."
    return at.fault(problem, cure, more=more, line=line)


def _unknown_directive(at: Context) -> Fault:
    return _unknown(at, _DIRECTIVES, "box or block", f"{_MYST}admonitions.html")


def _unknown_role(at: Context) -> Fault:
    return _unknown(at, _ROLES, "role", f"{_MYST}roles-and-directives.html")


def _unknown(at: Context, names: tuple[str, ...], what: str, more: str) -> Fault:
    name = at.match[1]
    close = get_close_matches(name, names, n=1)
    line = at.find(f"{{{name}}}")
    problem = f'There is no {what} called "{name}".'
    if close:
        edits = at.replace(f"{{{name}}}", f"{{{close[0]}}}", line)
        return at.fault(problem, "Type:", *edits, more=more, line=line)
    cure = f"Use another, such as {', '.join(names[:4])}."
    return at.fault(problem, cure, more=more, line=line)


_DIRECTIVES = (
    "note", "tip", "warning", "important", "admonition", "attention", "caution", "danger",
    "error", "hint", "seealso", "figure", "image", "table", "list-table", "csv-table",
    "toctree", "code-block", "math", "only", "include", "literalinclude", "contents",
    "versionadded", "versionchanged", "deprecated", "grid", "grid-item-card", "card", "dropdown",
    "tab-set", "tab-item", "feedback", "epigraph", "glossary", "rubric", "topic", "sidebar",
)  # fmt: skip
_ROLES = (
    "ref", "doc", "term", "abbr", "sub", "sup", "math", "download", "numref", "feedback",
    "guilabel", "kbd", "menuselection", "octicon", "bdg",
)  # fmt: skip


def _duplicate_label(at: Context) -> Fault:
    name = at.match[1]
    line = at.find(f"({name})=")
    edits = at.replace(f"({name})=", f"({name}-2)=", line)
    problem = f'The label "{name}" is given twice, so a link to it may lead to the wrong place.'
    cure = "Give this one another name:" if edits else "Give one of the two another name."
    return at.fault(problem, cure, *edits, more=_LINKS, line=line)


def _front_matter(at: Context) -> Fault:
    source = at.sources.read(at.path)
    more = f"{_SPHINX}restructuredtext/field-lists.html#file-wide-metadata"
    for number, line in enumerate(source.lines[: source.front_matter_end], 1):
        match = re.match(r"^(\w[\w-]*): +([^\"'\[{|>].*: .*|.*:)$", line)
        if match:
            quoted = match[2].replace('"', '\\"')
            edit = Edit(kind="replace", line=number, text=f'{match[1]}: "{quoted}"')
            problem = "The second colon in this line makes it unreadable."
            return at.fault(
                problem, "Put the text in quotes. Type:", edit, more=more, line=number
            )
    cure = "Look for a missing colon, quote or space between the two lines of ---."
    return at.fault("The lines between --- and --- cannot be read.", cure, more=more, line=1)


def _footnote(at: Context) -> Fault | None:
    name = at.match[1]
    mark = f"[^{name}]"
    source = at.sources.read(at.path)
    line = at.find(mark)
    if mark not in at.sources.line(at.path, line):
        return at.fault(f'Nothing here is called "{name}".', "Correct the name.", line=at.line)
    edit = Edit(kind="insert", line=len(source.lines), text=f"\n{mark}: {GAP}")
    problem = f"The note {mark} has no text."
    cure = "At the end of the page, type:"
    return at.fault(problem, cure, edit, more=f"{_MYST}typography.html#footnotes", line=line)


def _undefined_label(at: Context) -> Fault:
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
        return at.fault(problem, "Type:", *edits, more=_LINKS, line=line)
    return at.fault(
        problem, "Correct the name, or link to the page instead.", more=_LINKS, line=line
    )


def _form_file(at: Context) -> Fault:
    """Return a problem of a form file: its own words, with the replacement where one is sure."""
    cause, _, cure = at.match[1].partition(". ")
    cure = cure or "Correct the line."
    meant = re.search(r'"(\w+)"[^"]*Did you mean "(\w+)"', at.match[1])
    if not meant:
        return at.fault(f"{cause}.", cure)
    line = at.find(meant[1])
    edits = at.replace(meant[1], meant[2], line)
    return at.fault(f"{cause}.", f"{cure} Type:" if edits else cure, *edits, line=line)


_Rule = tuple[str, str, "Callable[[Context], Fault | None]"]
_RULES: tuple[_Rule, ...] = (
    ("toc.not_readable", r"nonexisting document '([^']+)'", _toctree_entry),
    ("toc.not_included", r"isn't included in any toctree", _not_in_toctree),
    ("toc.no_title", r"document '([^']+)' that doesn't have a title", _no_title),
    ("toc.excluded", r"(?:excluded|non-included) document '([^']+)'", _toctree_entry),
    ("myst.xref_missing", r"target not found: '([^']+)'", _lost_link),
    ("myst.xref_missing", r"local id not found in doc '([^']+)': '([^']+)'", _lost_heading),
    ("image.not_readable", r"image file not readable: (\S.*)$", _missing_image),
    ("myst.directive_unknown", r"Unknown directive type: '([^']+)'", _unknown_directive),
    ("myst.role_unknown", r'Unknown interpreted text role "([^"]+)"', _unknown_role),
    ("", r"[Dd]uplicate (?:explicit target name: \"|label |implicit target name: \")([^\s\",]+)", _duplicate_label),
    ("myst.topmatter", r"Malformed YAML", _front_matter),
    ("docutils", r'Unknown target name: "([^"]+)"', _footnote),
    ("ref.footnote", r"Footnote \[?#?([^\]\s]+)\]? is not referenced", lambda _at: None),
    ("docutils", r"Too many autonumbered footnote references", lambda _at: None),
    ("ref.ref", r"undefined label: '([^']+)'", _undefined_label),
    ("feedback.", r"^(.+)$", _form_file),
    ("ref.doc", r"unknown document: '([^']+)'", _lost_link),
)  # fmt: skip
"""The beginning of type and subtype, a pattern of the message, and what explains it."""
