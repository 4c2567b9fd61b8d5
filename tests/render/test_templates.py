"""A site's own templates of a form: used, or told with the place and the cure."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sphinx.errors import SphinxError

if TYPE_CHECKING:
    from project import Build

ROOT = Path(__file__).parents[2]
CONF = 'templates_path = ["_templates"]\n'


def test_a_misspelt_template_is_told(build: Build) -> None:
    built = build({"_templates/feedback/contct.html": "Ring us."}, CONF)
    (warning,) = built.warnings.splitlines()
    assert "_templates/feedback/contct.html: no template of a form has this name." in warning
    assert 'Did you mean "feedback/contact.html"?' in warning
    assert warning.endswith("[feedback.template]")


def test_a_part_that_a_template_includes_needs_no_name_of_ours(build: Build) -> None:
    files = {
        "_templates/feedback/contact.html": '{% include "feedback/phone.html" %}',
        "_templates/feedback/phone.html": "Ring us.",
    }
    built = build(files, CONF)
    assert built.warnings == ""
    assert "Ring us." in built.text("index.html")


def test_a_template_that_jinja_cannot_read_stops_the_build(
    build: Build, capfd: pytest.CaptureFixture[str]
) -> None:
    """Before anything is built, and with the line."""
    with pytest.raises(SystemExit):
        build({"_templates/feedback/contact.html": "One\n{% if contact %}\n"}, CONF)
    told = capfd.readouterr().err
    assert "_templates/feedback/contact.html:2: Jinja cannot read it: Unexpected end" in told
    assert "[feedback.template]" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("contact.html", "One\n{{ nothing.of.this }}"),
        ("field.html", "One\n{{ 1 + field.name }}"),
        ("thanks.html", 'One\n{% include "feedback/gone.html" %}'),
    ],
)
def test_a_template_that_fails_while_it_is_rendered_names_its_line(
    build: Build, name: str, text: str
) -> None:
    """As an error of Sphinx's own, which prints no traceback and asks for no report."""
    conf = f'{CONF}feedback_contact = "team@example.org"\n'
    with pytest.raises(SphinxError, match=rf"feedback/{name}:2: .+\. Correct that line"):
        build({f"_templates/feedback/{name}": text}, conf)


def test_page_templates_know_the_form_of_the_page(build: Build) -> None:
    """This project's own page template says until when a form is open."""
    form = (
        'title = "T"\ncloses = 2999-03-31\n[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n'
    )
    page = (ROOT / "_templates" / "page.html").read_text(encoding="utf-8")
    built = build(
        {
            "_feedback/page.toml": form,
            "_templates/page.html": page,
            "bare.md": "---\norphan: true\nfeedback: false\n---\n# Bare\n",
        },
        f'{CONF}html_theme = "furo"\nrelease = "1.2"\nlanguage = "en"\n',
    )
    editions = {
        name: re.findall(
            r'<p class="site-edition">(.*?)</p>', built.text(f"{name}.html"), re.DOTALL
        )
        for name in ("index", "bare")
    }
    assert editions == {
        "index": ["Release 1.2 · Licence: MIT · Open for comment until 31 March 2999"],
        "bare": ["Release 1.2 · Licence: MIT"],
    }


def test_this_sites_own_template_takes_the_place_of_ours(build: Build, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "_templates" / "feedback", tmp_path / "source/_templates/feedback")
    built = build({}, f'{CONF}feedback_contact = "team@example.org"\n')
    assert built.warnings == ""
    assert "To reach the team directly" in built.text("index.html")
