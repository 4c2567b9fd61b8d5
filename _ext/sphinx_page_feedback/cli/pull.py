"""``page-feedback pull``: fetch what readers sent into a file."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from sphinx_page_feedback import __version__, environment
from sphinx_page_feedback.problems import Code, Problem
from sphinx_page_feedback.pull import (
    EXPORTS,
    FileOptions,
    Place,
    Source,
    Spool,
    read,
    read_export,
    read_form_versions,
    replacing,
    without_doubtful,
)
from sphinx_page_feedback.services import placeholders

from .target import find_target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from .target import Target


_PATIENCE = 2.0
"""Seconds after which a terminal should show that something happens."""


@click.command
@click.option(
    "--to",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The file to write; its ending says how: {', '.join(EXPORTS)}.",
)
@click.option(
    "--manifest",
    default="build/html/feedback.json",
    type=click.Path(path_type=Path),
    show_default=True,
    help="The feedback.json of the site, a file or an https:// address: it names the service "
    "and the endpoint.",
)
@click.option("--endpoint", help="Where forms post to, instead of what the manifest says.")
@click.option(
    "--export",
    "exported",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read this CSV file, which the service exported, instead of asking the service; may "
    "be repeated.",
)
@click.option(
    "--all",
    "take_all",
    is_flag=True,
    help="Take suspected spam, personal data and replaced submissions into a CSV or JSON lines "
    "file too; an SQLite file has them always.",
)
@click.option(
    "--with-email",
    is_flag=True,
    help="Take in the e-mail addresses that forms asked for; the receiver notes that you did.",
)
@click.option("--bom", is_flag=True, help="Begin a CSV file so that Excel reads it as UTF-8.")
@click.version_option(__version__, package_name="sphinx-page-feedback")
def pull(  # noqa: PLR0913 (one argument an option)
    *,
    to: Path,
    manifest: Path,
    endpoint: str | None,
    exported: tuple[Path, ...],
    take_all: bool,
    with_email: bool,
    bom: bool,
) -> None:
    """Fetch what readers sent into a file, which is written whole or not at all.

    Keys come from environment variables only: FEEDBACK_READ_TOKEN for the receiver, and for
    other services those that the guide names. FEEDBACK_ENDPOINT replaces the manifest's
    endpoint, as in a build. If reading stops on the way, run the command again within an
    hour: it goes on from there.
    """
    if to.suffix not in EXPORTS:
        text = f"{to} ends in none of {', '.join(EXPORTS)}"
        raise click.BadParameter(text, param_hint="--to")
    site = find_target(manifest, endpoint)
    source = Source(
        settings=site.settings,
        manifest=site.manifest,
        with_addresses=with_email,
        environ=os.environ,
    )
    where = ", ".join(map(str, exported)) or _checked_endpoint(site)
    left_out: Counter[str] = Counter()
    with _file_problems(to), _spool(to, source, where) as spool:
        incomplete = _fill(spool, source, exported)
        is_database = to.suffix == ".sqlite3"
        versions = read_form_versions(source) if is_database and not exported else []
        # An earlier whole file is worth more than what a list that broke off has given.
        path = to.with_name(f"{to.stem}.incomplete{to.suffix}") if incomplete else to
        with replacing(path) as part, closing(spool.rows()) as rows:
            chosen = rows if take_all or is_database else without_doubtful(rows, left_out)
            options = FileOptions(bom=bom, form_versions=versions)
            count = EXPORTS[to.suffix](chosen, part, options)
        # Not before the file is in place: until then the spool is the only copy.
        spool.discard()
    noun = "submission" if count == 1 else "submissions"
    click.echo(f"{count:,} {noun} from {where} written to {path}")
    if left_out:
        reasons = ", ".join(f"{number:,} {reason}" for reason, number in left_out.items())
        click.echo(f"Left out: {reasons}. --all takes them in.")
    reader = source.settings.service.reader
    if reader and reader.leaves_out and not exported:
        click.echo(f"Not in it: {reader.leaves_out}.")
    # Last, so that the file and the counts are there before the command fails.
    if incomplete:
        raise incomplete


@contextmanager
def _file_problems(to: Path) -> Iterator[None]:
    """Turn what goes wrong with a file into a problem."""
    try:
        yield
    # Before OSError, of which it is a subclass: the spool is locked.
    except BlockingIOError as error:
        cause = f"another page-feedback pull is writing to {to}"
        cure = "Wait for it to end, or name another file."
        raise Problem(code=Code.PULL_FILE, cause=cause, cure=cure) from error
    except (OSError, sqlite3.Error) as error:
        cause = f"{to} cannot be written: {getattr(error, 'strerror', None) or error}"
        cure = "Name a file in a folder that exists, that you may write to and that has room."
        raise Problem(code=Code.PULL_FILE, cause=cause, cure=cure) from error


def _spool(to: Path, source: Source, where: str) -> Spool:
    """Open the spool beside a file, for all that a place in a service's lists depends on."""
    reader = source.settings.service.reader
    names = [environment.READ_ORIGIN, *(reader.variables.values() if reader else ())]
    variables = {name: source.environ.get(name) for name in names}
    # No key is in this; rows are written as the forms were when they were read.
    forms = {name: form.to_manifest() for name, form in source.manifest.forms.items()}
    parts = [where, source.settings.public, variables, forms, source.with_addresses]
    identity = json.dumps(parts, sort_keys=True)
    return Spool(
        to.with_name(f".{to.name}.part"),
        identity,
        spam_wins=not (reader and reader.spam_apart),
    )


def _fill(spool: Spool, source: Source, exported: tuple[Path, ...]) -> Problem | None:
    """Read everything into the spool.

    Returns:
        Why the list is known to be incomplete, if it is.

    Raises:
        Problem: Something cannot be read. What was read is kept for the next call.
    """
    try:
        with Progress() as progress:
            for path in exported:
                spool.add(read_export(path, source), "")
            place = Place.parse(spool.place) if spool.place else Place()
            for batch in () if exported else read(source, place):
                spool.add(batch.rows, str(batch.next or ""))
                progress.show(f"{len(spool):,} submissions read")
    except Problem as problem:
        if problem.code == Code.PULL_INCOMPLETE:
            return problem
        if not len(spool):
            spool.discard()
        raise
    return None


def _checked_endpoint(site: Target) -> str:
    """Return where forms post to; reading may need all of it.

    Raises:
        Problem: Only the path of the endpoint is known.
    """
    settings = site.settings
    reader = settings.service.reader
    needs = placeholders(reader.endpoint) if reader else set()
    if settings.endpoint.startswith("/") and needs & {"endpoint", "folder", "origin"}:
        cause = (
            f'the endpoint "{settings.endpoint}" is only a path, '
            "and the manifest does not say where the site is"
        )
        cure = "Give the whole address with --endpoint."
        raise Problem(code=Code.PULL_ENDPOINT, cause=cause, cure=cure)
    return settings.endpoint


class Progress:
    """A status line that appears when a task takes over two seconds, and goes when it ends."""

    def __init__(self) -> None:
        """Start the clock."""
        self._stack = ExitStack()
        self._status = Console(stderr=True).status("")
        self._start = time.monotonic()
        self._shown = False

    def __enter__(self) -> Self:
        """Return the line."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Take the line away."""
        self._stack.close()

    def show(self, text: str) -> None:
        """Show how far the task is, once it takes long.

        Args:
            text: As in ``1,200 submissions read``.
        """
        if time.monotonic() - self._start < _PATIENCE:
            return
        self._status.update(text)
        if not self._shown:
            self._stack.enter_context(self._status)
            self._shown = True
