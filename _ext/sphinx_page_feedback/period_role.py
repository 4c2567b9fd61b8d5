"""The role ``feedback-keep``: how long answers are kept, for a privacy notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.units import format_unit
from docutils import nodes
from sphinx.util.docutils import SphinxRole

from .catalogue import locale_of
from .log import warn
from .model import Period
from .problems import Code, did_you_mean

if TYPE_CHECKING:
    from babel import Locale

    from .config import SiteConfig

NAME = "feedback-keep"
_KINDS = {"answers": "keep", "email": "keep_email", "backups": ""}
"""What the role can be asked for, and the key of a form that says it."""


class PeriodRole(SphinxRole):
    """``{feedback-keep}`answers` ``: the period in words, as the receiver keeps to it.

    It takes ``answers``, ``email`` or ``backups`` for what ``feedback_keep`` says, and the
    name of a form before a dot for what that form says, as in ``main.answers``.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the period in the document's language."""
        setup: SiteConfig = self.config.feedback_setup
        name, _, kind = self.text.rpartition(".")
        form, key = setup.forms.get(name), _KINDS.get(kind)
        if key is None or (name and not (form and key)):
            known = [
                *_KINDS,
                *(f"{one}.{what}" for one in setup.forms for what in _KINDS if _KINDS[what]),
            ]
            cause = f'the role {NAME} knows no "{self.text}"'
            return self._without(cause, did_you_mean(self.text, known))
        site = {str(of): text for of, text in setup.options.keep.items()}
        text = getattr(form, key) if form and key else site.get(kind, "")
        if not text:
            cause = f"nothing says how long {self.text} is kept"
            return self._without(cause, f'Add "{kind}" to feedback_keep in conf.py.')
        return [nodes.Text(in_words(Period.parse(text), self.config.language))], []

    def _without(
        self, cause: str, cure: str
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        warn(Code.KEEP, cause, cure, location=self.get_location())
        return [nodes.Text("…")], []


def in_words(period: Period, language: str) -> str:
    """Return a period as people write it, as in ``1 year`` or ``90 days``.

    Args:
        period: How long.
        language: Of the document.
    """
    locale = locale_of(language)
    parts = {
        "year": period.years,
        "month": period.months,
        "week": period.weeks,
        "day": period.days,
    }
    # Whole numbers of days, so that no locale rounds them.
    return ", ".join(_counted(number, unit, locale) for unit, number in parts.items() if number)


def _counted(number: int, unit: str, locale: Locale) -> str:
    text = format_unit(number, f"duration-{unit}", "long", locale=locale)
    # Where a language has no long form, CLDR means the short one, which Babel does not know.
    if f"duration-{unit}" in text:
        return format_unit(number, f"duration-{unit}", "short", locale=locale)
    return text
