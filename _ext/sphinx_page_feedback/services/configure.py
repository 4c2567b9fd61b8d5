"""Read ``feedback_service``: choose the service, validate its values, look for leaks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.environment import READ_TOKEN
from sphinx_page_feedback.problems import did_you_mean

from .config_warnings import example_warnings, key_warnings, trap_warnings
from .custom import customise
from .endpoint import endpoint_problem
from .parameters import read_values, service_problem, unknown_key
from .secrets import find_secret, find_value, texts
from .service import Service, fill, placeholders
from .settings import ServiceSettings
from .unsupported import unsupported_address, unsupported_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_page_feedback.problems import Problem

_OF_GENERIC = frozenset(Service.model_fields) - {"name", "endpoint", "generic"}
"""The keys of a description that ``conf.py`` may give of a generic service."""
_OF_ANY = frozenset({"static", "names"})
"""Those that it may give of any service."""


def read_settings(
    section: Mapping[str, Any],
    services: Mapping[str, Service],
    environ: Mapping[str, str],
    endpoint: str = "",
) -> ServiceSettings | list[Problem]:
    """Read the form service of a site.

    Args:
        section: ``feedback_service``.
        services: Every service there is.
        environ: The environment, whose keys must not reach a page.
        endpoint: What stands in for the service's endpoint, if anything does.

    Returns:
        The settings, or every mistake.
    """
    name, like = str(section.get("name") or ""), section.get("like")
    # Before the table, which has none of them: the reason helps more than "no such service".
    if unsupported := unsupported_name(str(like or name)):
        return [service_problem(unsupported.cause, unsupported.cure)]
    if not name:
        cure = f'Add "name". {did_you_mean(str(like or ""), services)}'
        return [service_problem('"name" is missing', cure)]
    base = services.get(str(like or name))
    if base is None:
        cause = f'no service has the name "{like or name}"'
        return [service_problem(cause, did_you_mean(str(like or name), services))]
    keys = sections_of(base, like)
    custom = {key: value for key, value in section.items() if key in keys}
    service = customise(base, name, custom)
    if isinstance(service, list):
        return service
    described = {*keys, "name", "like"}
    configured = {key: value for key, value in section.items() if key not in described}
    problems = [
        unknown_key(key, service, keys) for key in configured if key not in service.parameters
    ]
    values = read_values(service, configured, endpoint, problems)
    if problems:
        return problems
    custom |= {"like": like} if like else {}
    return _finish(service, values, environ, endpoint, custom)


def _finish(
    service: Service,
    values: Mapping[str, str],
    environ: Mapping[str, str],
    endpoint: str,
    custom: Mapping[str, Any],
) -> ServiceSettings | list[Problem]:
    """Look at what only the whole shows: the address, and what a page would give away."""
    address = endpoint or fill(service.endpoint, values)
    settings = ServiceSettings(service=service, values=values, endpoint=address, custom=custom)
    if problems := list(_address_problems(settings)):
        return problems
    if secret := _shown_secret(settings, environ):
        cure = "Take it out of conf.py; reading needs it in the environment and nowhere else."
        return [service_problem(f"every reader would see {secret}", cure)]
    warnings = (*example_warnings(settings), *key_warnings(settings), *trap_warnings(settings))
    return replace(settings, warnings=warnings)


def sections_of(base: Service, like: Any) -> frozenset[str]:
    """Return the keys of a description that ``conf.py`` may say of a service.

    Args:
        base: The service, or the one that it is like.
        like: What ``conf.py`` says that it is like, if it does.
    """
    return _OF_GENERIC if base.generic or like else _OF_ANY


def _address_problems(settings: ServiceSettings) -> Iterator[Problem]:
    """Look at every address that a page posts to."""
    is_posted_to = settings.service.link is None
    if is_posted_to and (problem := endpoint_problem(settings.endpoint)):
        yield service_problem(*problem)
        return  # the other addresses are made from the endpoint
    for address in settings.addresses:
        if unsupported := unsupported_address(address):
            yield service_problem(unsupported.cause, unsupported.cure)
        elif is_posted_to and (problem := endpoint_problem(address)):
            yield service_problem(*problem)


def _shown_secret(settings: ServiceSettings, environ: Mapping[str, str]) -> str:
    """Return the secret that a page would show, without repeating it; empty for none."""
    service = settings.service
    shown = [service.on_the_page, settings.public]  # the manifest is public too
    used = {name for text in texts(service.on_the_page) for name in placeholders(text)}
    for name, parameter in service.parameters.items():
        values = (settings.values[name], parameter.default or "")
        is_shown = name in used or any(find_value(value, shown) for value in values)
        if parameter.visibility == "secret" and is_shown:
            return f'"{name}", which is marked secret'
    variables = [READ_TOKEN, *([service.reader.token.variable] if service.reader else [])]
    return find_secret(shown, variables, environ)
