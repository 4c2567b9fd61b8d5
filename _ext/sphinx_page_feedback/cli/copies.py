"""``page-feedback data``: copies of the receiver's database, and of what it holds of a person."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from sphinx_page_feedback import __version__
from sphinx_page_feedback.problems import Code, Problem

from .stored import DATABASE, answers, load_receiver


@click.command
@click.argument("email")
@click.option(
    "--to",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, which its owner alone can read; else it is printed.",
)
@DATABASE
@click.version_option(__version__, package_name="sphinx-page-feedback")
def subject(*, email: str, path: Path | None, database: str) -> None:
    """Write everything that is stored about the person with an e-mail address.

    Each answer in which the address was given, and the earlier and later versions of it.
    """
    receiver = load_receiver()
    rows = receiver.rows_about(database, email)
    if not rows:
        cause = f"no answer has the address {email}"
        cure = "Ask for the reference, and look for it in what page-feedback pull wrote."
        raise Problem(Code.REFERENCE_UNKNOWN, cause, cure)
    text = receiver.as_text(rows)
    if path is None:
        click.echo(text, nl=False)
        return
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        cause = f"{path} cannot be made: {error.strerror}"
        cure = "Name a file that is not there yet, in a folder that is."
        raise Problem(Code.COPY, cause, cure) from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    click.echo(f"{answers(len(rows))} written to {path}")


@click.command
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the backups.",
)
@DATABASE
@click.version_option(__version__, package_name="sphinx-page-feedback")
def backup(*, folder: Path, database: str) -> None:
    """Write a backup of the whole database, and compare it with what was read.

    The receiver may run meanwhile.
    """
    done = load_receiver().back_up(database, folder, datetime.now(UTC))
    click.echo(f"{answers(done.rows)} in {done.path}")


@click.command
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@DATABASE
@click.version_option(__version__, package_name="sphinx-page-feedback")
def restore(*, path: Path, database: str) -> None:
    """Copy a backup into a database that is not there yet.

    What was erased since the backup is erased again, by the list beside an SQLite database.
    """
    receiver = load_receiver()
    count = receiver.restore(path, database)
    click.echo(f"{answers(count)} restored")
    erased = receiver.erased_list(database)
    if erased and erased.is_file():
        again = receiver.Selection(id_hashes=receiver.read_erased(erased))
        count = len(receiver.erase(database, again))
        click.echo(f"{answers(count)} erased again, which {erased} names")


@click.command
@click.argument("url")
@DATABASE
@click.version_option(__version__, package_name="sphinx-page-feedback")
def move(*, url: str, database: str) -> None:
    """Copy the whole database to another that is empty, and compare the two.

    End the receiver first, and start it with the new address afterwards: what arrives at the
    old database meanwhile stays there.
    """
    count = load_receiver().copy_database(database, url)
    click.echo(f"{answers(count)} copied, and equal in both; the first is unchanged")
