"""How many submissions the receiver stores a second, and how long a reader waits.

The receiver, the same server with an empty answer, and Isso are loaded in turns by the same
program on one machine: ``python bench/receiver.py --runs 3 --seconds 3``.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
import contestants
from commits import measure_commits
from processes import end_in_order
from results import circumstances, compare, print_table, write_json
from servers import running
from turns import Turns, take_turns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from results import Line

RATES = ("Stored a second", "Ratio", "Lowest–highest", "Receiver", "The other", "Budget")
DETAILS = (
    *("Server", "Connections", "Stored a second", "Half within", "99 of 100 within"),
    *("Processor time each", "Load generator busy"),
)
PACKAGES = ("starlette", "uvicorn", "sqlalchemy")


@click.command()
@click.option("--runs", default=3, show_default=True, help="Turns of each server.")
@click.option("--seconds", default=3.0, show_default=True, help="Length of a turn.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write it all here too.")
@click.option("--commits", is_flag=True, help="Measure too what sharing a commit is worth.")
def main(runs: int, seconds: float, file: Path | None, *, commits: bool) -> None:
    """Compare the receiver with an empty answer and with Isso; print Markdown tables."""
    end_in_order()
    with TemporaryDirectory(prefix="feedback-bench-") as folder:
        found = measure(Path(folder), runs, seconds)
        shared = measure_commits(Path(folder), runs) if commits else []
    lines = [*_rates(found), *shared]
    said = f"{circumstances(*PACKAGES)}, {', '.join(contestants.ISSO)}"
    print(f"\n{said}. {runs} turns of {seconds:g} s.\n")
    print_table(RATES, (line.cells for line in lines))
    print()
    print_table(DETAILS, (turns.cells for turns in found))
    if file:
        write_json(file, said, lines)


def measure(folder: Path, runs: int, seconds: float) -> list[Turns]:
    """Load each server with 1, 16 and 64 connections.

    Args:
        folder: Where databases may be; its disk is part of what is measured.
        runs: How many turns each server gets.
        seconds: How long a turn is.

    Returns:
        For each number of connections the receiver and then the others.
    """
    ours = contestants.receiver(folder / "site")
    recipes = [
        ours,
        contestants.empty(ours),
        contestants.isso(folder / "isso-gunicorn", "gunicorn"),
        contestants.isso(folder / "isso-own", "isso"),
    ]
    found: list[Turns] = []
    with ExitStack() as stack:
        servers = [stack.enter_context(running(recipe)) for recipe in recipes]
        for connections in (1, 16, 64):
            print(f"{connections} connections, {runs} turns", file=sys.stderr)
            found += take_turns(servers, connections, runs, seconds)
    return found


def _rates(found: Sequence[Turns]) -> list[Line]:
    """Compare the receiver with each of the others that got as many connections."""
    ours = {turns.connections: turns for turns in found if turns.name == contestants.OURS}
    return [
        compare(
            f"{turns.connections} at once, against {turns.name}",
            ours[turns.connections].rates,
            turns.rates,
            "",
            "10 ×" if "Isso" in turns.name else "",
        )
        for turns in found
        if turns.name != contestants.OURS
    ]


if __name__ == "__main__":
    main()
