"""``page-feedback report``: tables and charts of the answers that count."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sphinx_page_feedback import __version__
from sphinx_page_feedback.answers import Act, Query, Review, read_codebook
from sphinx_page_feedback.answers.report import Dataset, write_report
from sphinx_page_feedback.manifest.read import Manifest, read_manifest
from sphinx_page_feedback.problems import Code, Problem

from .review import CODEBOOK, MANIFEST, PERSON, person_here

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the report: a new one, or that of an earlier report, which is replaced.",
)
@click.option("--publish", is_flag=True, help="Hide counts that could point to a person.")
@click.option(
    "--again",
    is_flag=True,
    help="Publish with another filter than before, though the two together may tell more.",
)
@click.option(
    "--group",
    "groups",
    multiple=True,
    default=("role", "organisation"),
    show_default="role and organisation",
    help="A question that says who answered; may be repeated.",
)
@click.option("--page", default="", help="Only answers about this page, as in report/status.")
@click.option("--form", default="", help="Only answers to this form.")
@click.option("--choice", default="", help="Only answers with an option, as in role=nhs.")
@click.option("--code", default="", help="Only answers with this code.")
@click.option("--since", type=_DAY, help="Only answers from this day on, in UTC.")
@click.option("--until", type=_DAY, help="Only answers until this day, in UTC.")
@CODEBOOK
@MANIFEST
@PERSON
@click.version_option(__version__, package_name="sphinx-page-feedback")
def report(  # noqa: PLR0913 (one argument an option)
    *,
    path: Path,
    folder: Path,
    publish: bool,
    again: bool,
    groups: tuple[str, ...],
    page: str,
    form: str,
    choice: str,
    code: str,
    since: datetime | None,
    until: datetime | None,
    codebook: Path,
    manifest: Path,
    person: str | None,
) -> None:
    """Write tables and charts of the answers in FILE, as a page without script and as CSV.

    FILE is what page-feedback pull wrote; the decisions of review.sqlite3 beside it count.
    Without --publish, the report is for the team alone.
    """
    review = Review.open(path)
    site = read_manifest(manifest) if manifest.is_file() else Manifest()
    query = Query(
        page=page, form=form, choice=choice, code=code, since=_day(since), until=_day(until)
    )
    dataset = Dataset(
        review=review,
        query=query,
        codes=read_codebook(codebook),
        pages=site.pages,
        groups=groups,
    )
    if publish and not site.pages:
        cause = f"there is no manifest {manifest}, by which names of pages are known"
        raise Problem(
            Code.REPORT, cause, "Build the site, or name its feedback.json by --manifest."
        )
    if publish:
        details = {"filter": dataset.filter, "groups": list(groups)}
        _require_same_tables(review, details, again=again)
        # Before the files: a report that nobody knows of must not exist.
        review.log.append(
            [Act(kind="published", person=person or person_here(), details=details)]
        )
    title = site.project or "This document"
    count = write_report(dataset, folder, title=title, publish=publish)
    kind = "For publication" if publish else "Internal"
    answers = len(dataset.answers)
    click.echo(
        f"{kind}: {count} tables of {answers:,} answer{'' if answers == 1 else 's'} in "
        f"{folder / 'index.html'}"
    )


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def _require_same_tables(review: Review, details: Mapping[str, Any], *, again: bool) -> None:
    """Refuse other tables of the same answers: the difference of two may be one person."""
    before = [act.details for act in review.log.acts if act.kind == "published"]
    if before and details not in before and not again:
        last = before[-1]
        groups = ", ".join(last["groups"])
        cause = (
            "these answers were published in other tables before: "
            f"filter {last['filter'] or 'none'}, by {groups}"
        )
        cure = "Two reports can tell together what each hides. Take those, or add --again."
        raise Problem(Code.REPORT, cause, cure)
