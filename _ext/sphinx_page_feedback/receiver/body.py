"""A request's body: read within limits, and taken apart into names and values."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from .refusals import MEDIA_TYPE, TOO_LARGE, TOO_SLOW, UNREADABLE, RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from starlette.requests import Request

LARGEST_BODY = 65_536
"""Bytes; what a browser's ``fetch`` with ``keepalive`` may carry (Fetch standard §4.5)."""
SLOWEST_BODY = 10.0
"""Seconds until the whole body must be there."""
MOST_NAMES = 1_000
_READ_ON = 16 * LARGEST_BODY  # so that a browser that is still sending gets to see the reply


async def read_posted(request: Request) -> dict[str, list[str]]:
    """Read what was posted.

    Args:
        request: A request whose body nobody has read.

    Returns:
        Every value of every name, in the order in which they arrived.

    Raises:
        RefusedError: The body is too large, too slow, of another type, or not what it says.
    """
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            body = await _read(request)
    except TimeoutError:
        raise RefusedError(TOO_SLOW) from None
    except ClientDisconnect:
        raise RefusedError(UNREADABLE.saying("It was cut off on the way.")) from None
    posted: dict[str, list[str]] = {}
    for name, value in await _parse(request, body):
        posted.setdefault(_clean(name), []).append(_clean(value))
    return posted


async def _read(request: Request) -> bytes:
    """Count while reading: a ``Content-Length`` may lie, and chunks have none."""
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= LARGEST_BODY:
            body += chunk
        elif size > _READ_ON:
            break
    if size > LARGEST_BODY:
        raise RefusedError(TOO_LARGE)
    return bytes(body)


async def _parse(request: Request, body: bytes) -> Iterable[tuple[str, str]]:
    kind, *parameters = request.headers.get("content-type", "").lower().split(";")
    charsets = {p.strip().removeprefix("charset=").strip('"') for p in parameters if "=" in p}
    if any("charset" in p for p in parameters) and not charsets & {"utf-8", "utf8"}:
        raise RefusedError(MEDIA_TYPE)
    try:
        text = body.decode()
        match kind.strip():
            case "application/x-www-form-urlencoded":
                return _urlencoded(text)
            case "multipart/form-data":
                return await _multipart(request, body)
            case "application/json":
                return _json(text)
    except UnicodeDecodeError:
        raise RefusedError(UNREADABLE.saying("It is not in UTF-8.")) from None
    except (ValueError, RecursionError) as error:
        raise RefusedError(UNREADABLE.saying(_reason(error))) from None
    raise RefusedError(MEDIA_TYPE)


def _reason(error: Exception) -> str:
    """Return our own words; those of a parser could repeat what the reader wrote."""
    return str(error) if isinstance(error, _ShapeError) else UNREADABLE.detail


class _ShapeError(ValueError):
    """The body can be parsed but is no form; says so without a word of the body."""


def _urlencoded(text: str) -> Iterable[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_NAMES)


async def _multipart(request: Request, body: bytes) -> Iterable[tuple[str, str]]:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(request.headers, stream(), max_files=0, max_fields=MOST_NAMES)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        text = "A form takes no files." if "files" in error.message else UNREADABLE.detail
        raise _ShapeError(text) from None
    if not body.rstrip().endswith(b"--"):
        cut_off = "It ends before its last part does."
        raise _ShapeError(cut_off)
    return [(name, str(value)) for name, value in form.multi_items()]


def _json(text: str) -> Iterable[tuple[str, str]]:
    """Read a flat object; numbers stay the text that they are, so none is too large."""
    data = json.loads(
        text,
        object_pairs_hook=_object,
        parse_int=str,
        parse_float=str,
        parse_constant=_no_constant,
    )
    if not isinstance(data, dict):
        no_object = "The JSON is not an object."
        raise _ShapeError(no_object)
    return [(name, value) for name, values in data.items() for value in _texts(values)]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = "The JSON has a name twice."
        raise _ShapeError(twice)
    return found


def _no_constant(name: str) -> None:
    nonsense = f"{name} is not JSON."
    raise _ShapeError(nonsense)


def _texts(value: Any) -> list[str]:
    """Return the texts of one name's value; a nested object or list is none."""
    values = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(item, str) for item in values):
        nested = "A JSON value must be a text, a number or a list of these."
        raise _ShapeError(nested)
    return values


def _clean(text: str) -> str:
    """Refuse what a database or a file cannot hold as text."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise RefusedError(UNREADABLE.saying("It has half a character.")) from None
    if "\0" in text:
        raise RefusedError(UNREADABLE.saying("It has a NUL character."))
    return text
