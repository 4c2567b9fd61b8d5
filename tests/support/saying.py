"""The command ``pull`` in this process, on a service that says one thing or another."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from pulling import KEY, READABLE, manifest
from standin import Reply, Request, StandIn, running

from sphinx_page_feedback.cli import main

if TYPE_CHECKING:
    from pathlib import Path


class Says(StandIn):
    """Gives one text to whoever reads."""

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


@dataclass(frozen=True, kw_only=True)
class Pulled:
    """A command that has ended: its status, what it said, and what it wrote."""

    status: int
    said: str
    path: Path

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Every submission of a JSON lines file; only JSON as all programs read it."""
        with self.path.open(encoding="utf-8") as file:
            return [json.loads(line, parse_constant=pytest.fail) for line in file]

    @property
    def answers(self) -> dict[str, Any]:
        """The answers of the only submission."""
        (row,) = self.rows
        answers: dict[str, Any] = row["answers"]
        return answers


def pull(
    folder: Path, standin: StandIn, name: str = "formspark", to: str = "x.jsonl", **env: str
) -> Pulled:
    """Run the command on a running stand-in."""
    path = manifest(folder / "feedback.json", name, standin.endpoint)
    readable = READABLE[name]
    environ = {
        "FEEDBACK_READ_ORIGIN": standin.address,
        "FEEDBACK_ENDPOINT": "",
        readable.variable: KEY,
        **dict(readable.more),
        **env,
    }
    arguments = ["pull", "--manifest", str(path), "--to", str(folder / to)]
    done = CliRunner(env=environ).invoke(main, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Pulled(status=done.exit_code, said=done.output, path=folder / to)


def pulled(folder: Path, reply: str, name: str = "formspark", to: str = "x.jsonl") -> Pulled:
    """Run the command on a service that says one thing."""
    with running(Says(reply)) as standin:
        return pull(folder, standin, name, to)
