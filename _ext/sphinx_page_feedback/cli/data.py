"""``page-feedback data``: the answers that the receiver has stored, and when they go."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sphinx_page_feedback import __version__
from sphinx_page_feedback.manifest.read import read_manifest
from sphinx_page_feedback.model import Period
from sphinx_page_feedback.problems import Code, Problem

from . import StrictGroup
from .copies import backup, move, restore, subject
from .stored import DATABASE, answers, load_receiver

if TYPE_CHECKING:
    from sphinx_page_feedback.receiver import Expired

_COPIES = "Copies have them still: run page-feedback pull again for each file that it wrote"


@click.group(cls=StrictGroup)
@click.version_option(__version__, package_name="sphinx-page-feedback")
def data() -> None:
    """Copy, show and delete answers that the receiver has stored."""


@data.command
@click.argument("references", nargs=-1, metavar="[REFERENCE]...")
@click.option("--email", default="", help="Every answer in which this address was given.")
@click.option(
    "--received-before",
    "before",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Every answer that arrived before this day, in UTC.",
)
@click.option(
    "--again",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Every answer that this list names: for a database that was restored.",
)
@DATABASE
@click.option("--dry-run", is_flag=True, help="Change nothing; print what would be erased.")
@click.version_option(__version__, package_name="sphinx-page-feedback")
def erase(  # noqa: PLR0913 (one argument an option)
    *,
    references: tuple[str, ...],
    email: str,
    before: datetime | None,
    again: Path | None,
    database: str,
    dry_run: bool,
) -> None:
    """Erase answers for good, and see that no retry brings one back.

    An answer goes together with the earlier and later versions that its reader sent. The
    receiver may run meanwhile; it waits, or tells readers to send again, until this has ended.
    """
    if not (references or email or before or again):
        text = "say which answers: a REFERENCE, --email, --received-before or --again"
        raise click.UsageError(text)
    receiver = load_receiver()
    selection = receiver.Selection(
        references=tuple(reference.strip().upper() for reference in references),
        email=email,
        before=before.date().isoformat() if before else "",
        id_hashes=receiver.read_erased(again) if again else frozenset(),
    )
    erased = receiver.erase(database, selection, dry_run=dry_run)
    click.echo(f"{answers(len(erased))} {'would be erased' if dry_run else 'erased'}")
    for reference in erased:
        click.echo(reference)
    if not erased or dry_run:
        return
    click.echo(_COPIES)
    if path := receiver.erased_list(database):
        again_with = f"page-feedback data erase --again {path}"
        click.echo(f"After restoring a backup from before today: {again_with}")


@data.command
@click.option(
    "--manifest",
    default="build/html/feedback.json",
    type=click.Path(path_type=Path),
    show_default=True,
    help="The feedback.json of the site, which says how long answers are kept.",
)
@DATABASE
@click.option("--dry-run", is_flag=True, help="Change nothing; print what would be deleted.")
@click.option(
    "--apply-shorter",
    is_flag=True,
    help="Let a period that is shorter than before, or new, count for stored answers too.",
)
@click.option(
    "--backups",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Delete the backups in this folder too that were kept as long as feedback_keep says.",
)
@click.option("--yes", is_flag=True, help="Trust the clock, and ask nothing.")
@click.version_option(__version__, package_name="sphinx-page-feedback")
def expire(  # noqa: PLR0913 (one argument an option)
    *,
    manifest: Path,
    database: str,
    dry_run: bool,
    apply_shorter: bool,
    backups: Path | None,
    yes: bool,
) -> None:
    """Delete the answers, and the e-mail addresses, that were kept as long as their form says.

    Run it each day. A period that was made longer counts at once. Nothing is deleted while the
    clock seems to be wrong.
    """
    receiver = load_receiver()
    site = read_manifest(manifest)
    now = datetime.now(UTC)
    kept = site.keep.get("backups", "")
    if backups and not kept:
        cause = f"{manifest} does not say how long backups are kept"
        cure = 'Add "backups" to feedback_keep in conf.py, and build the site.'
        raise Problem(Code.CONFIG, cause, cure)
    expiry = receiver.Expiry(now=now, forms=site.forms, apply_shorter=apply_shorter)
    if apply_shorter and not (dry_run or yes):
        shown = receiver.expire(database, expiry, dry_run=True)
        click.confirm(f"{_expired(shown)} would be deleted. Delete them?", abort=True)
    deleted = receiver.expire(database, expiry, dry_run=dry_run, trust_clock=yes)
    click.echo(f"{_expired(deleted)} {'would be deleted' if dry_run else 'deleted'}")
    if dry_run:
        for reference in deleted.references:
            click.echo(reference)
    elif deleted.references or deleted.addresses:
        click.echo(_COPIES)
    # After the database, whose check of the clock guards these too.
    for path in (
        receiver.expired_backups(backups, Period.parse(kept), now.date()) if backups else ()
    ):
        if not dry_run:
            receiver.delete_backup(path)
        click.echo(f"{path} {'would be deleted' if dry_run else 'deleted'}")


def _expired(deleted: Expired) -> str:
    count = deleted.addresses
    addresses = f" and {count:,} email address{'' if count == 1 else 'es'}" if count else ""
    return f"{answers(len(deleted.references))}{addresses}"


for command in (backup, move, restore, subject):
    data.add_command(command)
