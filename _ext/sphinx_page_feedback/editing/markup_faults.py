"""Boxes, roles, notes, front matter and form files with a slip, in plain words."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from .context import MYST, SPHINX
from .fault import GAP, Edit, Fault

if TYPE_CHECKING:
    from .context import Context

# A list of what pages use, as this folder does not import Sphinx to ask what is registered.
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


def unknown_directive(at: Context) -> Fault:
    """Explain a directive that does not exist."""
    written = ".. {}::" if at.path.endswith(".rst") else "{{{}}}"
    return _unknown(at, _DIRECTIVES, ("box or block", written), f"{MYST}admonitions.html")


def unknown_role(at: Context) -> Fault:
    """Explain a role that does not exist."""
    written = ":{}:" if at.path.endswith(".rst") else "{{{}}}"
    return _unknown(at, _ROLES, ("role", written), f"{MYST}roles-and-directives.html")


def _unknown(at: Context, names: tuple[str, ...], kind: tuple[str, str], more: str) -> Fault:
    """Explain a name that does not exist; ``kind`` is what it names, and how it is written."""
    name, (what, written) = at.match[1], kind
    close = get_close_matches(name, names, n=1)
    line = at.find(written.format(name))
    problem = f'There is no {what} called "{name}".'
    if close:
        edits = at.replace(written.format(name), written.format(close[0]), line)
        return at.fault(problem, "Type:", *edits, more=more, line=line)
    cure = f"Use another, such as {', '.join(names[:4])}."
    return at.fault(problem, cure, more=more, line=line)


def front_matter(at: Context) -> Fault:
    """Explain front matter that is no YAML."""
    source = at.sources.read(at.path)
    more = f"{SPHINX}restructuredtext/field-lists.html#file-wide-metadata"
    for number, line in enumerate(source.lines[: source.front_matter_end], 1):
        # YAML takes a colon and a space in an unquoted value for one more key.
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


def footnote(at: Context) -> Fault | None:
    """Explain a footnote without text."""
    name = at.match[1]
    is_rst = at.path.endswith(".rst")
    mark = f"[#{name}]_" if is_rst else f"[^{name}]"
    source = at.sources.read(at.path)
    line = at.find(mark)
    # docutils has the same message for a link to a target that does not exist.
    if mark not in at.sources.line(at.path, line):
        return at.fault(f'Nothing here is called "{name}".', "Correct the name.", line=at.line)
    start = f".. [#{name}]" if is_rst else f"{mark}:"
    edit = Edit(kind="insert", line=len(source.lines), text=f"\n{start} {GAP}")
    problem = f"The note {mark} has no text."
    cure = "At the end of the page, type:"
    return at.fault(problem, cure, edit, more=f"{MYST}typography.html#footnotes", line=line)


_LINE_TO_TYPE = re.compile(r'^(End it with "|Put text in straight quotation marks): (.+)$')
"""A cure of ``forms`` that ends with the whole line."""


def form_file(at: Context) -> Fault:
    """Return a problem of a form file, with the replacement where there is a sure one."""
    cause, _, cure = at.match[1].partition(". ")
    cause = cause[:1].upper() + cause[1:]
    cure = cure or "Correct the line."
    meant = re.search(r'"(\w+)"[^"]*Did you mean "(\w+)"', at.match[1])
    if correction := _LINE_TO_TYPE.search(cure):
        edit = Edit(kind="replace", line=at.line, text=correction[2])
        more = "https://toml.io/en/v1.0.0#string"
        return at.fault(f"{cause}.", f"{correction[1]}. Type:", edit, more=more)
    if twice := re.search(r'second field with the name "(\w+)"', cause):
        line = at.find(f'"{twice[1]}"')
        edits = at.replace(f'"{twice[1]}"', f'"{twice[1]}_2"', line)
        return at.fault(f"{cause}.", f"{cure} Type, for instance:", *edits, line=line)
    if not meant:
        missing = re.search(r'"(\w+)" is missing', cause)
        return replace(at.fault(f"{cause}.", cure), subject=missing[1] if missing else "")
    line = at.find(meant[1])
    edits = at.replace(meant[1], meant[2], line)
    fault = at.fault(f"{cause}.", f"{cure} Type:" if edits else cure, *edits, line=line)
    # A misspelt key that is required is reported as missing too.
    return replace(fault, settles=(at.path, meant[2]))
