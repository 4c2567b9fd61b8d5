"""A page is moved with everything that names it, and both old addresses lead on."""

from __future__ import annotations

import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.editing import (
    apply_edits,
    find_faults,
    move_page,
    read_changed_lines,
    run_build,
)
from sphinx_page_feedback.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

CONF = """\
extensions = ["myst_parser", "sphinx_page_feedback"]
project = "Test"
html_baseurl = "https://example.org/"
feedback_service = {"name": "receiver", "endpoint": "/feedback"}
myst_heading_anchors = 3
"""
FILES = {
    "conf.py": CONF,
    "_feedback/page.toml": 'title = "Page"\n[[field]]\nname = "a"\nlabel = "A"\ntype = "text"\n',
    "index.md": "# Start\n\n```{toctree}\nplan\nThe text <report/value>\nreport/old\nrest\n```\n\n"
    "[Plan](plan.md#aim), {doc}`the plan <plan>` and `[code](plan.md)`.\n",
    "plan.md": "# Plan\n\n## Aim\n\n[Value](report/value.md) and [start][s], ![A chart](chart.png).\n\n"
    "[s]: index.md\n\n[Tell us](index.md?page=plan) and [here](#aim).\n\n"
    "```{include} shared.txt\n```\n",
    "shared.txt": "Shared.\n",
    "chart.png": "",
    "report/value.md": "# Value\n\nSee [the plan](../plan.md) or [it](/plan.md).\n\n"
    "```\n[not a link](../plan.md)\n```\n\n[About](../index.md?page=plan#x)\n",
    "report/old.md": "# Old\n\n:::\n",
    "rest.rst": "Rest\n====\n\nSee :doc:`plan` and :doc:`text </plan>`.\n\n"
    ".. toctree::\n   :hidden:\n\n   other\n",
    "other.md": "# Other\n\nNothing.\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small document in which many things name the page ``plan``."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "report/old.md").write_text("# Old\n\nNothing.\n")
    return tmp_path


def text(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def moves(root: Path) -> dict[str, str]:
    return tomllib.loads(text(root, "_feedback/moved.toml"))


def test_everything_that_names_a_page_names_it_after_the_move(root: Path) -> None:
    done = CliRunner().invoke(main, ["move", "plan", "report/plan", "--source", str(root)])
    assert done.exit_code == 0, done.output
    assert not (root / "plan.md").exists()
    index = text(root, "index.md")
    assert "```{toctree}\nreport/plan\nThe text <report/value>\n" in index
    assert "[Plan](report/plan.md#aim), {doc}`the plan <report/plan>`" in index
    assert "`[code](plan.md)`" in index
    value = text(root, "report/value.md")
    assert "See [the plan](plan.md) or [it](/report/plan.md)." in value
    assert "[not a link](../plan.md)" in value
    assert "[About](../index.md?page=report/plan#x)" in value
    assert "See :doc:`report/plan` and :doc:`text </report/plan>`." in text(root, "rest.rst")
    plan = text(root, "report/plan.md")
    assert "[Value](value.md) and [start][s], ![A chart](../chart.png)." in plan
    assert "[s]: ../index.md" in plan
    assert "[Tell us](../index.md?page=report/plan) and [here](#aim)." in plan
    assert "```{include} ../shared.txt" in plan
    assert moves(root) == {"plan": "report/plan"}
    assert f"{root}/index.md: 2 lines changed" in done.output


def test_a_moved_page_leaves_nothing_to_correct(root: Path) -> None:
    before = find_faults(root, run_build(root, root)).faults
    move_page(root, "plan.md", "report/plan.md")
    assert (before, find_faults(root, run_build(root, root)).faults) == ((), ())


def test_a_page_that_was_moved_by_hand_is_moved_the_rest_of_the_way(root: Path) -> None:
    (root / "plan.md").rename(root / "report/plan.md")
    half = text(root, "report/plan.md").replace("(report/value.md)", "(value.md)")
    (root / "report/plan.md").write_text(half)
    move_page(root, "plan", "report/plan")
    assert text(root, "report/plan.md").startswith("# Plan")
    assert "[Value](value.md) and [start][s], ![A chart](../chart.png)." in text(
        root, "report/plan.md"
    )
    assert moves(root) == {"plan": "report/plan"}
    assert find_faults(root, run_build(root, root)).faults == ()


def test_after_two_moves_both_former_names_lead_on_and_back_makes_no_loop(root: Path) -> None:
    move_page(root, "plan", "report/plan")
    move_page(root, "report/plan", "aims")
    assert moves(root) == {"plan": "report/plan", "report/plan": "aims"}
    move_page(root, "aims", "plan")
    assert moves(root) == {"report/plan": "aims", "aims": "plan"}
    assert text(root, "index.md") == FILES["index.md"]
    assert text(root, "plan.md") == FILES["plan.md"]


def test_comments_of_the_table_and_line_ends_of_pages_stay(root: Path) -> None:
    (root / "_feedback/moved.toml").write_text('# Ours\n"a" = "b"\n')
    (root / "other.md").write_bytes(b"# Other\r\n\r\n[Plan](plan.md)\r\n")
    move_page(root, "plan", "aims")
    assert text(root, "_feedback/moved.toml") == '# Ours\n"a" = "b"\n"plan" = "aims"\n'
    assert (root / "other.md").read_bytes() == b"# Other\r\n\r\n[Plan](aims.md)\r\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("other.md", b"# Other\n\n[Plan](plan.md) caf\xe9\n"),
        ("_feedback/moved.toml", b"no toml\n"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_all_as_it_was(
    root: Path, name: str, content: bytes
) -> None:
    (root / name).write_bytes(content)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(Problem):
        move_page(root, "plan", "aims")
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("plann", "x", 'there is no page "plann"'),
        ("plan", "other", "there is a page other.md already"),
        ("plan", "The Plan", "has a space or a capital letter"),
        ("plan", "../plan", "is not a page below"),
        ("plan", "plan.rst", "has another ending"),
    ],
)
def test_a_move_that_cannot_be_is_refused_and_changes_nothing(
    root: Path, old: str, new: str, cause: str
) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(Problem) as caught:
        move_page(root, old, new)
    assert cause in caught.value.cause
    assert caught.value.cure
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_page_that_git_moved_without_an_entry_is_a_fault_with_the_line_to_add(
    root: Path,
) -> None:
    git = ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], check=True)
    subprocess.run([*git, "mv", "other.md", "another.md"], check=True)
    subprocess.run([*git, "rm", "-q", "report/old.md"], check=True)
    for page in ("index.md", "rest.rst"):
        now = text(root, page).replace("report/old\n", "").replace("   other", "   another")
        (root / page).write_text(now)
    build, changed = run_build(root, root), read_changed_lines(root, "main")
    faults = find_faults(root, build, changed).faults
    assert [(fault.path, fault.edits[0].text) for fault in faults] == [
        ("another.md", '"other" = "another"'),
        ("report/old.md", '"report/old" = "…"'),
    ]
    assert f"page-feedback move other another --source {root}" in faults[0].cure
    for fault in faults:
        apply_edits(root, fault.edits[0].path, fault.edits)
    assert moves(root) == {"other": "another", "report/old": "…"}
    assert find_faults(root, build, changed).faults == ()
