"""Read the service section of a manifest, which a newer release may have written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel

from .configure import read_settings, sections_of
from .custom import model_in
from .service import Service

if TYPE_CHECKING:
    from sphinx_page_feedback.problems import Problem

    from .settings import ServiceSettings


def read_published(
    section: Mapping[str, Any], services: Mapping[str, Service], endpoint: str = ""
) -> ServiceSettings | list[Problem]:
    """Read the service section of a manifest; keys of a newer release are ignored.

    ``conf.py`` still refuses a key that does not exist: there it is a misspelling.

    Args:
        section: The manifest's ``service``.
        services: Every service there is.
        endpoint: What stands in for the service's endpoint, if anything does.

    Returns:
        The settings, or every mistake.
    """
    like = section.get("like")
    base = services.get(str(like or section.get("name")))
    if base is None:
        return read_settings(section, services, {}, endpoint)
    trimmed = {**section, **_without_unknown(section, Service)}
    declared = trimmed.get("parameters")
    parameters = {*base.parameters, *(declared if isinstance(declared, Mapping) else ())}
    keys = {"name", "like", *parameters, *sections_of(base, like)}
    readable = {key: value for key, value in trimmed.items() if key in keys}
    return read_settings(readable, services, {}, endpoint)


def _without_unknown(value: Any, annotation: Any) -> Any:
    """Return a value without the keys that its type does not have, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields
        if not isinstance(value, Mapping):
            return value
        return {
            key: _without_unknown(inner, fields[key].annotation)
            for key, inner in value.items()
            if key in fields
        }
    inner = next(filter(model_in, get_args(annotation)), None)
    if inner is None:
        return value
    if get_origin(annotation) is Mapping and isinstance(value, Mapping):
        return {key: _without_unknown(item, inner) for key, item in value.items()}
    if get_origin(annotation) is tuple and isinstance(value, list | tuple):
        return [_without_unknown(item, inner) for item in value]
    return _without_unknown(value, inner)
