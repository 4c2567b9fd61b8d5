"""A request's body: read within limits, and taken apart into names and values."""

from __future__ import annotations

import asyncio
import json
from codecs import BOM_UTF8
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from sphinx_page_feedback.model import Checkboxes

from .http_problems import MEDIA_TYPE, TOO_LARGE, TOO_SLOW, UNREADABLE, HTTPProblemError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from starlette.requests import Request

    from sphinx_page_feedback.model import Field, Form

LEAST_LIMIT = 65_536
"""Bytes that a body may always have: what ``fetch`` with ``keepalive`` carries (Fetch §4.5)."""
LEAST_NAMES = 1_000
"""Values that a body may always have: Starlette's default for forms."""
_READ_ON = 1_000_000
"""Bytes past the limit that are still read: a browser sees no reply while it sends, and the
page of the refusal shows what was written."""


@dataclass(frozen=True, kw_only=True)
class BodyLimits:
    """What a body may hold.

    Attributes:
        size: Bytes.
        names: Values, each with its name; as many again are left for what has no field.
    """

    size: int = LEAST_LIMIT
    names: int = LEAST_NAMES

    @classmethod
    def of(cls, forms: Iterable[Form]) -> Self:
        """Return limits that the fullest answer to each form stays below.

        Args:
            forms: Every version of every form.
        """
        forms = list(forms)
        counts = [sum(map(_values_of, form.fields)) for form in forms]
        return cls(
            size=max([LEAST_LIMIT, *(form.largest_body for form in forms)]),
            names=max([LEAST_NAMES, *(2 * count for count in counts)]),
        )


def _values_of(field: Field) -> int:
    return len(field.flat_options) if isinstance(field, Checkboxes) else len(field.keys)


async def read_posted(
    request: Request, limits: BodyLimits, seconds: float
) -> dict[str, list[str]]:
    """Read what was posted, and keep it in ``request.state.posted`` for the reply.

    Args:
        request: A request whose body is not read yet.
        limits: What the body may hold.
        seconds: Time until the whole body must be there.

    Returns:
        Every value of every name, in the order in which they arrived.

    Raises:
        HTTPProblemError: The body is too large, too slow, of another type, or does not
            follow its type.
    """
    try:
        # One limit for the whole body: with one for each chunk, a client that sends a byte now
        # and then would keep its connection for hours.
        async with asyncio.timeout(seconds):
            body = await _read(request, limits.size + _READ_ON)
    except TimeoutError:
        detail = f"The whole of it must arrive within {seconds:g} seconds. {TOO_SLOW.detail}"
        raise HTTPProblemError(TOO_SLOW.with_detail(detail)) from None
    except ClientDisconnect:
        raise HTTPProblemError(UNREADABLE.with_detail("It was cut off on the way.")) from None
    too_large = TOO_LARGE.with_detail(
        f"All answers together must be {limits.size // 1024} kB or less. {TOO_LARGE.detail}"
    )
    try:
        posted = request.state.posted = await _values(request, body, limits.names)
    except HTTPProblemError:
        if len(body) > limits.size:  # what was cut off in the middle cannot be parsed
            raise HTTPProblemError(too_large) from None
        raise
    if len(body) > limits.size:
        raise HTTPProblemError(too_large)
    return posted


async def _values(request: Request, body: bytes, most: int) -> dict[str, list[str]]:
    posted: dict[str, list[str]] = {}
    for name, value in await _parse(request, body, most):
        posted.setdefault(_clean(name), []).append(_clean(value))
    return posted


async def _read(request: Request, most: int) -> bytes:
    """Count while reading: a ``Content-Length`` may lie, and chunks have none."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            break
    return bytes(body)


async def _parse(request: Request, body: bytes, most: int) -> Iterable[tuple[str, str]]:
    kind, *parameters = request.headers.get("content-type", "").lower().split(";")
    charsets = {p.strip().removeprefix("charset=").strip('"') for p in parameters if "=" in p}
    # Read as UTF-8, another charset either fails or turns letters into others.
    if any("charset" in p for p in parameters) and not charsets & {"utf-8", "utf8"}:
        raise HTTPProblemError(MEDIA_TYPE)
    try:
        # Multipart is decoded as well, to refuse what is not UTF-8: Starlette would read such a
        # part as Latin-1.
        # Some programs begin every text with the mark of its byte order.
        body = body.removeprefix(BOM_UTF8)
        text = body.decode()
        match kind.strip():
            case "application/x-www-form-urlencoded":
                return _urlencoded(text, most)
            case "multipart/form-data":
                return await _multipart(request, body, most)
            case "application/json":
                return _json(text)
    except UnicodeDecodeError:
        raise HTTPProblemError(UNREADABLE.with_detail("It is not in UTF-8.")) from None
    # json.loads raises RecursionError for lists that are nested too deep.
    except (ValueError, RecursionError) as error:
        raise HTTPProblemError(UNREADABLE.with_detail(_reason(error))) from None
    raise HTTPProblemError(MEDIA_TYPE)


def _reason(error: Exception) -> str:
    """Return a detail without the parser's message, which could repeat what a reader wrote."""
    return str(error) if isinstance(error, _ShapeError) else UNREADABLE.detail


class _ShapeError(ValueError):
    """The body can be parsed but is no form; its message repeats nothing of it."""


def _urlencoded(text: str, most: int) -> Iterable[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=most)


async def _multipart(request: Request, body: bytes, most: int) -> Iterable[tuple[str, str]]:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    # In memory alone: what a reader wrote is in no temporary file.
    parser = MultiPartParser(request.headers, stream(), max_files=most, max_fields=most)
    parser.spool_max_size = len(body) + 1
    try:
        form = await parser.parse()
    except MultiPartException:
        raise _ShapeError(UNREADABLE.detail) from None
    parts = [(name, value) for name, value in form.multi_items() if not _is_no_file(value)]
    await form.close()
    if any(isinstance(value, UploadFile) for _, value in parts):
        text = "A form takes no files."
        raise _ShapeError(text)
    # Starlette drops a last part without the closing boundary (RFC 2046 §5.1.1), and raises
    # nothing.
    if not body.rstrip().endswith(b"--"):
        cut_off = "It ends before its last part does."
        raise _ShapeError(cut_off)
    return [(name, str(value)) for name, value in parts]


def _is_no_file(value: UploadFile | str) -> bool:
    """Return whether a part is a field for a file in which nobody has chosen one."""
    return isinstance(value, UploadFile) and not value.filename and not value.size


def _json(text: str) -> Iterable[tuple[str, str]]:
    """Read an object; numbers stay the text that they are, so none is too large."""
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
    # RFC 8259 §4 leaves open what a second value of a name means; Python would drop the first.
    data = dict(pairs)
    if len(data) < len(pairs):
        twice = "The JSON has a name twice."
        raise _ShapeError(twice)
    return data


def _no_constant(name: str) -> None:
    # Python's parser takes NaN and Infinity; RFC 8259 §6 does not.
    nonsense = f"{name} is not JSON."
    raise _ShapeError(nonsense)


def _texts(value: Any) -> list[str]:
    """Return the texts of one name's value; what is no text as JSON, so that it is kept."""
    values = value if isinstance(value, list) else [value]
    return [
        item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
        for item in values
        if item is not None
    ]


def _clean(text: str) -> str:
    """Refuse what a database or a file cannot hold as text."""
    # JSON can escape one half of a surrogate pair, which UTF-8 cannot encode.
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise HTTPProblemError(UNREADABLE.with_detail("It has half a character.")) from None
    # PostgreSQL stores no NUL in a text.
    if "\0" in text:
        raise HTTPProblemError(UNREADABLE.with_detail("It has a NUL character."))
    return text
