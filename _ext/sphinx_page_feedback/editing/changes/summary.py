"""What a change changes, in Markdown for a job summary or a comment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .built_site import BuiltSite
    from .question_changes import QuestionChange
    from .site_changes import PageChange, SiteChanges

LONGEST = 60_000
"""Characters: a comment on GitHub holds 65,536."""
_FOLDED = 12
"""Lines of a section that are shown before the rest is folded."""
_KINDS = {"added": "new", "changed": "changed", "moved": "moved", "removed": "removed"}
_ACTIVE = re.compile(r"([\\`*_{}\[\]()<>#+!|~&@:-])")
"""Signs with a meaning in Markdown or on a host, as in ``@name`` and ``#1``."""


def summarise(
    changes: SiteChanges,
    questions: Sequence[QuestionChange],
    before: BuiltSite,
    after: BuiltSite,
) -> str:
    """Return the summary; empty where nothing changed.

    Args:
        changes: What differs in the pages.
        questions: What differs in the forms, with its effect.
        before: The older build.
        after: The newer build.

    Returns:
        Markdown of at most ``LONGEST`` characters. The same input gives the same text.
    """
    sections = [
        ("Questions", [f"- {escape(item.text)} **{escape(item.effect)}**" for item in questions]),
        ("Pages", [_page(page, before, after) for page in changes.pages]),
        ("New links to other sites", [f"- {escape(link)} on {escape(page)}" for link, page in changes.links]),
        ("Images without alternative text", [*_images(changes)]),
    ]  # fmt: skip
    filled = [(title, lines) for title, lines in sections if lines]
    if not filled:
        return ""
    room = LONGEST // len(filled)
    return "\n\n".join(_section(title, lines, room) for title, lines in filled) + "\n"


def _page(page: PageChange, before: BuiltSite, after: BuiltSite) -> str:
    parts = [f"- {_KINDS[page.kind]}: {escape(page.title)}"]
    if page.former:
        parts.append(f"(was {escape(page.former)})")
    if page.diff and page.diff.is_empty:
        parts.append("with the same words")
    elif page.diff:
        parts.append(f"{_count(page.diff.added, 'in')}, {_count(page.diff.removed, 'out')}")
    if page.is_included:
        parts.append("because of a file that it includes")
    links = [*_links(page, before, after)]
    return " ".join([*parts, *([f"({', '.join(links)})"] if links else [])])


def _count(words: int, way: str) -> str:
    return f"{words} word{'' if words == 1 else 's'} {way}"


def _links(page: PageChange, before: BuiltSite, after: BuiltSite) -> Iterator[str]:
    anchor = f"#{page.diff.heading}" if page.diff and page.diff.heading else ""
    if page.kind != "added" and (base := before.manifest.base_url):
        url = before.manifest.pages[page.former or page.docname].url
        yield f"[before]({_address(base, url)})"
    if page.kind != "removed" and (base := after.manifest.base_url):
        yield f"[after]({_address(base, after.manifest.pages[page.docname].url)}{quote(anchor, safe='#-_.')})"


def _address(base: str, url: str) -> str:
    return quote(urljoin(base, url), safe=":/%?=&~-_.")


def _images(changes: SiteChanges) -> Iterator[str]:
    for page, count in sorted(changes.images.items()):
        yield f"- {count} on {escape(page)}"


def _section(title: str, lines: list[str], room: int) -> str:
    """Return a section: its first lines, the rest folded, cut with a count where it is long."""
    # 200 characters are for the heading, the folding and the count of what is cut.
    shown, kept, left = f"### {title} ({len(lines)})", list[str](), room - 200
    for line in lines:
        if len(line) > left:
            break
        kept.append(line)
        left -= len(line) + 1
    parts = [shown, "\n".join(kept[:_FOLDED])]
    if folded := kept[_FOLDED:]:
        body = "\n".join(folded)
        # GitHub reads Markdown inside HTML only between blank lines.
        parts.append(f"<details><summary>{len(folded)} more</summary>\n\n{body}\n\n</details>")
    if cut := len(lines) - len(kept):
        parts.append(f"and {cut} more that did not fit.")
    return "\n\n".join(parts)


def escape(text: str) -> str:
    """Return a text that mentions, links and closes nothing where Markdown is shown.

    Args:
        text: Anything, such as a title from a stranger's proposal.
    """
    # A line end could begin a heading or a list.
    line = " ".join(text.split())
    # A zero-width space also parts a name from its @ where a host looks before Markdown does.
    return _ACTIVE.sub(r"\\\1", line).replace("\\@", "\\@\u200b").replace("\\#", "\\#\u200b")
