"""What the templates of the receiver's pages translate by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENGLISH = Markup('<span lang="en" dir="ltr">{}</span>')


def translations(sentences: Mapping[str, str]) -> dict[str, Any]:
    """Return the functions that templates call.

    Args:
        sentences: Those of the document's language, by the English ones, as the manifest has
            them; an empty one stays English. None for an English document.
    """

    def translate(text: str) -> str:
        return sentences.get(text) or text

    def translate_html(text: str) -> Markup:
        stays_english = text in sentences and not sentences[text]
        return _ENGLISH.format(text) if stays_english else escape(translate(text))

    def translate_detail(text: str) -> Markup:
        # A detail with a number or a day in it is no sentence of the catalogue.
        stays_english = text and sentences and not sentences.get(text)
        return _ENGLISH.format(text) if stays_english else escape(translate(text))

    return {
        "t": translate,
        "t_html": translate_html,
        "t_detail": translate_detail,
        "plural_forms": lambda singular, plural: {"one": singular, "other": plural},
    }
