"""Warnings of Sphinx and MyST in plain words, with the correction to type: one table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .context import Context
from .fault import Fault
from .link_faults import (
    duplicate_label,
    lost_heading,
    lost_link,
    missing_image,
    no_title,
    not_in_toctree,
    toctree_entry,
    undefined_label,
)
from .markup_faults import footnote, form_file, front_matter, unknown_directive, unknown_role

if TYPE_CHECKING:
    from collections.abc import Callable

    from .build_warnings import BuildWarning
    from .sources import Sources

_CHECKED_IN_TEXT = {"myst.header"}


_Rule = tuple[str, str, "Callable[[Context], Fault | None]"]
_RULES: tuple[_Rule, ...] = (
    # The first that fits counts. A lambda drops a warning that follows from a footnote without
    # text, which has a message already, or that is no mistake.
    ("toc.not_readable", r"nonexisting document '([^']+)'", toctree_entry),
    ("toc.not_included", r"isn't included in any toctree", not_in_toctree),
    ("toc.no_title", r"document '([^']+)' that doesn't have a title", no_title),
    ("toc.excluded", r"(?:excluded|non-included) document '([^']+)'", toctree_entry),
    ("myst.xref_missing", r"target not found: '([^']+)'", lost_link),
    ("myst.xref_missing", r"local id not found in doc '([^']+)': '([^']+)'", lost_heading),
    ("image.not_readable", r"image file not readable: (\S.*)$", missing_image),
    ("myst.directive_unknown", r"Unknown directive type: '([^']+)'", unknown_directive),
    ("", r'Unknown directive type "([^"]+)"', unknown_directive),
    ("", r'Unknown interpreted text role "([^"]+)"', unknown_role),
    ("docutils", r"No (?:directive|role) entry for ", lambda _at: None),
    ("myst.role_unknown", r'Unknown interpreted text role "([^"]+)"', unknown_role),
    ("", r"[Dd]uplicate (?:explicit target name: \"|label |implicit target name: \")([^\s\",]+)", duplicate_label),
    ("myst.topmatter", r"Malformed YAML", front_matter),
    ("docutils", r'Unknown target name: "([^"]+)"', footnote),
    ("ref.footnote", r"Footnote \[?#?([^\]\s]+)\]? is not referenced", lambda _at: None),
    ("docutils", r"Too many autonumbered footnote references", lambda _at: None),
    ("ref.ref", r"undefined label: '([^']+)'", undefined_label),
    ("feedback.", r"^(.+)$", form_file),
    ("ref.doc", r"unknown document: '([^']+)'", lost_link),
)  # fmt: skip
"""The beginning of type and subtype, a pattern of the message, and what explains it."""


def in_plain_words(warning: BuildWarning, path: str, sources: Sources) -> Fault | None:
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
