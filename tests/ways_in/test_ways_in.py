"""The foot of a page leads to its source, in every theme, and says when the page changed."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

import pytest
from building import build_quietly, sphinx_build

from sphinx_page_feedback import environment
from sphinx_page_feedback.ways_in.history import read_git

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Browser

HOSTS = {
    "github": '{"repository": "https://github.com/team/report"}',
    "gitlab": '{"repository": "https://gitlab.example.org/group/team/report.git", "branch": "next"}',
    "forgejo": '{"repository": "https://git.example.org/team/report", "host": "forgejo"}',
}
EDITORS = {
    "github": "https://github.com/team/report/edit/main/",
    "gitlab": "https://gitlab.example.org/group/team/report/-/edit/next/",
    "forgejo": "https://git.example.org/team/report/_edit/main/",
}
THEMES = ("furo", "pydata_sphinx_theme", "sphinx_book_theme", "sphinx_rtd_theme", "alabaster")
QUICK = {("furo", "gitlab"), ("alabaster", "forgejo"), ("sphinx_rtd_theme", "github")}
"""One of each kind of theme and of each host; all fifteen take half a minute."""
CONF = """\
extensions = ["myst_parser", "sphinx_page_feedback"]
project = "Test"
html_baseurl = "https://example.org/"
feedback_service = {"name": "receiver", "endpoint": "/feedback"}
exclude_patterns = ["shared.md"]
html_copy_source = False
"""
FORM = 'title = "T"\n[[field]]\nname = "a"\nlabel = "A"\ntype = "text"\n'
FILES = {
    "docs/_feedback/page.toml": FORM,
    "docs/index.md": "# Start\n\nWords.\n\n```{toctree}\nreport/value\nplain\nnone\ngenerated\n```\n",
    "docs/report/value.md": "# Value\n\nSome words that stay the same, and that make this page long enough.\n\n[Start](../index.md)\n\n```{include} ../shared.md\n```\n",
    "docs/plain.rst": "Plain\n=====\n\nWords.\n\n.. include:: ../README.md\n",
    "docs/none.md": "---\nfeedback: false\n---\n# None\n",
    "docs/shared.md": "Shared words.\n",
    "README.md": "Read me.\n",
}
AXE = Path(__file__).parents[1] / "browser/node_modules/axe-core/axe.min.js"
LINK = re.compile(r'href="([^"]*/_?edit/[^"]*)"')


def git(root: Path, *arguments: str, day: str = "2026-03-01") -> None:
    """Run git in a checkout, on a day."""
    user = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    moment = f"{day}T12:00:00Z"
    environ = {**os.environ, "GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": moment}
    subprocess.run(["git", "-C", str(root), *user, *arguments], check=True, env=environ)


def write(root: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def commit(root: Path, files: Mapping[str, str], day: str) -> None:
    """Commit files on a day."""
    write(root, files)
    git(root, "add", ".")
    git(root, "commit", "-q", "--allow-empty", "-m", "x", day=day)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a document in ``docs``, committed on 1 March 2026."""
    root = tmp_path / "checkout"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, FILES, "2026-03-01")
    write(root, {"docs/generated.md": "# Generated\n\nNobody keeps this file.\n"})
    return root


def build(root: Path, conf: str, *options: str, **environ: str) -> Path:
    """Build the document, which must not warn, and return the folder of the pages."""
    write(root, {"conf.py": CONF + conf})
    out = root / "out"
    build_quietly("-n", *options, "-c", root, root / "docs", out, **environ)
    return out


def links(out: Path, page: str) -> list[str]:
    """Return where the links to an editor on a page lead."""
    return LINK.findall((out / page).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("theme", "host"),
    [
        pytest.param(theme, host, marks=() if (theme, host) in QUICK else pytest.mark.slow)
        for theme in THEMES
        for host in HOSTS
    ],
)
def test_each_page_links_its_source_once_and_the_path_is_in_the_checkout(
    checkout: Path, theme: str, host: str
) -> None:
    out = build(checkout, f'html_theme = "{theme}"\nfeedback_source = {HOSTS[host]}\n')
    sources = {
        "index.html": ["docs/index.md"],
        "report/value.html": ["docs/report/value.md", "docs/shared.md"],
        "plain.html": ["README.md", "docs/plain.rst"],
        "none.html": ["docs/none.md"],
        "generated.html": [],
        "genindex.html": [],
        "search.html": [],
        "feedback-thanks.html": [],
    }
    for page, paths in sources.items():
        assert sorted(links(out, page)) == [EDITORS[host] + path for path in paths]
        assert all((checkout / path).is_file() for path in paths)


def test_a_link_that_the_project_has_asked_its_theme_for_is_the_only_one(
    checkout: Path,
) -> None:
    own = {"source_edit_link": "https://other.example.org/edit/{filename}"}
    conf = f'html_theme = "furo"\nhtml_theme_options = {own}\nfeedback_source = {HOSTS["github"]}\n'
    out = build(checkout, conf)
    assert links(out, "index.html") == ["https://other.example.org/edit/index.md"]


@pytest.fixture
def foot(checkout: Path) -> str:
    """The foot of the page ``report/value`` in alabaster on GitHub, with an issue form."""
    source = '{"repository": "https://github.com/team/report", "issue_form": "page.yml"}'
    out = build(checkout, f'html_theme = "alabaster"\nfeedback_source = {source}\n')
    assert 'class="feedback-ways"' not in (out / "search.html").read_text(encoding="utf-8")
    page = (out / "report" / "value.html").read_text(encoding="utf-8")
    return page.partition('<section class="feedback-ways"')[2].partition("</section>")[0]


def test_the_foot_says_what_is_needed_and_that_nothing_can_break(foot: str) -> None:
    assert ">Suggest a change</a>. You need an account on github.com. You cannot break" in foot
    assert '<a href="#feedback_form">Tell us instead</a>: no account is needed.' in foot
    assert "Last changed on 1 March 2026." in foot


def test_the_issue_form_is_filled_in_by_the_id_of_its_field(foot: str) -> None:
    found = re.search(r'class="feedback-issue" href="([^"]*)"', foot)
    assert found is not None
    parts = urlsplit(found[1].replace("&amp;", "&"))
    assert parts.path == "/team/report/issues/new"
    page = "Value (https://example.org/report/value.html)"
    assert unquote(parts.query) == f"template=page.yml&page={page}"


def test_a_page_without_a_form_that_sends_has_no_link_to_one(checkout: Path) -> None:
    over = (
        'title = "T"\ncloses = 2020-01-01\n[[field]]\nname = "a"\nlabel = "A"\ntype = "text"\n'
    )
    write(checkout, {"docs/_feedback/page.toml": over})
    out = build(checkout, f"feedback_source = {HOSTS['github']}\n")
    for page in ("index.html", "none.html"):
        text = (out / page).read_text(encoding="utf-8")
        assert 'class="feedback-ways"' in text
        assert "Tell us instead" not in text


@pytest.mark.parametrize("builder", ["html", "singlehtml", "latex"])
def test_neither_a_preview_nor_a_book_has_ways_in(checkout: Path, builder: str) -> None:
    environ = {environment.PREVIEW: "A proposal."} if builder == "html" else {}
    conf = f"feedback_source = {HOSTS['github']}\n"
    out = build(checkout, conf, "-b", builder, **environ)
    files = [*out.glob("*.html"), *out.glob("*.tex")]
    assert files
    assert "".join(path.read_text(encoding="utf-8") for path in files).count("/edit/main") == 0


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ('{"repository": "team/report"}', "is not the address of a repository"),
        (
            '{"repository": "https://github.com/a/b", "branch": "4fe1a2c"}',
            "nobody can edit a commit",
        ),
        ('{"repository": "https://code.example.org/a/b"}', "what kind of host"),
        ('{"repository": "https://github.com/a/b", "brnch": "x"}', 'Did you mean "branch"?'),
        ('{"branch": "main"}', "is not the address of a repository"),
    ],
)
def test_a_source_that_leads_nowhere_stops_the_build(
    tmp_path: Path, source: str, cause: str
) -> None:
    write(tmp_path, {"conf.py": f"{CONF}feedback_source = {source}\n", "index.md": "# A\n"})
    done = sphinx_build("-q", tmp_path, tmp_path / "out")
    assert done.returncode == 2
    assert cause in done.stderr
    assert "feedback.config" in done.stderr


RUN_AXE = """selector => axe.run(selector).then(found => found.violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id} ${node.target} ${node.failureSummary}`)))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_the_foot_and_in_the_banner(
    checkout: Path, chromium: Browser, scheme: Literal["light", "dark"]
) -> None:
    source = '{"repository": "https://github.com/team/report", "issue_form": "page.yml"}'
    conf = f"html_theme = 'furo'\nfeedback_source = {source}\n"
    page = chromium.new_page(color_scheme=scheme, viewport={"width": 390, "height": 800})
    for environ, part in (
        ({}, ".feedback-ways"),
        ({environment.PREVIEW: "A."}, ".feedback-preview"),
    ):
        page.goto((build(checkout, conf, **environ) / "report/value.html").as_uri())
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.locator(part).count() == 1
        assert page.evaluate(RUN_AXE, part) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def dates(root: Path) -> dict[str, str]:
    """Return the day on which each file below ``docs`` last changed."""
    changed = read_git(root / "docs").changed
    return {path.removeprefix("docs/"): f"{day:%m-%d}" for path, day in changed.items()}


def test_a_move_does_not_change_the_date_and_a_word_does(checkout: Path) -> None:
    git(checkout, "mv", "docs/report/value.md", "docs/worth.md")
    moved = FILES["docs/report/value.md"].replace("../", "")
    commit(checkout, {"docs/worth.md": moved}, "2026-04-01")
    git(checkout, "mv", "docs/plain.rst", "docs/simple.rst")
    commit(checkout, {}, "2026-04-02")
    commit(checkout, {"docs/none.md": "# None\n\nA word.\n"}, "2026-04-03")
    days = dates(checkout)
    assert {name: days[name] for name in ("worth.md", "simple.rst", "index.md", "none.md")} == {
        "worth.md": "03-01",
        "simple.rst": "03-01",
        "index.md": "03-01",
        "none.md": "04-03",
    }
    git(checkout, "mv", "docs/none.md", "docs/nothing.md")
    commit(checkout, {"docs/nothing.md": "# None\n\nAnother word.\n"}, "2026-04-04")
    assert dates(checkout)["nothing.md"] == "04-04"


def test_a_shallow_clone_has_no_dates_and_no_warning(checkout: Path, tmp_path: Path) -> None:
    commit(checkout, {"docs/none.md": "# None\n\nA word.\n"}, "2026-04-03")
    clone = tmp_path / "clone"
    url = checkout.as_uri()
    subprocess.run(["git", "clone", "-q", "--depth", "1", url, str(clone)], check=True)
    out = build(clone, f"html_last_updated_fmt = ''\nfeedback_source = {HOSTS['github']}\n")
    text = (out / "index.html").read_text(encoding="utf-8")
    assert "Suggest a change" in text
    assert not re.search("Last (updated|changed)", text)


def test_the_theme_shows_the_date_of_git_and_no_second_one(checkout: Path) -> None:
    conf = f"html_theme = 'furo'\nhtml_last_updated_fmt = ''\nfeedback_source = {HOSTS['github']}\n"
    text = (build(checkout, conf) / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"Last (?:updated|changed) on\s+([^<\n]*)", text) == ["1 March 2026"]


def test_outside_a_checkout_every_page_has_its_link_and_no_date(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "docs/generated.md": "# G\n"})
    source = '{"repository": "https://github.com/team/report", "folder": "docs"}'
    out = build(tmp_path, f"feedback_source = {source}\n")
    assert links(out, "none.html") == [f"{EDITORS['github']}docs/none.md"]
    assert "Last changed" not in (out / "none.html").read_text(encoding="utf-8")


def test_days_are_those_of_the_committer_in_utc(checkout: Path) -> None:
    changed = read_git(checkout / "docs").changed["docs/none.md"]
    assert changed == datetime(2026, 3, 1, 12, tzinfo=UTC)
