"""``feedback.json``: all that the receiver and the reports need, and nothing that is secret."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from sphinx_page_feedback.manifest.read import read_manifest
from sphinx_page_feedback.model import Form

if TYPE_CHECKING:
    from pathlib import Path

    from project import Build

FORM = """\
    title = "Ours"
    closes = 2027-03-31
    [[field]]
    name = "role"
    type = "select"
    label = "Your role"
    required = true
    options = [{ value = "data", label = "Data professional" }]
"""
PAGES = {
    "_feedback/page.toml": FORM,
    "report/status.md": "---\norphan: true\n---\n# Status\n\n## First part\n\n### Deeper\n",
    "plain.md": "---\norphan: true\nfeedback: false\n---\n# Plain\n",
}


def test_manifest_describes_forms_and_pages(build: Build) -> None:
    conf = 'html_baseurl = "https://example.org/docs/"\nrelease = "2.1"\n'
    manifest = build(PAGES, conf).manifest
    assert manifest["project"] == "Test"
    assert manifest["release"] == "2.1"
    assert manifest["base_url"] == "https://example.org/docs/"
    assert manifest["service"] == {"name": "receiver", "endpoint": "/feedback"}
    assert manifest["pages"]["report/status"] == {
        "title": "Status",
        "url": "report/status.html",
        "form": "page",
        "source": "report/status.md",
        "sections": [
            {"id": "first-part", "title": "First part"},
            {"id": "deeper", "title": "Deeper"},
        ],
    }
    assert manifest["pages"]["plain"]["form"] is None
    form = manifest["forms"]["page"]
    assert (form["title"], form["opens"], form["closes"]) == ("Ours", None, "2027-03-31")
    assert form["fields"][0]["options"] == [{"value": "data", "label": "Data professional"}]
    assert Form.from_manifest("page", form).version == form["version"]


def test_addresses_are_those_of_the_builder(build: Build) -> None:
    manifest = build(PAGES, builder="dirhtml").manifest
    urls = {name: page["url"] for name, page in manifest["pages"].items()}
    assert urls == {"index": "", "plain": "plain/", "report/status": "report/status/"}


def test_addresses_are_written_as_browsers_write_them(build: Build) -> None:
    """A site with letters beyond ASCII: manifest and page say what the address bar has."""
    files = {"Über uns.md": "---\norphan: true\n---\n# About\n"}
    conf = 'html_baseurl = "https://bücher.example/my docs"\n'
    built = build(files, conf, builder="dirhtml")
    site = "https://xn--bcher-kva.example/my%20docs/"
    assert built.manifest["base_url"] == site
    assert built.manifest["pages"]["Über uns"]["url"] == "%C3%9Cber%20uns/"
    assert f'value="{site}%C3%9Cber%20uns/"' in built.text("Über uns/index.html")


def test_two_builds_give_the_same_manifest(build: Build, tmp_path: Path) -> None:
    first = build(PAGES).text("feedback.json")
    (tmp_path / "out").rename(tmp_path / "before")
    (tmp_path / "doctrees").rename(tmp_path / "doctrees-before")
    assert build(PAGES).text("feedback.json") == first


def test_manifest_names_the_commit_of_a_checkout(build: Build, tmp_path: Path) -> None:
    assert build(PAGES).manifest["commit"] is None
    git = ["git", "-C", str(tmp_path), "-c", "user.name=T", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "first"], check=True)
    assert re.fullmatch("[0-9a-f]{40}", build(PAGES).manifest["commit"])


def test_formats_that_are_no_site_have_no_manifest(build: Build) -> None:
    for builder in ("epub", "text"):
        built = build(PAGES, 'version = copyright = "1"', builder)
        assert not (built.out / "feedback.json").exists()


def test_manifest_says_what_a_moved_page_was_called(build: Build) -> None:
    moved = '"status" = "old/status"\n"old/status" = "report/status"\n"index" = "gone"\n'
    built = build({**PAGES, "_feedback/moved.toml": moved})
    assert built.manifest["pages"]["report/status"]["moved_from"] == ["old/status", "status"]
    assert "moved_from" not in built.manifest["pages"]["plain"]
    manifest = read_manifest(built.out / "feedback.json")
    assert manifest.docnames["status"] == "report/status"
    assert manifest.docnames["index"] == "index"
    assert '"index" is now "gone", and there is no such page' in built.warnings
    assert '"index" has moved, and the page is still there' in built.warnings


def test_manifest_says_what_a_page_states_for_its_form(build: Build) -> None:
    options = "{form: page, title: Your view, disabled: Over}"
    page = f"---\norphan: true\nfeedback: {options}\n---\n# View\n"
    pages = build({**PAGES, "view.md": page}).manifest["pages"]
    assert (pages["view"]["form_title"], pages["view"]["form_disabled"]) == (
        "Your view",
        "Over",
    )
    assert not pages["index"].keys() & {"form_title", "form_disabled"}


def test_form_that_no_page_has_is_noted(build: Build) -> None:
    built = build({**PAGES, "_feedback/main.toml": FORM})
    assert 'no page has the form "main"' in built.said
    assert built.warnings == ""
