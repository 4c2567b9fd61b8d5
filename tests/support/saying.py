"""The command ``pull``, on a service that has one reply or another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulling import Pulled, pull
from standin import Reply, Request, StandIn, running

if TYPE_CHECKING:
    from pathlib import Path


class Says(StandIn):
    """Answers with what a test wrote down, one reply after the other."""

    endpoint_path = "/x"

    def __init__(self, *replies: str | Reply) -> None:
        """Keep what to say, one reply after the other."""
        super().__init__()
        self.replies = [Reply(body=one) if isinstance(one, str) else one for one in replies]

    def read(self, request: Request) -> Reply:
        """Say it; the last one again and again."""
        del request
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def listed(*items: str) -> str:
    """Return items as Formspark lists them."""
    return f'{{"data": [{", ".join(items)}], "hasMore": false}}'


def item(data: str, time: str = '"2026-11-22T10:00:00Z"') -> str:
    """Return one item of that list."""
    return f'{{"id": "a", "createdAt": {time}, "data": {data}}}'


def pulled(
    folder: Path, reply: str | Reply, name: str = "formspark", *more: str, to: str = "x.jsonl"
) -> Pulled:
    """Run the command on a service that has one reply to everything."""
    with running(Says(reply)) as standin:
        return pull(folder, standin, name, *more, to=to)
