"""``page-feedback review``: read, sort out, redact and code answers, on this machine."""

from __future__ import annotations

import getpass
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sphinx_page_feedback import __version__
from sphinx_page_feedback.answers import (
    FILE_NAME,
    REASONS,
    Log,
    Review,
    erase,
    export_sheet,
    flow_of,
    import_sheet,
    read_codebook,
)
from sphinx_page_feedback.manifest.read import Manifest, read_manifest
from sphinx_page_feedback.problems import Code, Problem

from . import StrictGroup, missing_package

if TYPE_CHECKING:
    from collections.abc import Callable

_EXTRA = '"sphinx-page-feedback[review]"'
_NEEDS = dict.fromkeys(("python_multipart", "starlette", "uvicorn"), _EXTRA)
_ANSWERS = click.argument(
    "path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path)
)
PERSON = click.option(
    "--person", help="Your name in the log; without it, the one that git or this machine has."
)
CODEBOOK = click.option(
    "--codebook",
    default="docs/_feedback/team/codebook.toml",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file of the team's codes.",
)
MANIFEST = click.option(
    "--manifest",
    default="build/html/feedback.json",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The feedback.json of the site, for its title and the addresses of its pages.",
)
_version = click.version_option(__version__, package_name="sphinx-page-feedback")


class _WithPage(StrictGroup):
    """A group that shows the page where a file stands in place of a command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take the first word for a file if it is no command."""
        is_command = args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if is_command else [page.name or "", *args])


@click.group(cls=_WithPage, subcommand_metavar="FILE | COMMAND [ARGS]...")
@_version
def review() -> None:
    """Read, sort out, redact and code the answers of a file that page-feedback pull wrote.

    FILE is an .sqlite3 file. The decisions are in review.sqlite3 beside it.
    """


@review.command(hidden=True)
@_ANSWERS
@PERSON
@CODEBOOK
@MANIFEST
@click.option("--port", default=0, show_default="any free one", help="The port to listen on.")
@_version
def page(*, path: Path, person: str | None, codebook: Path, manifest: Path, port: int) -> None:
    """Show the page of the review, on this machine alone, until Ctrl-C."""
    opened = Review.open(path)
    site = read_manifest(manifest) if manifest.is_file() else Manifest()
    _load_server()(
        opened,
        person=person or person_here(),
        codebook=codebook,
        manifest=site,
        port=port,
        on_ready=lambda address: click.echo(
            f"Open {address}\nIt opens once. Ctrl-C ends the review."
        ),
    )


@review.command
@_ANSWERS
@_version
def flow(*, path: Path) -> None:
    """Print what became of every answer; the exit status is 1 if the figures do not add up."""
    account = flow_of(Review.open(path))
    click.echo(f"{account.received:>7,} received")
    for reason, count in account.aside.items():
        click.echo(f"{-count:>7,} set aside: {REASONS[reason]}")
    for cause, count in account.waiting.items():
        click.echo(f"{-count:>7,} waiting for a decision: {cause}")
    if account.counted_once:
        click.echo(f"{-account.counted_once:>7,} near-identical texts beside the first of each")
    click.echo(f"{account.analysed:>7,} analysed")
    if not account.adds_up:
        cause = "the figures do not add up"
        raise Problem(Code.REVIEW_LOG, cause, "Report it, with the output of this command.")


@review.command
@_ANSWERS
@click.argument("other", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_version
def merge(*, path: Path, other: Path) -> None:
    """Take the decisions of another person's review.sqlite3, OTHER, into your own.

    Where two decisions contradict each other, both are kept and shown, and none counts until
    somebody decides.
    """
    opened = Review.open(path)
    count = opened.log.take_in(Log(other))
    click.echo(f"{count:,} act{'' if count == 1 else 's'} taken in")
    for key in sorted(opened.log.erased & opened.by_id.keys()):
        reference = opened.by_id[key].reference
        click.echo(f"{reference} was erased: page-feedback review erase {path} {reference}")
    for acts in opened.decisions.conflicts():
        answer = opened.by_id.get(acts[0].answer)
        about = answer.reference if answer else acts[0].answer or acts[0].kind
        people = " and ".join(sorted({act.person for act in acts}))
        click.echo(f"{about}: {people} decided differently ({acts[0].kind})")


@review.command
@_ANSWERS
@click.option(
    "--to",
    "sheet",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The CSV file, which is not there yet.",
)
@_version
def export(*, path: Path, sheet: Path) -> None:
    """Write the answers, redacted, with the decisions about them, for a spreadsheet."""
    count = export_sheet(Review.open(path), sheet)
    click.echo(f"{count:,} answer{'' if count == 1 else 's'} written to {sheet}")


@review.command("import")
@_ANSWERS
@click.argument("sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@CODEBOOK
@PERSON
@_version
def import_decisions(*, path: Path, sheet: Path, codebook: Path, person: str | None) -> None:
    """Read back the columns aside and codes of a file that review export wrote.

    What differs is written into the log as your decisions. The exit status is 1 if the file
    has answers that FILE does not have.
    """
    codes = [code.id for code in read_codebook(codebook)]
    done = import_sheet(Review.open(path), sheet, person or person_here(), codes)
    click.echo(f"{done.decisions:,} decision{'' if done.decisions == 1 else 's'} written")
    for key in done.unknown:
        click.echo(f"no answer has the id {key}", err=True)
    if done.unknown:
        raise SystemExit(1)


@review.command("erase")
@_ANSWERS
@click.argument("references", nargs=-1, required=True, metavar="REFERENCE...")
@PERSON
@_version
def erase_answers(*, path: Path, references: tuple[str, ...], person: str | None) -> None:
    """Erase answers from FILE for good, with what was written about them in the log.

    An answer goes together with the earlier and later versions that its reader sent.
    """
    for reference in references:
        gone = erase(Review.open(path), path, reference, person or person_here())
        for answer in gone:
            click.echo(f"{answer.reference} erased")
    click.echo(f"The log {path.with_name(FILE_NAME)} keeps that they were erased, and no word.")
    click.echo("In the receiver's database: page-feedback data erase " + " ".join(references))


def person_here() -> str:
    """Return the name of the person at this machine."""
    try:
        done = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607 (found by PATH, as git is by people)
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return getpass.getuser()
    return done.stdout.strip() or getpass.getuser()


def _load_server() -> Callable[..., None]:
    try:
        from sphinx_page_feedback.answers.web import run_review  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise missing_package(error, _NEEDS) from error
    return run_review
