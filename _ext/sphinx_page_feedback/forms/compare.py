"""Changes between two builds of a site: its forms, its pages and where answers go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .change import Change, Effect, became
from .form_changes import compare_form
from .page_changes import compare_page_sets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_page_feedback.manifest.read import Manifest

_APART = {"schema_version", "commit", "forms", "pages"}
"""Keys of the manifest that no reader sees, and those that have a comparison each."""
_OPEN_PAGES = {
    "service": "pages opened before still send the former way",
    "base_url": "a receiver that knows only the present address refuses what they send",
}


def compare_manifests(before: Manifest, after: Manifest) -> list[Change]:
    """Compare two builds.

    Args:
        before: The manifest of the earlier build.
        after: The manifest of the later one.

    Returns:
        Every change of what readers see, of a rule for answers, of which page has which form,
        and of where answers go: site first, then forms, then pages. None only if all of that is
        the same; the commit may differ.
    """
    return [
        *_compare_sites(before, after),
        *_compare_forms(before, after),
        *compare_page_sets(before, after),
    ]


def _compare_sites(before: Manifest, after: Manifest) -> Iterator[Change]:
    # A preview does not say where answers go, and whether it is one is no change of the site.
    is_preview = before.preview or after.preview
    apart = {*_APART, "preview", *(["service"] if is_preview else [])}
    old: dict[str, Any] = before.model_dump(mode="json", exclude=apart)
    new: dict[str, Any] = after.model_dump(mode="json", exclude=apart)
    for key in (key for key in new if old[key] != new[key]):
        text = f"{key} {became(old[key], new[key])}"
        effect = Effect.HARMLESS
        # Where there was no former value, no open page depends on it.
        if key in _OPEN_PAGES and old[key]:
            effect, text = Effect.OPEN_PAGES, f"{text}; {_OPEN_PAGES[key]}"
        yield Change(effect=effect, kind=key, text=text)


def _compare_forms(before: Manifest, after: Manifest) -> Iterator[Change]:
    for name in sorted(before.forms.keys() | after.forms.keys()):
        if name not in after.forms:
            text = "the form is gone"
            yield Change(effect=Effect.EXPORTS, kind="removed", text=text, form=name)
        elif name not in before.forms:
            yield Change(effect=Effect.HARMLESS, kind="added", text="a new form", form=name)
        else:
            yield from compare_form(before.forms[name], after.forms[name])
