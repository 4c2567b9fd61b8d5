"""What is in one reply: a submission at a time, however many there are."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import ijson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from .reader import Reader

_SCALAR = {"string", "number", "boolean", "null"}


class Items:
    """The submissions of a reply, read from its body bit by bit.

    Attributes:
        count: How many have been read.
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
        self.beside: dict[str, Any] = {}
        self.is_list = reader.lines
        self._items = self._lines(body) if reader.lines else self._listed(body, reader.items)

    def __iter__(self) -> Iterator[Any]:
        """Yield each submission.

        Raises:
            ValueError: It is not JSON.
        """
        for item in self._items:
            self.count += 1
            yield item

    def _lines(self, body: IO[bytes]) -> Iterator[Any]:
        yield from (json.loads(line) for line in body if line.strip())

    def _listed(self, body: IO[bytes], path: str) -> Iterator[Any]:
        inside = f"{path}.item".lstrip(".")
        try:
            events = iter(ijson.parse(body))
            for where, event, value in events:
                if where == inside:
                    yield _built(event, value, events)
                elif where == path and event == "start_array":
                    self.is_list = True
                elif event in _SCALAR:
                    self.beside[where] = value
        except ijson.JSONError as error:
            raise ValueError(str(error)) from error


def _built(event: str, value: Any, events: Iterator[tuple[str, str, Any]]) -> Any:
    """Return one value, whose first event has been read."""
    builder = ijson.ObjectBuilder()
    depth = 0
    while True:
        number = float(value) if isinstance(value, Decimal) else value
        builder.event(event, number)
        depth += event.startswith("start_")
        depth -= event.startswith("end_")
        if not depth:
            return builder.value
        _, event, value = next(events)
