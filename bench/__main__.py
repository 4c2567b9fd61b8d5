"""Every measurement, one after the other: ``nox -s bench``, or ``python bench``.

``python bench build`` (or ``page``, ``receiver``, ``pull``, ``book``) runs one of them and
take its options. The book needs TeX; without a name it is left out where there is none.
"""

from __future__ import annotations

import shutil

import click
from book import main as book
from build import main as build
from page import main as page

from pull import main as pull
from receiver import main as receiver


@click.group(invoke_without_command=True)
@click.pass_context
def bench(ctx: click.Context) -> None:
    """Measure builds, pages, the receiver, reading back and the book; print tables for docs/reference."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(build)
        ctx.invoke(page)
        ctx.invoke(receiver, commits=True)
        ctx.invoke(pull)
        if shutil.which("latexmk"):
            ctx.invoke(book)
        else:
            click.echo("No book was measured: it needs TeX, which make pdf installs.", err=True)


bench.add_command(book, "book")
bench.add_command(build, "build")
bench.add_command(page, "page")
bench.add_command(receiver, "receiver")
bench.add_command(pull, "pull")

if __name__ == "__main__":
    bench(prog_name="bench")
