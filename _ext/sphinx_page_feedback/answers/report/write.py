"""The files of a report."""

from __future__ import annotations

import base64
import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from sphinx_page_feedback.problems import Code, Problem

from .chart import bars
from .crossed import crossed_tables
from .suppression import FEWEST, suppress
from .table import HIDDEN, SMALL
from .tables import channel_table, code_table, day_table, flow_table, form_tables, page_table

if TYPE_CHECKING:
    from pathlib import Path

    from .dataset import Dataset
    from .table import Table

FILE_NAME = "report.json"
"""What says of a folder that it is a report, and whether it may be published."""


def report_tables(dataset: Dataset, *, publish: bool) -> list[Table]:
    """Return every table of a report.

    Args:
        dataset: The answers.
        publish: Whether counts that could point to a person are hidden.
    """
    tables = [
        flow_table(dataset),
        day_table(dataset),
        page_table(dataset),
        channel_table(dataset),
    ]
    for form in dataset.forms:
        tables += form_tables(dataset, form)
    tables.append(code_table(dataset))
    for form in dataset.forms:
        tables += crossed_tables(dataset, form, publish=publish)
    return [suppress(table) for table in tables] if publish else tables


def write_report(dataset: Dataset, folder: Path, *, title: str, publish: bool) -> int:
    """Write a report: ``index.html``, a CSV file for each table, and ``report.json``.

    The same answers and decisions give the same bytes.

    Args:
        dataset: The answers.
        folder: A new one, or one with an earlier report, which is replaced.
        title: Of the document, for the heading.
        publish: Whether it is for everybody.

    Returns:
        How many tables it has.

    Raises:
        Problem: The folder has something else in it, or cannot be written.
    """
    tables = report_tables(dataset, publish=publish)
    try:
        _empty(folder)
        for table in tables:
            path = folder / f"{table.name}{dataset.suffix}.csv"
            path.write_text(table.to_csv(), encoding="utf-8", newline="")
        page = _page(dataset, tables, title=title, publish=publish)
        (folder / "index.html").write_text(page, encoding="utf-8", newline="\n")
        about = {
            "published": publish,
            "filter": dataset.filter,
            "answers": len(dataset.answers),
        }
        text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
        (folder / FILE_NAME).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        cause = f"the report cannot be written to {folder}: {error.strerror}"
        raise Problem(Code.REPORT, cause, "Name a folder that you may write to.") from error
    return len(tables)


def _empty(folder: Path) -> None:
    """Make a folder, or take an earlier report out of it; anything else stays and is told."""
    folder.mkdir(parents=True, exist_ok=True)
    present = list(folder.iterdir())
    if present and not (folder / FILE_NAME).is_file():
        cause = f"{folder} has files that are no report, and nothing was changed there"
        raise Problem(Code.REPORT, cause, "Name a folder that is empty or not there yet.")
    for path in present:
        if path.suffix in {".csv", ".html", ".json"}:
            path.unlink()


@cache
def _environment() -> Environment:
    loader = PackageLoader("sphinx_page_feedback", "templates/report")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _page(dataset: Dataset, tables: list[Table], *, title: str, publish: bool) -> str:
    style = (files("sphinx_page_feedback") / "templates/report/report.css").read_text("utf-8")
    # A page that is opened from disk has no 'self', so the policy names the style by its hash.
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    return (
        _environment()
        .get_template("report.html")
        .render(
            title=title,
            tables=tables,
            charts={table.name: Markup(bars(table)) for table in tables if table.shares},  # noqa: S704 (escaped there)
            suffix=dataset.suffix,
            filter=dataset.filter,
            publish=publish,
            style=Markup(style),  # noqa: S704 (ours)
            digest=digest,
            small=SMALL,
            fewest=FEWEST,
            hidden=HIDDEN,
        )
    )
