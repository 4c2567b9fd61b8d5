"""Warnings about settings that work: examples, addresses that are keys, traps for readers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .parameters import service_problem
from .secrets import is_key_name, key_in_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_page_feedback.problems import Problem

    from .settings import ServiceSettings

_PROXY = 'Put a small program of your own (name = "worker") in front of it.'
_EMAIL = re.compile(r"[^@\s/]+@[^@\s/]+")
# Services drop such a submission and reply as usual, so the reader would see a success.
_FILLED_IN = {"address", "city", "company", "email", "name", "phone", "tel", "url", "website"}


def example_warnings(settings: ServiceSettings) -> Iterator[Problem]:
    """Warn of values that were copied from the documentation.

    Args:
        settings: The service of the site.

    Yields:
        A warning for each value that is an example.
    """
    for key, parameter in settings.service.parameters.items():
        if parameter.example and settings.values[key] == parameter.example:
            cause = f'{key}: "{parameter.example}" is the example of the documentation'
            yield service_problem(cause, f"Give {parameter.meaning}.")


def key_warnings(settings: ServiceSettings) -> Iterator[Problem]:
    """Warn of what a page shows that readers, or programs, can do more with than send.

    Args:
        settings: The service of the site.

    Yields:
        A warning for each.
    """
    is_generic = settings.service.generic
    if is_generic or settings.has_replaced_endpoint:
        for address in settings.addresses:
            if cause := key_in_address(address, has_random_id=not is_generic):
                yield service_problem(cause, _PROXY)
    for name in filter(is_key_name, settings.custom.get("static", ())):
        cause = f'every reader sees the value of "{name}", which is called like a key'
        yield service_problem(cause, _PROXY)
    for key, parameter in settings.service.parameters.items():
        if parameter.visibility == "capability" and settings.values[key]:
            yield service_problem(f'whoever reads "{key}" can use it', _PROXY)
    if settings.service.link is None and any(map(_EMAIL.fullmatch, settings.values.values())):
        cause = (
            "every reader, and every program that collects addresses, sees this e-mail address"
        )
        yield service_problem(cause, "Give the alias that the service has for it.")


def trap_warnings(settings: ServiceSettings) -> Iterator[Problem]:
    """Warn of a trap that catches readers.

    Args:
        settings: The service of the site.

    Yields:
        A warning for a trap that a browser fills in.
    """
    name = settings.service.honeypot.name
    if name.lower() in _FILLED_IN:
        cause = f'browsers fill in a field called "{name}", so the trap would catch readers'
        yield service_problem(cause, "Give the honeypot a name that means nothing.")
