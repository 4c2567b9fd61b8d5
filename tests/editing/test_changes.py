"""What a proposal changes is shown: the pages, the words, the links; and nothing of others."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_page_feedback.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# MyST's include asks the environment for its application.
pytestmark = pytest.mark.filterwarnings("ignore:.*BuildEnvironment.app")

CONF = """\
extensions = ["myst_parser", "sphinx_page_feedback"]
project = "Test"
html_baseurl = "https://example.org/"
feedback_service = {"name": "receiver", "endpoint": "/feedback"}
html_copy_source = False
"""
FORM = """\
title = "Page"
[[field]]
name = "nature"
label = "Nature"
type = "select"
options = [{ value = "for", label = "I agree" }, { value = "against", label = "I disagree" }]
[[field]]
name = "details"
label = "Details"
type = "textarea"
"""
ALL_FIELDS = (
    Path(__file__)
    .parents[1]
    .joinpath("roots/all_fields/_feedback/page.toml")
    .read_text("utf-8")
)
AXE = Path(__file__).parents[1] / "browser/node_modules/axe-core/axe.min.js"
VALUE = (
    "# Value\n\nThe first sentence. The second sentence.\n\n## Costs\n\nIt costs ten pounds.\n"
)
TABLE = "# Table\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n"
FILES = {
    "conf.py": CONF,
    "_feedback/page.toml": FORM,
    "index.md": "# Start\n\n```{toctree}\n:glob:\n*\n```\n",
    "value.md": VALUE,
    "table.md": TABLE,
    "shared.txt": "Shared words.\n",
    "including.md": "# Including\n\n```{include} shared.txt\n```\n",
}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A change of the document, and the line that the summary has of it.

    Attributes:
        files: The files that differ; an empty text deletes one.
        line: A line of the summary.
    """

    files: dict[str, str]
    line: str


PROPOSALS = {
    "sentence": Proposal(
        files={"value.md": VALUE.replace("ten pounds", "twenty pounds")},
        line="- changed: Value 1 word in, 1 word out ([before](https://example.org/value.html), "
        "[after](https://example.org/value.html#costs))",
    ),
    "added": Proposal(
        files={"plan.md": "# The plan\n\nWords.\n"},
        line="- new: The plan ([after](https://example.org/plan.html))",
    ),
    "removed": Proposal(
        files={"table.md": ""},
        line="- removed: Table ([before](https://example.org/table.html))",
    ),
    "moved": Proposal(
        files={"table.md": "", "numbers.md": TABLE, "_feedback/moved.toml": '"table" = "numbers"\n'},
        line="- moved: Table (was table) with the same words ([before](https://example.org/table.html), "
        "[after](https://example.org/numbers.html))",
    ),
    "included": Proposal(
        files={"shared.txt": "Shared and new words.\n"},
        line="- changed: Including 2 words in, 0 words out",
    ),
    "link": Proposal(
        files={"value.md": f"{VALUE}\n[There](https://other.example.com/a_b)\n"},
        line=r"- https\://other.example.com/a\_b on value",
    ),
    "image": Proposal(
        files={"value.md": f"{VALUE}\n![](https://other.example.com/a.png)\n"},
        line="- 1 on value",
    ),
    "field": Proposal(
        files={"_feedback/page.toml": FORM.replace("details", "comment")},
        line=r'- page\: the field "details"\: it is gone',
    ),
    "reworded": Proposal(
        files={"_feedback/page.toml": FORM.replace('"Details"', '"Your details"')},
        line=r'- page\: the field "details"\: label was “Details” and is “Your details” **',
    ),
    "reversed": Proposal(
        files={"_feedback/page.toml": FORM.replace("I disagree", "I agree too")},
        line=r'- page\: the field "nature"\: the option "against" was “I disagree” '
        "and is “I agree too” **Answers before and after may mean different things.**",
    ),
    "value": Proposal(
        files={"_feedback/page.toml": FORM.replace('"against"', '"contra"')},
        line=r'- page\: the field "nature"\:',
    ),
    "required": Proposal(
        files={"_feedback/page.toml": f"{FORM}required = true\n"},
        line=r'- page\: the field "details"\:',
    ),
    "hint": Proposal(
        files={"_feedback/page.toml": f'{FORM}hint = "At most ten words."\n'},
        line=r'- page\: the field "details"\: hint was',
    ),
    "warning": Proposal(
        files={"_feedback/page.toml": f'warning = "Please include names."\n{FORM}'},
        line=r"- page\: warning was",
    ),
    "switched-off": Proposal(
        files={"value.md": f"---\nfeedback: false\n---\n{VALUE}"},
        line=r"- value\:",
    ),
}  # fmt: skip


def build(root: Path, files: dict[str, str], name: str = "out") -> Path:
    """Build the document with some files changed, and return the folder of its HTML."""
    source = root / name / "source"
    for path, text in {**FILES, **files}.items():
        if text:
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_text(text, encoding="utf-8")
    out = root / name / "html"
    with patch_docutils(source), docutils_namespace():
        Sphinx(
            source, source, out, root / name / "doctrees", "html",
            status=io.StringIO(), warning=io.StringIO(),
        ).build()  # fmt: skip
    return out


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document before any change."""
    return build(tmp_path_factory.mktemp("base"), {})


def run(*arguments: object) -> str:
    """Run the command, which must succeed, and return what it prints."""
    done = CliRunner().invoke(main, ["changes", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("name", PROPOSALS)
def test_each_change_has_its_line(name: str, base: Path, tmp_path: Path) -> None:
    proposal = PROPOSALS[name]
    lines = run(base, build(tmp_path, proposal.files)).splitlines()
    assert [line for line in lines if line.startswith(proposal.line)]


def test_without_a_difference_nothing_is_printed(base: Path, tmp_path: Path) -> None:
    assert run(base, build(tmp_path, {})) == ""


def test_the_same_input_gives_the_same_bytes(base: Path, tmp_path: Path) -> None:
    after = build(tmp_path, {"value.md": VALUE.replace("ten", "two"), "table.md": ""})
    files = [tmp_path / "a.html", tmp_path / "b.html"]
    texts = {run(base, after, "--html", file) for file in files}
    assert len(texts) == 1
    assert files[0].read_bytes() == files[1].read_bytes()


def test_one_changed_cell_marks_one_cell(base: Path, tmp_path: Path) -> None:
    after = build(tmp_path, {"table.md": TABLE.replace("| 4 |", "| 5 |")})
    run(base, after, "--html", tmp_path / "changes.html")
    text = (tmp_path / "changes.html").read_text(encoding="utf-8")
    assert re.findall(r"<ins>.*?</ins>|<del>.*?</del>", text) == [
        '<del><span class="hidden">gone: </span>4</del>',
        '<ins><span class="hidden">new: </span>5</ins>',
    ]


def test_a_hostile_proposal_can_mention_link_and_close_nothing(
    base: Path, tmp_path: Path
) -> None:
    title = r"@team \#1 </details> [x](https://evil.example.com) `code` fixes \#2"
    after = build(tmp_path, {"plan.md": f"{title}\n====\n\nWords.\n"})
    summary = run(base, after)
    assert "</details>" not in summary
    assert "@team" not in summary
    assert not re.search(r"#\d", summary)
    assert not re.search(r"\]\(https://evil", summary)


@pytest.mark.slow
def test_a_long_summary_is_folded_and_cut_with_a_count(base: Path, tmp_path: Path) -> None:
    page = "---\norphan: true\n---\n# {title}\n\nx\n"  # a toctree of all would be drawn on each
    many = {f"long/p{n:04}.md": page.format(title=f"{'long ' * 30}{n}") for n in range(300)}
    summary = run(base, build(tmp_path, many))
    assert len(summary) < 60_000
    assert "### Pages (300)" in summary
    shown = summary.count("- new: ")
    assert f"and {300 - shown} more that did not fit." in summary
    assert f"<summary>{shown - 12} more</summary>" in summary


def test_the_preview_runs_and_loads_nothing(
    base: Path, tmp_path: Path, chromium: Browser
) -> None:
    raw = '<script>document.title = "run"</script><img src="x.png" onerror="document.title=1">'
    pixel = "<svg xmlns='http://www.w3.org/2000/svg'><rect width='1' height='1'/></svg>"
    source = tmp_path / "after" / "source"
    source.mkdir(parents=True)
    (source / "dot.svg").write_text(pixel)
    text = f'{VALUE}\n{raw}\n\n![A dot](dot.svg)\n\n<a href="javascript:alert(1)">link</a>\n'
    after = build(tmp_path, {"value.md": text}, "after")
    file = tmp_path / "changes.html"
    run(base, after, "--html", file)
    page = chromium.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    loaded = [url for url in requests if not url.startswith("data:")]
    assert loaded == [file.as_uri()]
    assert page.title() == "Changes: Test"
    assert page.locator("ins img[alt='A dot']").evaluate("e => e.naturalWidth > 0")
    assert page.locator("form:not([action]) button:not([disabled])").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert page.get_by_text("Preview: nothing is sent.").first.is_visible()
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
    page.close()


RICH = f"""{VALUE.replace("ten", "twenty")}
![A dot](dot.svg)

```python
a_line = "that is long enough to be scrolled on a narrow screen, and then some more words"
```

| a | b |
|---|---|
| 1 | 2 |

> Quoted.

1. One[^n]
2. Two

[^n]: A note.
"""
RUN_AXE = """() => axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
    "best-practice"]}).then(found => found.violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id} ${node.target} ${node.failureSummary}`)))"""


@pytest.mark.slow
def test_axe_finds_nothing_in_the_preview_offline(
    base: Path, tmp_path: Path, chromium: Browser
) -> None:
    source = tmp_path / "after" / "source"
    source.mkdir(parents=True)
    (source / "dot.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    files = {
        "value.md": RICH,
        "table.md": "",
        "plan.md": "# The plan\n\n## Aims\n\nWords.\n",
        "including.md": "# Including\n\n### A jump\n\nWords.\n",
        "_feedback/page.toml": ALL_FIELDS,
    }
    after = build(tmp_path, files, "after")
    file = tmp_path / "changes.html"
    run(base, after, "--html", file)
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme, offline=True, bypass_csp=True)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(file.as_uri())
        page.locator("summary").evaluate_all("all => all.forEach(e => e.click())")
        assert page.locator("form").count() == 3
        assert page.locator("form :is(input, select, textarea, button):enabled").count() == 0
        assert page.get_by_text("Leave this blank").count() == 0
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate(RUN_AXE) == []
        context.close()


def test_answers_are_counted_and_no_word_of_theirs_is_shown(base: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.sqlite3"
    rows = [
        ("value", "2026-11-01T00:00:00.000Z", {"nature": "for", "details": "secret words"}),
        ("value", "2026-11-02T00:00:00.000Z", {"nature": "for"}),
        ("value", "2026-11-03T00:00:00.000Z", {}),
        ("table", "2026-11-03T00:00:00.000Z", {"nature": "against"}),
    ]
    with closing(sqlite3.connect(answers)) as database, database:
        database.execute("CREATE TABLE submissions (page TEXT, received_at TEXT, answers TEXT)")
        insert = "INSERT INTO submissions VALUES (?, ?, ?)"
        database.executemany(insert, [(*row, json.dumps(data)) for *row, data in rows])
    after = build(tmp_path, PROPOSALS["sentence"].files)
    summary = run(base, after, "--html", tmp_path / "x.html", "--answers", answers)
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "Answers since the page last changed: for 2, no answer 1." in text
    assert "secret" not in text
    assert "for 2" not in summary
    with closing(sqlite3.connect(answers)) as database, database:
        database.execute("ALTER TABLE submissions ADD COLUMN replaced_by TEXT DEFAULT ''")
        database.execute(
            "UPDATE submissions SET replaced_by = 'x' WHERE answers LIKE '%secret%'"
        )
    run(base, after, "--html", tmp_path / "x.html", "--answers", answers)
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "Answers since the page last changed: for 1, no answer 1." in text


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the document on ``main``, and a branch ``proposal`` behind it."""
    root = tmp_path / "checkout"
    for path, text in FILES.items():
        (root / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "docs" / path).write_text(text, encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    commit(root, {})
    git(root, "switch", "-q", "-c", "proposal")
    return root


def git(root: Path, *arguments: str) -> None:
    """Run git in a checkout."""
    user = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", "-C", str(root), *user, *arguments], check=True)


def commit(root: Path, files: dict[str, str]) -> None:
    """Commit some files of the document."""
    for path, text in files.items():
        (root / "docs" / path).write_text(text, encoding="utf-8")
    git(root, "add", ".")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")


@pytest.mark.slow
def test_a_base_that_moved_on_shows_nothing_foreign(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(checkout, {"shared.txt": "Shared and new words.\n"})
    git(checkout, "switch", "-q", "main")
    commit(checkout, {"table.md": TABLE.replace("4", "5")})
    monkeypatch.chdir(checkout)
    summary = run("main", "proposal", "--conf-dir", "docs")
    assert [
        line.partition(" ([")[0] for line in summary.splitlines() if line.startswith("- ")
    ] == ["- changed: Including 2 words in, 0 words out because of a file that it includes"]


def test_a_proposal_that_changes_code_is_not_run(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mark = tmp_path / "was-run"
    commit(checkout, {"conf.py": f"{CONF}\nopen({str(mark)!r}, 'w').close()\n"})
    monkeypatch.chdir(checkout)
    arguments = ["changes", "main", "proposal", "--conf-dir", "docs"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert "error[changes-code]" in done.stderr
    assert "docs/conf.py" in done.stderr
    assert not mark.exists()
    assert CliRunner().invoke(main, [*arguments, "--run-their-code"]).exit_code == 0
    assert mark.exists()
