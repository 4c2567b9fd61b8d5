"""A preview sends nothing, says so, and does not know where answers would go."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sphinx_page_feedback import environment
from sphinx_page_feedback.forms import compare_manifests
from sphinx_page_feedback.manifest.read import parse_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from project import Build

REASON = "This is <a proposal>."
FILES = {
    "index.md": "# Start\n\nWords.\n\n```{toctree}\nother\n```\n",
    "other.md": "---\nfeedback: {disabled: It has ended.}\n---\n# Other\n",
}
BASE = 'html_baseurl = "https://example.org/"\n'
SERVICES = {
    "receiver": '{"name": "receiver", "endpoint": "https://answers.example.com/in"}',
    "web3forms": '{"name": "web3forms", "access_key": "5d4e1a0c-8a4b-4d6e-9c1f-0a9d7b7f3c21"}',
    "netlify": '{"name": "netlify"}',
}
TRACES = {
    "receiver": "answers.example.com",
    "web3forms": "5d4e1a0c-8a4b-4d6e-9c1f-0a9d7b7f3c21",
    "netlify": "data-netlify",
}

SENDING = ("action=", "data-feedback-service", 'type="submit"', 'type="hidden"')


@pytest.mark.parametrize("service", SERVICES)
def test_no_file_of_a_preview_says_where_answers_go(
    build: Build, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    conf = f"{BASE}feedback_service = {SERVICES[service]}\n"
    published = build(FILES, conf)
    before = texts(published.out)
    assert TRACES[service] in "".join(before.values())
    monkeypatch.setenv(environment.PREVIEW, REASON)
    preview = build(FILES, conf)
    files = texts(preview.out)
    assert [name for name, text in files.items() if TRACES[service] in text] == []
    for text in (files["index.html"], files["other.html"]):
        form = text.partition('<section class="feedback"')[2].partition("</section>")[0]
        assert 'type="button"' in form
        assert [name for name in SENDING if name in form] == []
    assert "This is &lt;a proposal&gt;." in files["index.html"]
    assert "It has ended." in files["other.html"]
    assert json.loads(files["feedback.json"])["preview"] == REASON
    monkeypatch.delenv(environment.PREVIEW)
    assert texts(build(FILES, conf).out).keys() == before.keys()


def texts(out: Path) -> dict[str, str]:
    """Return what a browser could read of a site: its files, but for pictures."""
    kinds = {".html", ".js", ".json", ".css", ".xml", ".txt"}
    files = (path for path in out.rglob("*") if path.suffix in kinds)
    return {str(path.relative_to(out)): path.read_text(encoding="utf-8") for path in files}


def test_each_page_of_a_preview_says_so_and_asks_not_to_be_listed(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(environment.PREVIEW, REASON)
    site = build({**FILES, "none.md": "---\norphan: true\nfeedback: false\n---\n# None\n"})
    for name in ("index.html", "other.html", "none.html"):
        text = site.text(name)
        assert text.count("Preview: nothing is sent.") == 1
        assert "page-feedback.css" in text
    for name in ("index.html", "search.html", "genindex.html"):
        assert '<meta name="robots" content="noindex">' in site.text(name)


def test_a_book_of_a_preview_shows_the_reason_in_place_of_the_address(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(environment.PREVIEW, "A proposal.")
    text = build(FILES, BASE, builder="latex").text("test.tex")
    assert "A proposal." in text
    assert "from=pdf" not in text


def test_a_preview_compared_with_the_site_shows_no_change(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = parse_manifest(build(FILES, BASE).text("feedback.json"), "before")
    monkeypatch.setenv(environment.PREVIEW, REASON)
    after = parse_manifest(build(FILES, BASE).text("feedback.json"), "after")
    assert compare_manifests(before, after) == []
