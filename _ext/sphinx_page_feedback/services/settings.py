"""What ``conf.py`` says of the service: checked, and every mistake told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from sphinx_page_feedback.problems import Code, Problem, did_you_mean, explain

from .address import fault_of
from .refused import refusal_of
from .secrets import READ_TOKEN, SECRET_KEY, capability_of, find_secret, texts
from .service import Service, fill, placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .parts import Parameter

_OPEN = frozenset(Service.model_fields) - {"name", "title", "endpoint", "parameters", "generic"}
"""What ``conf.py`` may say of a generic service."""
_ALWAYS = ("static", "names")
"""What it may add to that of any service."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A service with the values of one site.

    Attributes:
        service: The service.
        values: Its parameters.
        endpoint: Where forms post to.
        own: What the site says of the service in its own words; empty for most.
        cautions: What is not wrong but should be known.
    """

    service: Service
    values: Mapping[str, str]
    endpoint: str
    own: Mapping[str, Any] = field(default_factory=dict)
    cautions: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """What ``conf.py`` calls the service."""
        return self.service.name

    def fill(self, text: str, **more: str) -> str:
        """Put the site's values into a text of the service.

        Args:
            text: With names in braces.
            more: Values that are known only now.
        """
        parts = urlsplit(self.endpoint)
        origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        known = {**self.values, "endpoint": self.endpoint, "origin": origin}
        return fill(text, {**known, **more})


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
    name, like = str(given.get("name", "")), given.get("like")
    refusal = refusal_of(name, endpoint or str(given.get("endpoint", "")))
    if refusal:
        return [service_problem(refusal.cause, refusal.cure)]
    base = services.get(str(like or name))
    if base is None:
        cause = f'no service has the name "{like or name}"'
        return [service_problem(cause, did_you_mean(str(like or name), services))]
    said = {key: value for key, value in given.items() if key not in {"name", "like"}}
    own = {key: said.pop(key) for key in tuple(said) if key in _sections(base, like)}
    wrong = [_unknown(key, base, like) for key in said if key not in base.parameters]
    values, bad = _read_values(base, said, endpoint)
    service = _with_own(base, name, own, wrong)
    wrong += bad
    if wrong or service is None:
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
    fault = "" if service.link else fault_of(address)
    if fault:
        return [service_problem(*fault)]
    settings = Settings(service=service, values=values, endpoint=address, own=own)
    found = _leaks(settings, environ)
    if found:
        return [
            service_problem(
                f"every reader would see {found}", "Take it out of conf.py; " + _WHERE
            )
        ]
    return Settings(**{**vars(settings), "cautions": tuple(_cautions(settings))})


_WHERE = "reading needs it in the environment and nowhere else."


def service_problem(cause: str, cure: str) -> Problem:
    """Return a mistake in what ``conf.py`` says of the service.

    Args:
        cause: What is wrong, without a full stop.
        cure: What to write instead, a sentence.
    """
    subject = "feedback_service"
    return Problem(code=Code.SERVICE, place="conf.py", subject=subject, cause=cause, cure=cure)


def _sections(base: Service, like: Any) -> frozenset[str]:
    return _OPEN if base.generic or like else frozenset(_ALWAYS)


def _unknown(key: str, base: Service, like: Any) -> Problem:
    if SECRET_KEY.search(key):
        variable = base.reader.token.variable if base.reader else READ_TOKEN
        cause = f'"{key}" would be for reading what readers sent, and all of this is public'
        return service_problem(cause, f"Take it out, and set {variable} where you run pull.")
    known = [*base.parameters, *_sections(base, like), "name", "like"]
    return service_problem(
        f'"{key}" is not a key of the service "{base.name}"', did_you_mean(key, known)
    )


def _read_values(
    base: Service, said: Mapping[str, Any], endpoint: str
) -> tuple[dict[str, str], list[Problem]]:
    values: dict[str, str] = {}
    wrong: list[Problem] = []
    for key, parameter in base.parameters.items():
        value = said.get(key, endpoint if key == "endpoint" and endpoint else parameter.default)
        told = _fault_of_value(key, parameter, value)
        # A preview that posts elsewhere does not need what the service's own address needs.
        if told and (
            value is not None or not (endpoint and key in placeholders(base.endpoint))
        ):
            wrong.append(service_problem(*told))
        else:
            values[key] = value if isinstance(value, str) else ""
    return values, wrong


def _fault_of_value(key: str, parameter: Parameter, value: Any) -> tuple[str, str] | None:
    example = f', as in "{parameter.example}"' if parameter.example else ""
    cure = f"Give {parameter.meaning}{example}."
    if value is None:
        return f'"{key}" is missing', cure
    if not isinstance(value, str):
        return f"{key}: {value!r} does not fit", "It should be text in quotes."
    if value != parameter.default and not re.fullmatch(parameter.pattern, value):
        return f'{key}: "{value}" does not fit', cure
    return None


def _with_own(
    base: Service, name: str, own: Mapping[str, Any], wrong: list[Problem]
) -> Service | None:
    """Return the service with what the site says of it in its own words."""
    static = own.get("static")
    merged = {**own, "static": {**base.static, **static}} if isinstance(static, dict) else own
    told = {key: getattr(base, key) for key in Service.model_fields}
    try:
        return Service.model_validate({**told, **merged, "name": name})
    except ValidationError as error:
        wrong += [service_problem(*explain(item)) for item in error.errors()]
        return None


def _leaks(settings: Settings, environ: Mapping[str, str]) -> str:
    service, shown = settings.service, settings.service.on_the_page
    used = {name for text in texts(shown) for name in placeholders(text)}
    for name, parameter in service.parameters.items():
        if parameter.visibility == "secret" and name in used:
            return f'"{name}", which is marked secret'
    reader = service.reader
    variables = [READ_TOKEN, *([reader.token.variable] if reader else [])]
    public = {key: value for key, value in settings.values.items() if key in used}
    return find_secret([shown, public, settings.endpoint], variables, environ)


def _cautions(settings: Settings) -> Iterator[Problem]:
    capability = capability_of(settings.endpoint)
    if capability:
        cure = 'Put a small program of your own (name = "worker") in front of it.'
        yield service_problem(capability, cure)
    if settings.service.link is None and any(
        "@" in value for value in settings.values.values()
    ):
        cause = (
            "every reader, and every program that collects addresses, sees this e-mail address"
        )
        yield service_problem(cause, "Give the alias that the service has for it.")
