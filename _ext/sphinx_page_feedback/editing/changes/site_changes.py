"""What differs between two builds of a site."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .page_diff import PageDiff, compare_pages

if TYPE_CHECKING:
    from collections.abc import Collection

    from .built_site import BuiltSite


@dataclass(frozen=True, kw_only=True)
class PageChange:
    """A page that differs.

    Attributes:
        kind: What happened to it.
        docname: The page; after the change, if it is still there.
        title: Its title.
        former: Its docname before, if it was moved.
        diff: The differences; ``None`` where there is only one version.
        is_included: Its own source is the same, and only what it includes differs.
    """

    kind: Literal["added", "changed", "moved", "removed"]
    docname: str
    title: str
    former: str = ""
    diff: PageDiff | None = None
    is_included: bool = False


@dataclass(frozen=True, kw_only=True)
class SiteChanges:
    """What differs between two builds.

    Attributes:
        pages: The pages that differ, in the order of their names.
        links: Addresses of other hosts that are new, with the page of each.
        images: New images without alternative text, by page.
    """

    pages: tuple[PageChange, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    images: dict[str, int] = field(default_factory=dict)


def compare_sites(
    before: BuiltSite, after: BuiltSite, changed_sources: Collection[str] | None = None
) -> SiteChanges:
    """Compare two builds of a site.

    Args:
        before: The older one.
        after: The newer one.
        changed_sources: The source files that differ, as the manifest names them; ``None``
            where that is unknown.
    """
    old, new = before.manifest.pages, after.manifest.pages
    moves = _moves(before, after)
    pages: list[PageChange] = []
    links: list[tuple[str, str]] = []
    images: dict[str, int] = {}
    for docname, page in sorted(new.items()):
        former = docname if docname in old else moves.get(docname, "")
        had = Counter(before.external_links(former)) if former else Counter()
        links += [
            (link, docname)
            for link in dict.fromkeys(after.external_links(docname))
            if link not in had
        ]
        missing = after.images_without_text(docname)
        # Images that lacked a text before are not part of this change.
        missing -= before.images_without_text(former) if former else 0
        if missing > 0:
            images[docname] = missing
        if not former:
            pages.append(PageChange(kind="added", docname=docname, title=page.title))
            continue
        # What was built, and not the sources: an included file or conf.py changes pages too.
        diff = compare_pages(before.content(former), after.content(docname))
        moved = former != docname
        if moved or not diff.is_empty:
            unchanged = changed_sources is not None and page.source not in changed_sources
            pages.append(
                PageChange(
                    kind="moved" if moved else "changed", docname=docname, title=page.title,
                    former=former if moved else "", diff=diff, is_included=unchanged and not moved,
                )
            )  # fmt: skip
    gone = old.keys() - new.keys() - set(moves.values())
    pages += [
        PageChange(kind="removed", docname=docname, title=old[docname].title)
        for docname in sorted(gone)
    ]
    return SiteChanges(pages=tuple(pages), links=tuple(links), images=images)


def _moves(before: BuiltSite, after: BuiltSite) -> dict[str, str]:
    """Return the former docname of each page that moved between the two builds."""
    pages = after.manifest.pages
    return {
        docname: former
        for docname, page in pages.items()
        if docname not in before.manifest.pages
        for former in reversed(page.moved_from)
        if former in before.manifest.pages and former not in pages
    }
