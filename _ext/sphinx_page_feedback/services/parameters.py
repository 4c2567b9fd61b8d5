"""Read the values of a service's parameters from ``conf.py``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.environment import READ_TOKEN
from sphinx_page_feedback.problems import Code, Problem, did_you_mean

from .secrets import SECRET_KEY, find_secret
from .service import placeholders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .service import Service
    from .service_parts import Parameter


def service_problem(cause: str, cure: str) -> Problem:
    """Return a problem of ``feedback_service``.

    Args:
        cause: The problem, without a full stop.
        cure: What to write instead, a sentence.
    """
    subject = "feedback_service"
    return Problem(code=Code.SERVICE, place="conf.py", subject=subject, cause=cause, cure=cure)


def read_values(
    service: Service, configured: Mapping[str, Any], endpoint: str, problems: list[Problem]
) -> dict[str, str]:
    """Return the value of every parameter.

    Args:
        service: The service.
        configured: The values in ``conf.py``.
        endpoint: What stands in for the service's endpoint, if anything does.
        problems: Each problem is added to it.
    """
    values: dict[str, str] = {}
    for key, parameter in service.parameters.items():
        value = configured.get(
            key, endpoint if key == "endpoint" and endpoint else parameter.default
        )
        problem = _value_problem(key, parameter, value)
        # A preview that posts elsewhere does not need what the service's own address needs.
        is_needed = value is not None or not (
            endpoint and key in placeholders(service.endpoint)
        )
        if problem and is_needed:
            problems.append(service_problem(*problem))
        values[key] = value if isinstance(value, str) else ""
    return values


def _value_problem(key: str, parameter: Parameter, value: Any) -> tuple[str, str] | None:
    example = f', as in "{parameter.example}"' if parameter.example else ""
    cure = f"Give {parameter.meaning}{example}."
    if value is None:
        return f'"{key}" is missing', cure
    # First, since the messages below repeat the value.
    if secret := find_secret([value], (), {}):
        return f"{key}: every reader would see {secret}", cure
    if not isinstance(value, str):
        return f"{key}: {value!r} does not fit", "It should be text in quotes."
    if value != parameter.default and not re.fullmatch(parameter.pattern, value):
        return f'{key}: "{value}" does not fit', cure
    return None


def unknown_key(key: str, service: Service, keys: Iterable[str]) -> Problem:
    """Return the problem of a key that the service does not have.

    Args:
        key: The key in ``conf.py``.
        service: The service.
        keys: The keys of a description that it could have been.
    """
    if SECRET_KEY.search(key):
        variable = service.reader.token.variable if service.reader else READ_TOKEN
        cause = f'"{key}" would be for reading what readers sent, and all of this is public'
        return service_problem(cause, f"Take it out, and set {variable} where you run pull.")
    return service_problem(
        f'"{key}" is not a key of the service "{service.name}"',
        did_you_mean(key, [*service.parameters, *keys, "name", "like"]),
    )
