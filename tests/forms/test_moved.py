"""``moved.toml``: where each moved page is now; a loop or a slip stops the build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_page_feedback.forms import LoadedForms, load_forms

if TYPE_CHECKING:
    from pathlib import Path

FORM = 'title = "P"\n[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n'


def load(folder: Path, moved: str) -> LoadedForms:
    """Load a folder with one form and a table of moved pages."""
    (folder / "page.toml").write_text(FORM, encoding="utf-8")
    (folder / "moved.toml").write_text(moved, encoding="utf-8")
    return load_forms(folder, "docs/_feedback")


def test_chains_lead_to_the_last_page_and_the_table_is_no_form(tmp_path: Path) -> None:
    loaded = load(tmp_path, '"a/b" = "c"\n"c" = "d/e"\n"other" = "d/e"\n')
    assert loaded.problems == ()
    assert loaded.moved == {"a/b": "d/e", "c": "d/e", "other": "d/e"}
    assert sorted(loaded.forms) == ["page"]


@pytest.mark.parametrize(
    ("moved", "message"),
    [
        (
            '"x" = "a"\n"a" = "b"\n"b" = "a"\n',
            'docs/_feedback/moved.toml:2: "a": the moves lead in a loop: a → b → a. ',
        ),
        ('"a" = "a"\n', 'moved.toml:1: "a": the moves lead in a loop: a → a. '),
        ('\n"a" = 3\n', 'moved.toml:2: "a": 3 is not a docname. Write "old/docname" = '),
        ('"a" = ""\n', 'moved.toml:1: "a": "" is not a docname. '),
        ('"/a" = "b"\n', 'moved.toml:1: "/a": "/a" is not a docname. '),
        ('a.b = "c"\n', 'moved.toml: "a": "a" is a table. Put whole docnames in quotes'),
    ],
)
def test_mistake_names_the_file_and_the_key(tmp_path: Path, moved: str, message: str) -> None:
    loaded = load(tmp_path, moved)
    [problem] = loaded.problems
    assert message in str(problem)
    assert problem.code == "moved-page"
    assert loaded.moved == {}


def test_two_loops_are_told_at_once(tmp_path: Path) -> None:
    loaded = load(tmp_path, '"a" = "b"\n"b" = "a"\n"c" = "c"\n')
    assert [problem.subject for problem in loaded.problems] == ['"a"', '"c"']
