"""What ``conf.py`` says of the service: checked, and every mistake told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from sphinx_page_feedback.problems import did_you_mean, explain

from .address import fault_of
from .refused import refusal_of
from .secrets import READ_TOKEN, capability_of, find_secret, texts
from .service import Service, fill, placeholders
from .values import read_values, service_problem, unknown_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_page_feedback.problems import Problem

_OPEN = frozenset(Service.model_fields) - {"name", "endpoint", "generic"}
"""What ``conf.py`` may say of a generic service."""
_ALWAYS = ("static", "names")
"""What it may say of any service."""
_MERGED = ("names", "parameters", "static")
"""What it adds to, and does not replace."""


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
    def public(self) -> dict[str, Any]:
        """What the manifest says: enough to read these settings again, and no secret."""
        known = self.service.parameters
        values = {
            key: value
            for key, value in self.values.items()
            if known[key].visibility != "secret" and value != known[key].default
        }
        return {**self.own, **values, "name": self.name, "endpoint": self.endpoint}

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
        folder = self.endpoint.rpartition("/")[0] + "/"  # what a relative link starts from
        places = {"endpoint": self.endpoint, "origin": origin, "folder": folder}
        return fill(text, {**self.values, **places, **more})


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
    service = _with_own(base, name, own)
    if isinstance(service, list):
        return service
    wrong = [
        unknown_key(key, service, _sections(base, like))
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


def _sections(base: Service, like: Any) -> frozenset[str]:
    return _OPEN if base.generic or like else frozenset(_ALWAYS)


def _with_own(base: Service, name: str, own: Mapping[str, Any]) -> Service | list[Problem]:
    """Return the service with what the site says of it in its own words."""
    told = {key: getattr(base, key) for key in Service.model_fields}
    merged = {
        key: {**told[key], **value} if key in _MERGED and isinstance(value, dict) else value
        for key, value in own.items()
    }
    try:
        return Service.model_validate({**told, **merged, "name": name})
    except ValidationError as error:
        return [service_problem(*explain(item)) for item in error.errors()]


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
    for key, parameter in settings.service.parameters.items():
        if parameter.example and settings.values[key] == parameter.example:
            cause = f'{key}: "{parameter.example}" is the example of the documentation'
            yield service_problem(cause, f"Give {parameter.meaning}.")
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
