"""``page-feedback changes``: what a proposal changes, for those who review it."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from sphinx_page_feedback import __version__

from . import missing_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from sphinx_page_feedback.editing.changes import BuiltRefs

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command
@click.argument("base")
@click.argument("head")
@click.option("--source", default="docs", show_default=True, help="Folder of the pages.")
@click.option("--conf-dir", default=".", show_default=True, help="Folder of conf.py.")
@click.option("--html", "preview", type=_FILE, help="Write one HTML file with the pages.")
@click.option("--summary", type=_FILE, help="Write the summary to a file, not to the terminal.")
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A .sqlite3 file from pull: the HTML file then counts answers since each page changed.",
)
@click.option(
    "--by", default="nature", show_default=True, help="The question to count answers by."
)
@click.option(
    "--run-their-code", is_flag=True, help="Build even if what a build runs is changed."
)
@click.version_option(__version__, package_name="sphinx-page-feedback")
def changes(base: str, head: str, **options: Any) -> None:
    """Show what a proposal changes: questions first, then pages.

    BASE and HEAD are two branches or commits of git, of which HEAD is compared with the point
    where it left BASE; or the folders of two HTML builds. Without a difference, nothing is
    printed. A proposal that changes conf.py or other code is not built unless you say so.
    """
    try:
        from sphinx_page_feedback.editing import changes as parts  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise missing_package(error, {"lxml": '"sphinx-page-feedback[changes]"'}) from error
    with _sites(parts, base, head, options) as built:
        _write(parts, built, (base, head), options)


@contextmanager
def _sites(
    parts: ModuleType, base: str, head: str, options: dict[str, Any]
) -> Iterator[BuiltRefs]:
    """Yield the two sites: folders as they are, commits built and deleted afterwards."""
    # Both, since a branch may have the name of a folder.
    if Path(base).is_dir() and Path(head).is_dir():
        sites = (parts.BuiltSite(root=Path(name)) for name in (base, head))
        yield parts.BuiltRefs(before=next(sites), after=next(sites))
        return
    document = _document(parts, options)
    runs_code = options["run_their_code"]
    with (
        Console(stderr=True).status("Building the document before and after …") as status,
        parts.build_refs(document, base, head, runs_code=runs_code) as built,
    ):
        status.stop()
        yield built


def _document(parts: ModuleType, options: dict[str, Any]) -> Any:
    return parts.Document(root=Path(), source=options["source"], conf_dir=options["conf_dir"])


def _write(
    parts: ModuleType, built: BuiltRefs, names: tuple[str, str], options: dict[str, Any]
) -> None:
    questions = parts.compare_questions(built.before.manifest, built.after.manifest)
    pages = parts.compare_sites(built.before, built.after, built.changed)
    text = parts.summarise(pages, questions, built.before, built.after)
    if options["summary"]:
        options["summary"].write_text(text, encoding="utf-8")
    else:
        # The text ends with a line end, or is empty where nothing changed.
        click.echo(text, nl=False)
    if options["preview"]:
        counts = _answers(parts, built, options) if options["answers"] else {}
        html = parts.draw_preview(
            pages, questions, built.before, built.after, counts, names=names
        )
        options["preview"].write_text(html, encoding="utf-8")


def _answers(parts: ModuleType, built: BuiltRefs, options: dict[str, Any]) -> dict[str, Any]:
    """Count the answers to each page; all of them where no commit says when it changed."""
    pages = built.before.manifest.pages
    # The empty text sorts before every moment, so that all answers count.
    since = dict.fromkeys(pages, "")
    if built.base:
        sources = {docname: page.source for docname, page in pages.items()}
        since |= parts.last_changes(_document(parts, options), sources, built.base)
    counts: dict[str, Any] = parts.count_answers(options["answers"], options["by"], since)
    return counts
