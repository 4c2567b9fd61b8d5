"""A service as ``conf.py`` describes or changes it, validated as our own declarations are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from sphinx_page_feedback.problems import did_you_mean, explain

from .parameters import service_problem
from .secrets import find_secret
from .service import Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_page_feedback.problems import Problem

_MERGED = ("names", "parameters", "static")
"""The keys that add to those of the base, and do not replace them."""
_FIELDS = "$fields"


def customise(base: Service, name: str, custom: Mapping[str, Any]) -> Service | list[Problem]:
    """Return a service with the changes of a site.

    Args:
        base: The service that it is, or that it is like.
        name: Its name in ``conf.py``.
        custom: The keys of a description that ``conf.py`` gives.

    Returns:
        The service, or every mistake.
    """
    values = {key: getattr(base, key) for key in Service.model_fields}
    changes = {
        key: {**values[key], **value} if key in _MERGED and isinstance(value, dict) else value
        for key, value in custom.items()
    }
    try:
        service = Service.model_validate({**values, **changes, "name": name})
    except ValidationError as error:
        return [service_problem(*_explained(item)) for item in error.errors()]
    return [service_problem(*problem) for problem in _body_problems(service)] or service


def _body_problems(service: Service) -> Iterator[tuple[str, str]]:
    if service.body is None:
        return
    if service.encoding != "json":
        cause = f'"body" is given, and only JSON has one; the encoding is "{service.encoding}"'
        yield cause, 'Add "encoding": "json", or take "body" out.'
    if not _has_fields(service.body):
        cause = f'the body has no "{_FIELDS}", so no answer would be sent'
        yield cause, f'Put "{_FIELDS}" in place of the value that is to hold the answers.'


def _has_fields(value: Any) -> bool:
    inner = value.values() if isinstance(value, dict) else value
    return value == _FIELDS or (
        isinstance(value, dict | list) and any(_has_fields(item) for item in inner)
    )


def _explained(error: Mapping[str, Any]) -> tuple[str, str]:
    """Return cause and cure of one of pydantic's errors, without a key that it may hold."""
    place, keys = ", ".join(map(str, error["loc"])), _keys_at(error["loc"])
    # For a missing key, pydantic gives the whole mapping around it as the input.
    has_input = error["type"] != "missing"
    if secret := has_input and find_secret([error["input"]], (), {}):
        return f"{place}: every reader would see {secret}", "Take it out of conf.py."
    # pydantic's text would name a class of ours.
    if error["type"].startswith("model"):
        return f"{place} is not a mapping", did_you_mean("", keys)
    if error["type"] == "invalid-json-value":
        return f"{place}: {error['input']!r} does not fit", "It should be what JSON can hold."
    return explain(error, keys)


def _keys_at(loc: Iterable[int | str]) -> Iterable[str]:
    """Return the keys that may be written where an error is."""
    model: type[BaseModel] = Service
    for part in loc:
        if part in model.model_fields:
            model = model_in(model.model_fields[str(part)].annotation) or model
    return model.model_fields


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a type is made of, if of one.

    Args:
        annotation: The type of a field, such as ``Mapping[str, Parameter]``.
    """
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(model_in, get_args(annotation))), None)
