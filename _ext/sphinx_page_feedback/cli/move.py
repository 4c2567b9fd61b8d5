"""``page-feedback move``: a page and everything that points to it."""

from __future__ import annotations

from pathlib import Path

import click

from sphinx_page_feedback import __version__
from sphinx_page_feedback.editing import move_page


@click.command
@click.argument("old")
@click.argument("new")
@click.option(
    "--source",
    default="docs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    show_default=True,
    help="Folder of the pages.",
)
@click.version_option(__version__, package_name="sphinx-page-feedback")
def move(*, old: str, new: str, source: Path) -> None:
    """Move a page, with the links, lists and forms that name it.

    OLD and NEW are paths from the folder of the pages, as in report/status. The move is
    written to _feedback/moved.toml, so that answers to the old page count for the new one.
    """
    moved = move_page(source, old, new)
    click.echo(f"{source}/{moved.source} is now {source}/{moved.target}")
    for path, count in sorted(moved.changed.items()):
        click.echo(f"{source}/{path}: {count} line{'' if count == 1 else 's'} changed")
    click.echo(f"{source}/_feedback/moved.toml: the move is noted")
