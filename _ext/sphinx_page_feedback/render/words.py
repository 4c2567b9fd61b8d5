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


def translate(text: str) -> str:
    """Put one of the extension's sentences into the document's language."""
    # `str`, since Sphinx returns a lazy object as long as it has loaded no catalogue.
    return str(_translated(text))


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
