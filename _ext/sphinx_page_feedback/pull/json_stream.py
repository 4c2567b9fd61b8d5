"""Parse the JSON of a list of submissions as a stream."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from io import BytesIO
from math import isfinite
from typing import TYPE_CHECKING, Any

# One reply may hold every submission (FormSubmit), so json.load would not do (decision 22).
import ijson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from sphinx_page_feedback.services import Reader

    from .http import Response

_SCALAR = {"string", "number", "boolean", "null"}
_DEEPEST = 50  # levels in a submission; what is nested further in is left out
_LARGEST = 2**63  # a greater number becomes text: most programs cannot hold it

_EXPONENT = re.compile(r"[eE][-+]?[0-9]{4}")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_FIRST_HALF = re.compile(rb"\\u[dD][89abAB]..", re.DOTALL)
_LONG = 300  # characters of a number that is a text rather
_TOKEN = re.compile(
    rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(?P<half>u[dD][89a-fA-F]..)|.?)"
    rb'|(?P<quote>")'
    rb"|(?P<number>[-+.eE0-9]{300,}|-?[0-9][.0-9]*[eE][-+]?[0-9]{4,})",
    re.DOTALL,
)
"""An escape (a whole character, half of one, any other), a quote, or a number without measure."""
_ODD = re.compile(rb"\\u[dD][89a-fA-F]|[-+.eE0-9]{300}|[eE][-+]?[0-9]{4}")
"""What may have to be repaired; most bodies have none of it."""
_NUMBER = b"-+.eE0123456789"
_LONGEST_ESCAPE = 12  # bytes, of a surrogate pair
_UNKNOWN = rb"\ufffd"


class ListPage:
    """One page of a list: its submissions, parsed from the body one at a time.

    Attributes:
        response: The response that it came in.
        count: How many submissions have been parsed.
        first: The first of them; ``None`` where there is none.
        last: The last of them.
        beside: Each value beside the list by its path; complete once all are parsed.
        is_list: There is a list where the reader expects it.
    """

    def __init__(self, response: Response, reader: Reader) -> None:
        """Begin.

        Args:
            response: Its body is JSON in UTF-8, or one JSON object a line.
            reader: Where the submissions are in it.
        """
        self.response = response
        self.count = 0
        self.first: Any = None
        self.last: Any = None
        self.beside: dict[str, Any] = {}
        self.is_list = reader.lines
        body = response.body
        self._items = self._lines(body) if reader.lines else self._listed(body, reader.items)

    def __iter__(self) -> Iterator[Any]:
        """Yield each submission.

        Raises:
            ValueError: The body is not JSON.
        """
        for item in self._items:
            self.first = self.first if self.count else item
            self.last = item
            self.count += 1
            yield item

    def _lines(self, body: IO[bytes]) -> Iterator[Any]:
        for line in body:
            if not line.strip():
                continue
            try:
                yield _parse_plain(line)
            except ValueError:
                # The slower parser decides whether this is JSON at all.
                yield from self._listed(BytesIO(line), None)

    def _listed(self, body: IO[bytes], path: str | None) -> Iterator[Any]:
        inside = "" if path is None else f"{path}.item".lstrip(".")
        try:
            events = iter(ijson.parse(Repaired(body)))
            for where, event, value in events:
                if where == inside:
                    yield _built(event, value, events)
                elif where == path and event == "start_array":
                    self.is_list = True
                elif event in _SCALAR:
                    self.beside[where] = value
        except ijson.JSONError as error:
            raise ValueError(str(error)) from error


def _parse_plain(line: bytes) -> Any:
    """Parse a line with the standard parser, which takes a third of the time.

    Raises:
        ValueError: It has, or may have, something that only the other parser takes.
    """
    is_odd = b"\\u" in line and _SURROGATE.search(line)
    if is_odd or line.count(b"[") + line.count(b"{") > _DEEPEST:
        raise ValueError
    return _DECODER.decode(line.decode())


def _parse_int(text: str) -> int | str:
    return text if len(text) >= _LONG else _fitting(int(text))


def _parse_float(text: str) -> float | str:
    return text if len(text) >= _LONG or _EXPONENT.search(text) else _fitting(Decimal(text))


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity are no JSON


_DECODER = json.JSONDecoder(
    parse_int=_parse_int, parse_float=_parse_float, parse_constant=_refuse
)


def _built(event: str, value: Any, events: Iterator[tuple[str, str, Any]]) -> Any:
    """Return one value, whose first event has been read."""
    builder = ijson.ObjectBuilder()
    depth = 0
    while True:
        level = depth + event.startswith("start_")
        if level <= _DEEPEST:
            builder.event(event, _fitting(value))
        depth = level - event.startswith("end_")
        if not depth:
            return builder.value
        _, event, value = next(events)


def _fitting(value: Any) -> Any:
    """Return a value as JSON of any program can hold it."""
    if isinstance(value, Decimal):
        # A float of 1e400 would be infinite, which JSON cannot write.
        return float(value) if isfinite(float(value)) else str(value)
    return str(value) if isinstance(value, int) and abs(value) >= _LARGEST else value


class Repaired:
    """A body of JSON in which every text and number can be parsed.

    Half of a surrogate pair, which no text can hold, becomes U+FFFD. A number of hundreds of
    digits becomes a text: Python refuses to parse one of more than 4,300 digits, and its limit
    is one for all threads.
    """

    def __init__(self, body: IO[bytes]) -> None:
        """Begin.

        Args:
            body: JSON in UTF-8.
        """
        self._body = body
        self._rest = b""
        self._in_text = False

    def read(self, size: int = -1) -> bytes:
        """Return more of it; nothing at its end.

        Args:
            size: About how many bytes to read.
        """
        while True:
            more = self._body.read(size)
            data = self._rest + more
            repaired, end = self._repaired(data, is_end=not more)
            self._rest = data[end:]
            if repaired or not more:
                return repaired

    def _repaired(self, data: bytes, *, is_end: bool) -> tuple[bytes, int]:
        """Return what is repaired so far, and where the rest begins that may go on."""
        end = len(data)
        if not is_end:  # not in the middle of a number, nor of an escape
            end = len(data.rstrip(_NUMBER))
            end = _start_of_last_escape(data, end)
        if not _ODD.search(data, 0, end) and b"\\\\" not in data[:end]:
            # Without a doubled backslash in the data, every \" is a quote inside a text.
            quotes = data.count(b'"', 0, end) - data.count(b'\\"', 0, end)
            self._in_text ^= bool(quotes % 2)
            return data[:end], end
        parts, done = [], 0
        for match in _TOKEN.finditer(data, 0, end):
            if match["quote"]:
                self._in_text = not self._in_text
            elif match["half"] or (match["number"] and not self._in_text):
                new = _UNKNOWN if match["half"] else b'"' + match["number"] + b'"'
                parts += [data[done : match.start()], new]
                done = match.end()
        return b"".join([*parts, data[done:end]]), end


def _start_of_last_escape(data: bytes, end: int) -> int:
    """Return where an escape begins that may go on after ``end``, else ``end``."""
    near = data.find(b"\\", max(end - _LONGEST_ESCAPE, 0), end)
    if near < 0:
        return end
    near = _start_of_row(data, near)
    if _FIRST_HALF.fullmatch(data, max(near - 6, 0), near):
        near = _start_of_row(data, near - 6)
    return near


def _start_of_row(data: bytes, place: int) -> int:
    """Return where the row of backslashes begins that holds one: there an escape begins."""
    while place and data[place - 1 : place] == b"\\":
        place -= 1
    return place
