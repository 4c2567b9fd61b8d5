"""``page-feedback forms``: what a site asks, and what changed since another build of it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sphinx_page_feedback import __version__
from sphinx_page_feedback.forms import compare_forms, form_file_schema
from sphinx_page_feedback.manifest.read import read_manifest
from sphinx_page_feedback.model import Form, Hidden
from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command
@click.option(
    "--manifest",
    type=click.Path(path_type=Path),
    default=Path("build/html/feedback.json"),
    show_default=True,
    help="The feedback.json of the site.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="The feedback.json of an earlier build. The exit status is 1 if a change breaks "
    "exports.",
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of form files instead.")
@click.version_option(__version__, package_name="sphinx-page-feedback")
def forms(manifest: Path, against: Path | None, *, schema: bool) -> None:
    """List the forms of a site with their fields and pages."""
    if schema:
        click.echo(json.dumps(form_file_schema(), indent=2, ensure_ascii=False))
    elif against:
        _tell_changes(read_manifest(against).forms, read_manifest(manifest).forms)
    else:
        site = read_manifest(manifest)
        pages = Counter(page.form for page in site.pages.values())
        for name, form in sorted(site.forms.items()):
            _tell_form(name, form, pages[name])


def _tell_form(name: str, form: Form, pages: int) -> None:
    where = "1 page" if pages == 1 else f"{pages} pages"
    click.echo(f"{name}: {form.title} (version {form.version}, on {where})")
    width = max(len(field.name) for field in form.fields)
    for field in form.fields:
        words = field.value if isinstance(field, Hidden) else field.label
        optional = "" if isinstance(field, Hidden) or field.required else " (optional)"
        click.echo(f"  {field.name:{width}}  {field.type:10}  {words}{optional}")


def _tell_changes(before: Mapping[str, Form], after: Mapping[str, Form]) -> None:
    changes = compare_forms(before, after)
    for change in changes:
        mark = "breaks exports: " if change.breaks else ""
        click.echo(f"{change.form}: {mark}{change.what}")
    broken = sum(change.breaks for change in changes)
    if broken:
        cause = f"{broken} of {len(changes)} changes give exports other columns or values"
        cure = "Undo them, or export what you have before you publish the new forms."
        raise Problem(code=Code.FORMS_CHANGED, cause=cause, cure=cure)
    click.echo(f"{len(changes)} changes; none breaks exports." if changes else "No change.")
