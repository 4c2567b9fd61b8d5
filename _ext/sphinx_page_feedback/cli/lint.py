"""``page-feedback lint``: the mistakes of a document, with the correction to type."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from sphinx_page_feedback import __version__
from sphinx_page_feedback.editing import find_faults, read_changed_lines, run_build

if TYPE_CHECKING:
    from sphinx_page_feedback.editing import Edit, Fault

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_INCOMPLETE = (
    "The pages were not built, so links and images were not checked. Correct the mistakes "
    "above first.\n"
)
_LONGEST = 300
"""Characters of a line that are shown."""


@click.command
@click.argument("source", default="docs", type=_FOLDER)
@click.option(
    "--conf-dir",
    type=_FOLDER,
    show_default="SOURCE, or this folder",
    help="Folder of conf.py.",
)
@click.option(
    "--changed-since",
    metavar="REF",
    help="Only what differs from this branch or commit of git; other mistakes are counted.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object, for programs.")
@click.version_option(__version__, package_name="sphinx-page-feedback")
def lint(
    *, source: Path, conf_dir: Path | None, changed_since: str | None, as_json: bool
) -> None:
    """Find the mistakes of a document, and say what to type instead.

    SOURCE is the folder of the pages (docs). The document is built, but not written. The exit
    status is 1 if a mistake is found.
    """
    changed = read_changed_lines(source, changed_since) if changed_since else None
    # A project of sphinx-quickstart has it beside the pages, this one above them.
    beside = next((path for path in (source, Path()) if (path / "conf.py").is_file()), Path())
    with Console(stderr=True).status("Building the document …"):
        build = run_build(source, conf_dir or beside)
    report = find_faults(source, build, changed)
    if as_json:
        data = {
            "faults": [asdict(fault) for fault in report.faults],
            "elsewhere": report.elsewhere,
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        for fault in report.faults:
            click.echo(describe(fault, source.as_posix()) + "\n")
        if not report.is_complete:
            click.echo(_INCOMPLETE)
        click.echo(_summary(len(report.faults), report.elsewhere))
    if report.faults or not report.is_complete:
        sys.exit(1)


def describe(fault: Fault, folder: str) -> str:
    """Return a fault as lines of text.

    Args:
        fault: The fault.
        folder: The folder of the sources, as it was named.
    """
    place = f"{folder}/{fault.path}" + (f":{fault.line}" if fault.line else "")
    text = fault.text.strip()[:_LONGEST]
    lines = [f"{place}: {text}" if text else place, f"  {fault.problem}", f"  {fault.cure}"]
    for number, edit in enumerate(fault.edits):
        lines += ["  or:"] if number else []
        lines += [f"    {line}" for line in _shown(edit)]
    lines += [f"  More: {fault.more}"] if fault.more else []
    return "\n".join(lines)


def _shown(edit: Edit) -> list[str]:
    if edit.kind == "replace" and not edit.text:
        return ["(nothing)"]
    return edit.text.strip("\n").split("\n")


def _summary(count: int, elsewhere: int) -> str:
    mistakes = "1 mistake" if count == 1 else f"{count} mistakes"
    end = "." if count else ": nothing to correct."
    more = ""
    if elsewhere:
        verb = "mistake is" if elsewhere == 1 else "mistakes are"
        more = f" {elsewhere} more {verb} on lines that this change does not touch."
    return f"{mistakes}{end}{more}"
