"""Both former addresses of a page that has moved twice lead on, in one step."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from click.testing import CliRunner
from receiver_kit import TOKEN

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.editing import move_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser
    from project import Build, Built
    from receiver_kit import Server

CONF = """\
extensions.append("sphinx_reredirects")
html_baseurl = "https://docs.example.org/"
redirects = {"given": "https://other.example.org/"}
"""
FILES = {
    "index.md": "# Start\n\n```{toctree}\nplan\n```\n",
    "plan.md": "# Plan\n\nWords.\n",
}


@pytest.fixture
def moved(build: Build) -> Built:
    """A site whose page ``plan`` became ``report/plan`` and then ``aims/the-plan``."""
    first = build(FILES, CONF)
    source = first.app.srcdir
    move_page(source, "plan", "report/plan")
    move_page(source, "report/plan", "aims/the-plan")
    return build({"index.md": (source / "index.md").read_text(encoding="utf-8")}, CONF)


def test_each_former_address_leads_to_the_present_one_and_keeps_query_and_anchor(
    moved: Built, chromium: Browser
) -> None:
    assert moved.warnings == ""
    assert moved.manifest["pages"]["aims/the-plan"]["moved_from"] == ["plan", "report/plan"]
    page = chromium.new_page()
    for former in ("plan.html", "report/plan.html"):
        seen: list[str] = []
        page.on("framenavigated", lambda frame, seen=seen: seen.append(frame.url))  # type: ignore[misc]
        page.goto(f"{(moved.out / former).as_uri()}?from=pdf#feedback_form")
        page.wait_for_url("**/aims/the-plan.html?from=pdf#feedback_form")
        assert len(dict.fromkeys(seen)) <= 2
    page.close()


def test_without_script_a_redirect_leads_on_too(moved: Built) -> None:
    text = moved.text("report/plan.html")
    assert (
        '<noscript><meta http-equiv="refresh" content="0; url=../aims/the-plan.html">' in text
    )
    assert '<a href="../aims/the-plan.html">' in text
    assert "https://other.example.org/" in moved.text("given.html")


def test_a_redirect_never_takes_the_place_of_a_page(build: Build) -> None:
    table = '"index" = "plan"\n"gone" = "nowhere"\n'
    site = build({**FILES, "_feedback/moved.toml": table}, CONF)
    assert "location.replace" not in site.text("index.html")
    assert not (site.out / "gone.html").exists()
    assert site.warnings.count("moved.toml says") == 2


def test_with_folders_for_pages_a_redirect_is_one_too(build: Build) -> None:
    files = {**FILES, "_feedback/moved.toml": '"old/plan" = "plan"\n'}
    site = build(files, CONF, builder="dirhtml")
    assert 'url=../../plan/"' in site.text("old/plan/index.html")


def test_after_two_moves_pull_has_one_page_with_all_answers(
    build: Build, serve: Callable[..., Server], manifest: Path, tmp_path: Path
) -> None:
    """Those stored before, those of pages that were still open, and those of today."""
    steps = (("plan",), ("plan", "report/plan"), ("plan", "report/plan", "aims/the-plan"))
    names = ("plan", "report/plan", "aims/the-plan")
    site = build(FILES, CONF)
    shutil.copy(site.out / "feedback.json", manifest)
    server = serve()
    for step, posted in enumerate(steps):
        if step:
            source = site.app.srcdir
            move_page(source, names[step - 1], names[step])
            text = (source / "index.md").read_text(encoding="utf-8")
            shutil.copy(build({"index.md": text}, CONF).out / "feedback.json", manifest)
        for page in posted:
            data = {
                "form": "page",
                "page": page,
                "useful": "yes",
                "submission_id": str(uuid4()),
            }
            reply = server.post(data)
            assert reply.status_code == 201, reply.text
    to = tmp_path / "x.jsonl"
    arguments = ["pull", "--to", str(to), "--endpoint", f"{server.address}/feedback"]
    done = CliRunner(env={"FEEDBACK_READ_TOKEN": TOKEN}).invoke(main, arguments)
    assert done.exit_code == 0, done.output
    records = [json.loads(line) for line in to.read_text(encoding="utf-8").splitlines()]
    assert [record["page"] for record in records] == ["aims/the-plan"] * 6
    assert not any(record["flags"] for record in records)
