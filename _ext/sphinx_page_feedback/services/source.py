"""Where submissions are read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Record = dict[str, Any]
"""One submission: the columns, and ``answers``."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where ``pull`` reads from.

    Attributes:
        endpoint: The absolute address that forms post to.
        environ: The environment, the only place that a token may come from.
        progress: Called with the number of submissions read so far.
    """

    endpoint: str
    environ: Mapping[str, str]
    progress: Callable[[int], None] = lambda _count: None
