"""What is in one reply: a submission at a time, however many there are."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO
from math import isfinite
from typing import TYPE_CHECKING, Any

import ijson

from .mended import Mended

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from sphinx_page_feedback.services import Reader

_SCALAR = {"string", "number", "boolean", "null"}
_DEEPEST = 50  # levels in a submission; what somebody put further in is left out
_LARGEST = 2**63  # a greater number is text: most programs cannot hold it


class Items:
    """The submissions of a reply, read from its body bit by bit.

    Attributes:
        count: How many have been read.
        first: The first of them; ``None`` where there is none.
        beside: What stands beside the list: every value by its path. Whole at the end.
        is_list: There is a list where it should be.
    """

    def __init__(self, body: IO[bytes], reader: Reader) -> None:
        """Begin.

        Args:
            body: JSON in UTF-8, or one JSON object a line.
            reader: Where the submissions are in it.
        """
        self.count = 0
        self.first: Any = None
        self.beside: dict[str, Any] = {}
        self.is_list = reader.lines
        self._items = self._lines(body) if reader.lines else self._listed(body, reader.items)

    def __iter__(self) -> Iterator[Any]:
        """Yield each submission.

        Raises:
            ValueError: It is not JSON.
        """
        for item in self._items:
            self.first = self.first if self.count else item
            self.count += 1
            yield item

    def _lines(self, body: IO[bytes]) -> Iterator[Any]:
        for line in body:
            if line.strip():
                yield from self._listed(BytesIO(line), None)

    def _listed(self, body: IO[bytes], path: str | None) -> Iterator[Any]:
        inside = "" if path is None else f"{path}.item".lstrip(".")
        try:
            with _any_number():
                events = iter(ijson.parse(Mended(body)))
                for where, event, value in events:
                    if where == inside:
                        yield _built(event, value, events)
                    elif where == path and event == "start_array":
                        self.is_list = True
                    elif event in _SCALAR:
                        self.beside[where] = value
        except ijson.JSONError as error:
            raise ValueError(str(error)) from error


@contextmanager
def _any_number() -> Iterator[None]:
    """Let a number have any number of digits; the parser crashes where Python refuses one."""
    usual = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(usual)


def _built(event: str, value: Any, events: Iterator[tuple[str, str, Any]]) -> Any:
    """Return one value, whose first event has been read."""
    builder = ijson.ObjectBuilder()
    depth = 0
    while True:
        level = depth + event.startswith("start_")
        if level <= _DEEPEST:
            builder.event(event, _held(value))
        depth = level - event.startswith("end_")
        if not depth:
            return builder.value
        _, event, value = next(events)


def _held(value: Any) -> Any:
    """Return a value as JSON of any program can hold it."""
    if isinstance(value, Decimal):
        return float(value) if isfinite(float(value)) else str(value)
    return str(value) if isinstance(value, int) and abs(value) >= _LARGEST else value
