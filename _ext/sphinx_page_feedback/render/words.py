"""Sentences and dates in the document's language, and the day of the build."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup, escape
from sphinx.util.i18n import format_date

from sphinx_page_feedback.catalogue import Catalogue

if TYPE_CHECKING:
    from datetime import date

    from sphinx_page_feedback.model import Form

_catalogue = Catalogue()


def use_catalogue(catalogue: Catalogue) -> None:
    """Take the sentences of a language from now on.

    Sphinx keeps its own translations for the whole process too.

    Args:
        catalogue: The sentences of the document's language.
    """
    global _catalogue  # noqa: PLW0603 (nodes are translated where no configuration is at hand)
    _catalogue = catalogue


def translate(text: str) -> str:
    """Put one of the extension's sentences into the document's language."""
    return _catalogue.translate(text)


def translate_html(text: str) -> Markup:
    """Put a sentence into the document's language, marked as English where it stays so.

    Args:
        text: The sentence; one that is not of the extension stays as it is.

    Returns:
        HTML, whose ``format`` escapes what it puts into the sentence.
    """
    if text not in _catalogue.untranslated:
        return escape(_catalogue.translate(text))
    return Markup('<span lang="en" dir="ltr">{}</span>').format(text)


def translations() -> dict[str, Any]:
    """Return the variables of each template that are of the document's language.

    ``direction`` is ``rtl`` where it is written from right to left, else empty.
    """
    return {
        "t": translate,
        "t_html": translate_html,
        "plural_forms": _catalogue.forms,
        "direction": "rtl" if _catalogue.direction == "rtl" else "",
    }


def build_time() -> datetime:
    """Return the moment of the build in UTC; ``SOURCE_DATE_EPOCH`` names another one."""
    # See https://reproducible-builds.org/specs/source-date-epoch/.
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


def build_day() -> date:
    """Return the day of the build in UTC."""
    return build_time().date()


def state_everywhere(form: Form) -> Literal["early", "open", "closed"]:
    """Return the state of a form that holds wherever on Earth its reader is.

    Days begin and end last on Baker Island, 12 hours behind UTC.

    Args:
        form: The form.

    Returns:
        ``early`` while its first day has not begun everywhere, ``closed`` once its last day is
        over everywhere, else ``open``.
    """
    return form.state_on((build_time() - timedelta(hours=12)).date())


def date_in_words(day: date, language: str) -> str:
    """Write a day as the document's language does: ``31 March 2027``."""
    # Sphinx formats moments only; noon in UTC is the same day from UTC-12 to UTC+11.
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return format_date("%d %B %Y", date=noon, language=language).removeprefix("0")
