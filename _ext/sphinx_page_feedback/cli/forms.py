"""``page-feedback forms``: list the forms of a site, or the changes since another build."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sphinx_page_feedback import __version__
from sphinx_page_feedback.forms import Effect, compare_manifests, form_file_schema
from sphinx_page_feedback.manifest.read import read_manifest
from sphinx_page_feedback.model import Form, Hidden
from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_page_feedback.forms import Change


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
    help="The feedback.json of an earlier build: list what changed since. The exit status is "
    "1 if something needs a decision.",
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of form files instead.")
@click.version_option(__version__, package_name="sphinx-page-feedback")
def forms(manifest: Path, against: Path | None, *, schema: bool) -> None:
    """List the forms of a site with their fields and pages."""
    if schema:
        click.echo(json.dumps(form_file_schema(), indent=2, ensure_ascii=False))
    elif against:
        _print_changes(compare_manifests(read_manifest(against), read_manifest(manifest)))
    else:
        site = read_manifest(manifest)
        pages = Counter(page.form for page in site.pages.values())
        for name, form in sorted(site.forms.items()):
            _print_form(name, form, pages[name])
        if not site.forms:
            click.echo(f"{manifest} has no form.")


def _print_form(name: str, form: Form, pages: int) -> None:
    where = "1 page" if pages == 1 else f"{pages} pages"
    click.echo(f"{name}: {form.title} (version {form.version}, on {where})")
    width = max(len(field.name) for field in form.fields)
    for field in form.fields:
        text = field.value if isinstance(field, Hidden) else field.label
        optional = "" if isinstance(field, Hidden) or field.required else " (optional)"
        click.echo(f"  {field.name:{width}}  {field.type:10}  {text}{optional}")


def _print_changes(changes: Sequence[Change]) -> None:
    """Print a line for each change, the gravest effects first.

    Raises:
        Problem: A change needs a decision.
    """
    # By position, since the members of a StrEnum compare as their texts.
    for change in sorted(changes, key=lambda change: list(Effect).index(change.effect)):
        click.echo(str(change))
    grave = Counter(change.effect for change in changes if change.effect.needs_decision)
    if grave:
        counts = ", ".join(f"{effect}: {count}" for effect, count in grave.items())
        cause = f"{grave.total()} of {len(changes)} changes need a decision ({counts})"
        cure = (
            "Undo them, name former names in `was` and moved.toml, or publish them knowingly."
        )
        raise Problem(Code.FORMS_CHANGED, cause, cure)
    click.echo(f"{len(changes)} changes; none needs a decision." if changes else "No change.")
