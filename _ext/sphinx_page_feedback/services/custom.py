"""What a site says of a service in its own words, held against what can be said of one."""

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
"""What it adds to, and does not replace."""
_FIELDS = "$fields"


def with_own(base: Service, name: str, own: Mapping[str, Any]) -> Service | list[Problem]:
    """Return a service as a site has it.

    Args:
        base: The service that it is, or that it is like.
        name: What the site calls it.
        own: What the site says of it.

    Returns:
        The service, or every mistake.
    """
    told = {key: getattr(base, key) for key in Service.model_fields}
    merged = {
        key: {**told[key], **value} if key in _MERGED and isinstance(value, dict) else value
        for key, value in own.items()
    }
    try:
        service = Service.model_validate({**told, **merged, "name": name})
    except ValidationError as error:
        return [service_problem(*_explained(item)) for item in error.errors()]
    return [service_problem(*fault) for fault in _faults_of_body(service)] or service


def _faults_of_body(service: Service) -> Iterator[tuple[str, str]]:
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
        isinstance(value, dict | list) and any(_has_fields(one) for one in inner)
    )


def _explained(error: Mapping[str, Any]) -> tuple[str, str]:
    """Put one of pydantic's errors into words; the log of a build is no place for a key."""
    place, known = ", ".join(map(str, error["loc"])), _keys_at(error["loc"])
    is_there = error["type"] != "missing"
    if found := is_there and find_secret([error["input"]], (), {}):
        return f"{place}: every reader would see {found}", "Take it out of conf.py."
    if error["type"].startswith("model"):
        return f"{place} is not a mapping", did_you_mean("", known)
    if error["type"] == "invalid-json-value":
        return f"{place}: {error['input']!r} does not fit", "It should be what JSON can hold."
    return explain(error, known)


def _keys_at(loc: Iterable[int | str]) -> Iterable[str]:
    """Return what can be said where an error is."""
    model: type[BaseModel] = Service
    for part in loc:
        if part in model.model_fields:
            model = model_in(model.model_fields[str(part)].annotation) or model
    return model.model_fields


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the kind of part that a type is made of, if of any.

    Args:
        annotation: The type of a field, such as ``Mapping[str, Parameter]``.
    """
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(model_in, get_args(annotation))), None)
