"""Loads servers in turns, so that a slow minute of the machine is shared by all."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import click
from load import Load, send_load
from results import amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servers import Server


@dataclass(frozen=True, kw_only=True)
class Turns:
    """The turns of one server.

    Attributes:
        name: Of the server.
        connections: How many were kept open.
        loads: What became of the requests, turn by turn.
        costs: Milliseconds of processor time that the server spent on each reply.
    """

    name: str
    connections: int
    loads: Sequence[Load]
    costs: Sequence[float]

    @property
    def rates(self) -> list[float]:
        """Replies a second, turn by turn."""
        return [load.rate for load in self.loads]

    @property
    def cells(self) -> list[str]:
        """A line of a table."""
        busy = max(100 * load.busy for load in self.loads)
        return [
            self.name,
            str(self.connections),
            amount(median(self.rates), ""),
            *(
                amount(median(load.latency(s) for load in self.loads), "ms")
                for s in (0.5, 0.99)
            ),
            amount(median(self.costs), "ms"),
            amount(busy, "%"),
        ]


def take_turns(
    servers: Sequence[Server], connections: int, runs: int, seconds: float
) -> list[Turns]:
    """Load servers.

    Args:
        servers: They.
        connections: How many to keep open.
        runs: How many turns each gets.
        seconds: How long a turn is.

    Raises:
        click.ClickException: One did not store exactly what it confirmed.
    """
    turns = [[_turn(server, connections, seconds) for server in servers] for _ in range(runs)]
    return [
        Turns(
            name=server.recipe.name,
            connections=connections,
            loads=[load for load, _ in found],
            costs=[cost for _, cost in found],
        )
        for server, found in zip(servers, zip(*turns, strict=True), strict=True)
    ]


def _turn(server: Server, connections: int, seconds: float) -> tuple[Load, float]:
    recipe = server.recipe
    before, used = recipe.count(), server.processor_time()
    load = send_load(recipe.port, recipe.request, connections, seconds)
    cost = 1_000 * (server.processor_time() - used) / load.stored
    stored = recipe.count() - before
    if recipe.stores and stored != load.stored:
        message = f"{recipe.name} confirmed {load.stored} submissions and stored {stored}"
        raise click.ClickException(message)
    return load, cost
