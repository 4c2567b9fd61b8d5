"""How long the answers to a form are kept: as its file says, else as ``conf.py`` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import Period
from .problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .model import Form

_SHORTEST = 30
"""Days: an unsent answer may wait that long on a device, and a team needs time to read."""


def with_periods(forms: Mapping[str, Form], usual: str) -> dict[str, Form]:
    """Return the forms, each with its own period or else with that of the site.

    Args:
        forms: The forms, by name.
        usual: The period of ``conf.py``; empty for none.
    """
    return {
        name: form if form.keep else form.model_copy(update={"keep": usual})
        for name, form in forms.items()
    }


def short_periods(forms: Mapping[str, Form], usual: str) -> Iterator[Problem]:
    """Yield a problem for each period that is under 30 days.

    Args:
        forms: The forms, by name.
        usual: The period of ``conf.py``; empty for none.
    """
    periods = {"feedback_keep": usual}
    periods |= {f"the form {name}: keep": form.keep for name, form in forms.items()}
    for subject, text in periods.items():
        if text and Period.parse(text).most_days < _SHORTEST:
            cause = (
                f'"{text}" is less than 30 days, so answers may go before anybody has read them'
            )
            cure = "Write a longer one, unless you mean it."
            yield Problem(Code.CONFIG, cause, cure, subject=subject)
