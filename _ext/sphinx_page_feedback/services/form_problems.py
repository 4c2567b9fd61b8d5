"""Fields of a form that a service would take for something else, or not at all."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from sphinx_page_feedback.model import SENT_NAMES
from sphinx_page_feedback.problems import guess

from .form_limits import limit_problems
from .parameters import service_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_page_feedback.model import Form
    from sphinx_page_feedback.problems import Problem

    from .settings import ServiceSettings


def find_form_problems(settings: ServiceSettings, forms: Iterable[Form]) -> Iterator[Problem]:
    """Find the fields that would not reach the service, or with another meaning.

    Args:
        settings: The service of the site.
        forms: Every form.

    Yields:
        A problem for each.
    """
    forms = list(forms)
    yield from _name_problems(settings, forms)
    yield from limit_problems(settings, forms)


def _name_problems(settings: ServiceSettings, forms: list[Form]) -> Iterator[Problem]:
    """Look at the name of every field as the service sees it."""
    yield from _misspelt(settings, forms)
    service = settings.service
    # An answer in such a field would steer the service: `_next` names the page that follows,
    # `_cc` adds a recipient.
    taken = {
        *service.static,
        service.honeypot.name,
        service.native.thanks,
        *service.native.also,
    }
    for form in forms:
        seen: dict[str, str] = {service.wire(key): key for key in SENT_NAMES}
        for key in (key for field in form.fields for key in field.keys):
            wire = service.wire(key)
            what = f'the field "{key}" of the form "{form.name}"'
            if not wire:
                cause = f"{what} has no name at {service.title}, so its answers would be lost"
                yield service_problem(
                    cause, f'Add "{key}" to "names" with the name that it has there.'
                )
            elif wire in taken or any(fnmatchcase(wire, glob) for glob in service.reserved):
                cause = f'{what} would reach {service.title} as "{wire}", which means something else there'
                yield service_problem(cause, "Rename the field in the form's file.")
            elif wire in seen:
                cause = (
                    f'{what} and "{seen[wire]}" would both reach {service.title} as "{wire}"'
                )
                yield service_problem(cause, 'Give each a name of its own in "names".')
            seen[wire] = key


def _misspelt(settings: ServiceSettings, forms: list[Form]) -> Iterator[Problem]:
    """Look for a name that was meant for a field; what names a field of old does no harm."""
    names = settings.service.names
    keys = {
        *SENT_NAMES,
        *(key for form in forms for field in form.fields for key in field.keys),
    }
    for key in sorted(set(names) - keys - {"*"}):
        meant = guess(key, keys - set(names))
        if meant:
            cause = f'"names" has "{key}", which is not a field of any form'
            yield service_problem(cause, meant.strip())
