"""Changes of pages: which of them there are, and which form each has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .change import Change, Effect, became

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_page_feedback.manifest.read import Manifest, Page

    from .item_changes import Step


def compare_page_sets(before: Manifest, after: Manifest) -> Iterator[Change]:
    """Compare the pages of two builds.

    Args:
        before: The manifest of the earlier build.
        after: The manifest of the later one.
    """
    for page, (effect, kind, text) in _compare(before, after):
        yield Change(effect=effect, kind=kind, text=text, page=page)


def _compare(before: Manifest, after: Manifest) -> Iterator[tuple[str, Step]]:
    taken: set[str] = set()
    for docname, page in sorted(before.pages.items()):
        present = after.docnames.get(docname)
        if present is None:
            yield docname, _removed(page, before, after)
            continue
        taken.add(present)
        if present != docname:
            yield docname, (Effect.HARMLESS, "moved", f"it moved to {present}")
        yield from ((docname, step) for step in _compare_page(page, after.pages[present]))
    for docname in sorted(after.pages.keys() - taken - before.pages.keys()):
        page = after.pages[docname]
        text = f'a new page with the form "{page.form}"' if page.form else "a new page"
        yield docname, (Effect.HARMLESS, "added", text)
        if page.moved_from:
            yield docname, _former_docnames(page)


def _removed(page: Page, before: Manifest, after: Manifest) -> Step:
    added = {name: new for name, new in after.pages.items() if name not in before.pages}
    text = "the page is gone"
    if heir := next((name for name, new in added.items() if new.title == page.title), ""):
        text += f"; if it has moved to {heir}, say so in moved.toml"
    if not page.form:
        return Effect.HARMLESS, "removed", text
    return Effect.STOPS, "removed", f'{text}; it had the form "{page.form}"'


def _compare_page(old: Page, new: Page) -> Iterator[Step]:
    if old.form != new.form:
        yield _compare_form_of_page(old.form, new.form)
    if lost := [docname for docname in old.moved_from if docname not in new.moved_from]:
        text = f"answers from {', '.join(lost)} no longer count for it"
        yield Effect.EXPORTS, "moved_from", text
    elif old.moved_from != new.moved_from:
        yield _former_docnames(new)
    if old.form and new.form:
        yield from _compare_overrides(old, new)
    # Harmless: answers are stored under the docname.
    for key in ("title", "url", "source"):
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield Effect.HARMLESS, key, f"{key} {became(before, after)}"
    yield from _compare_sections(old, new)


def _compare_form_of_page(old: str | None, new: str | None) -> Step:
    if not new:
        return Effect.STOPS, "form", f'it no longer has the form "{old}"'
    if not old:
        return Effect.HARMLESS, "form", f'it has the form "{new}"'
    return Effect.EXPORTS, "form", f'it has the form "{new}" in place of "{old}"'


def _compare_overrides(old: Page, new: Page) -> Iterator[Step]:
    """Compare what the page itself states of its form."""
    if old.form_disabled != new.form_disabled:
        effect = Effect.HARMLESS if old.form_disabled else Effect.STOPS
        text = (
            f"its form is disabled: “{new.form_disabled}”"
            if new.form_disabled
            else "its form is enabled"
        )
        yield effect, "form_disabled", text
    if old.form_title != new.form_title:
        text = f"the heading of its form {became(old.form_title, new.form_title)}"
        yield Effect.MEANING, "form_title", text


def _former_docnames(page: Page) -> Step:
    text = f"answers from {', '.join(page.moved_from)} count for it"
    return Effect.HARMLESS, "moved_from", text


def _compare_sections(old: Page, new: Page) -> Iterator[Step]:
    if old.sections == new.sections:
        return
    gone = [section.id for section in old.sections if section.id not in new.anchors]
    # Answers hold the id of their section as text, and keep it.
    text = f"sections are gone, and answers about them name them: {', '.join(gone)}"
    yield Effect.HARMLESS, "sections", text if gone else "its sections are others"
