"""How long the answers to a form are kept: as its file says, else as ``conf.py`` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import Period
from .problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .model import Form

_KEYS = {"keep": "answers", "keep_email": "email"}
"""The keys of a form that say how long, and the key of ``feedback_keep`` of each."""
_SHORTEST = 30
"""Days: an unsent answer may wait that long on a device, and a team needs time to read."""


def with_periods(forms: Mapping[str, Form], site: Mapping[str, str]) -> dict[str, Form]:
    """Return the forms, each with its own periods or else with those of the site.

    Args:
        forms: The forms, by name.
        site: What ``feedback_keep`` says.
    """
    return {
        name: form.model_copy(
            update={key: getattr(form, key) or site.get(of, "") for key, of in _KEYS.items()}
        )
        for name, form in forms.items()
    }


def short_periods(forms: Mapping[str, Form], site: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for each period that is under 30 days.

    Args:
        forms: The forms, by name.
        site: What ``feedback_keep`` says.
    """
    periods = {f'feedback_keep["{name}"]': text for name, text in site.items()}
    for name, form in forms.items():
        periods |= {f"the form {name}: {key}": getattr(form, key) for key in _KEYS}
    for subject, text in periods.items():
        if text and Period.parse(text).most_days < _SHORTEST:
            cause = f'"{text}" is less than 30 days: an unsent answer may wait that long on a device'
            cure = "Write a longer one, unless you mean it."
            yield Problem(Code.CONFIG, cause, cure, subject=subject)
