"""Check what ``conf.py`` says of the form service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.environment import READ_TOKEN
from sphinx_page_feedback.problems import did_you_mean

from .config_warnings import examples_in, keys_in, traps_in
from .custom import with_own
from .endpoint import fault_of
from .parameters import read_values, service_problem, unknown_key
from .secrets import find_secret, find_value, texts
from .service import Service, fill, placeholders
from .settings import Settings
from .unsupported import refusal_at, refusal_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_page_feedback.problems import Problem

_OPEN = frozenset(Service.model_fields) - {"name", "endpoint", "generic"}
"""What ``conf.py`` may say of a generic service."""
_ALWAYS = ("static", "names")
"""What it may say of any service."""


def read_settings(
    given: Mapping[str, Any],
    services: Mapping[str, Service],
    environ: Mapping[str, str],
    endpoint: str = "",
) -> Settings | list[Problem]:
    """Check what ``conf.py`` says.

    Args:
        given: ``feedback_service``.
        services: Every service there is.
        environ: The environment, whose keys must not reach a page.
        endpoint: What stands in for the service's endpoint, if anything does.

    Returns:
        The settings, or every mistake.
    """
    name, like = str(given.get("name") or ""), given.get("like")
    if refusal := refusal_of(str(like or name)):
        return [service_problem(refusal.cause, refusal.cure)]
    if not name:
        cure = f'Add "name". {did_you_mean(str(like or ""), services)}'
        return [service_problem('"name" is missing', cure)]
    base = services.get(str(like or name))
    if base is None:
        cause = f'no service has the name "{like or name}"'
        return [service_problem(cause, did_you_mean(str(like or name), services))]
    said = {key: value for key, value in given.items() if key not in {"name", "like"}}
    own = {key: said.pop(key) for key in tuple(said) if key in sections_of(base, like)}
    service = with_own(base, name, own)
    if isinstance(service, list):
        return service
    wrong = [
        unknown_key(key, service, sections_of(base, like))
        for key in said
        if key not in service.parameters
    ]
    values = read_values(service, said, endpoint, wrong)
    if wrong:
        return wrong
    return _finish(service, values, environ, endpoint, own | ({"like": like} if like else {}))


def _finish(
    service: Service,
    values: Mapping[str, str],
    environ: Mapping[str, str],
    endpoint: str,
    own: Mapping[str, Any],
) -> Settings | list[Problem]:
    """Look at what only the whole can tell: the address, and what a page would give away."""
    address = endpoint or fill(service.endpoint, values)
    settings = Settings(service=service, values=values, endpoint=address, own=own)
    if faults := list(_faults(settings)):
        return faults
    if found := _leaks(settings, environ):
        cure = "Take it out of conf.py; reading needs it in the environment and nowhere else."
        return [service_problem(f"every reader would see {found}", cure)]
    return Settings(**{**vars(settings), "cautions": tuple(_cautions(settings))})


def sections_of(base: Service, like: Any) -> frozenset[str]:
    """Return the keys of a description that ``conf.py`` may say of a service.

    Args:
        base: The service, or the one that it is like.
        like: What ``conf.py`` says that it is like, if it does.
    """
    return _OPEN if base.generic or like else frozenset(_ALWAYS)


def _faults(settings: Settings) -> Iterator[Problem]:
    """Look at every address that a page posts to; what follows from a wrong one is not told."""
    if fault := None if settings.service.link else fault_of(settings.endpoint):
        yield service_problem(*fault)
        return
    for address in settings.addresses:
        if refusal := refusal_at(address):
            yield service_problem(refusal.cause, refusal.cure)
        elif not settings.service.link and (fault := fault_of(address)):
            yield service_problem(*fault)


def _leaks(settings: Settings, environ: Mapping[str, str]) -> str:
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


def _cautions(settings: Settings) -> Iterator[Problem]:
    yield from examples_in(settings)
    yield from keys_in(settings)
    yield from traps_in(settings)
