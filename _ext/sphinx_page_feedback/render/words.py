"""Sentences and dates in the document's language, and the day of the build."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sphinx.locale import get_translation
from sphinx.util.i18n import format_date

if TYPE_CHECKING:
    from datetime import date

    from sphinx_page_feedback.model import Form

CATALOGUE = "sphinx_page_feedback"
"""The name of the message catalogue."""
_translated = get_translation(CATALOGUE)


def translate(words: str) -> str:
    """Put one of the extension's sentences into the document's language."""
    return str(_translated(words))


def build_time() -> datetime:
    """Return the moment of the build in UTC; ``SOURCE_DATE_EPOCH`` names another one."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


def build_day() -> date:
    """Return the day of the build in UTC."""
    return build_time().date()


def state_everywhere(form: Form) -> Literal["early", "open", "closed"]:
    """Return what is so of a form wherever on Earth its reader is, as far as the build knows.

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
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return format_date("%d %B %Y", date=noon, language=language).removeprefix("0")
