"""Every measurement, one after the other: ``nox -s bench``, or ``python bench``.

``python bench build`` and ``python bench receiver`` run one of them and take its options.
"""

from __future__ import annotations

import click
from build import main as build

from receiver import main as receiver


@click.group(invoke_without_command=True)
@click.pass_context
def bench(ctx: click.Context) -> None:
    """Measure builds, pages and the receiver, and print tables for docs/reference."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(build)
        ctx.invoke(receiver, commits=True)


bench.add_command(build, "build")
bench.add_command(receiver, "receiver")

if __name__ == "__main__":
    bench(prog_name="bench")
