"""Each slip of an editor gives one message with the correction to type, and typing it helps."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import sphinx
from click.testing import CliRunner

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.editing import (
    Fault,
    Report,
    apply_edits,
    find_faults,
    read_changed_lines,
    run_build,
)
from sphinx_page_feedback.editing.fault import GAP

if TYPE_CHECKING:
    from pathlib import Path

CONF = """\
extensions = ["myst_parser", "sphinx_page_feedback"]
project = "Test"
html_baseurl = "https://example.org/"
feedback_service = {"name": "receiver", "endpoint": "/feedback"}
myst_enable_extensions = ["colon_fence", "attrs_inline"]
myst_heading_anchors = 3
"""
FIELD = '[[field]]\nname = "a"\nlabel = "A"\ntype = "text"\n'
FORM = f'title = "Page"\n{FIELD}'
CONFLICT = "<<<<<<< HEAD\nOne sentence.\n=======\nAnother sentence.\n>>>>>>> theirs\n"


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A mistake of an editor.

    Attributes:
        file: Where it is.
        text: The file with it.
        line: The line that the message names.
        shown: That line.
        typed: What the message says to type; ``GAP`` where the author must fill in.
        fill: What the author fills in.
    """

    file: str
    text: str
    line: int
    shown: str
    typed: str
    fill: str = ""


def page(name: str, body: str) -> str:
    return f"# {name.title()}\n\n{body}\n"


PAGE_SLIPS = {
    "toctree": Slip(
        file="index.md", line=4, shown="futur", typed="future",
        text="",  # written below, with all pages
    ),
    "unlisted": Slip(file="unlisted.md", text=page("unlisted", "x"), line=1,
                     shown="# Unlisted", typed="unlisted"),
    "link": Slip(file="link.md", text=page("link", "See [v](valeu.md)."), line=3,
                 shown="See [v](valeu.md).", typed="See [v](value.md)."),
    "heading-link": Slip(file="anchor.md", text=page("anchor", "See [v](value.md#valeu)."), line=3,
                         shown="See [v](value.md#valeu).", typed="See [v](value.md#value)."),
    "image": Slip(file="image.md", text=page("image", "![A chart](chrat.png)"), line=3,
                  shown="![A chart](chrat.png)", typed="![A chart](chart.png)"),
    "directive": Slip(file="directive.md", text=page("directive", ":::{notes}\nHello\n:::"), line=3,
                      shown=":::{notes}", typed=":::{note}"),
    "label": Slip(file="label.md", line=6, shown="(same)=", typed="(same-2)=",
                  text=page("label", "(same)=\n## One\n\n(same)=\n## Two")),
    "front-matter": Slip(file="matter.md", line=2, shown="title: Status: x",
                         typed='title: "Status: x"',
                         text="---\ntitle: Status: x\n---\n" + page("matter", "x")),
    "footnote": Slip(file="footnote.md", text=page("footnote", "A claim.[^1]"), line=3,
                     shown="A claim.[^1]", typed=f"\n[^1]: {GAP}", fill="The source."),
    "no-title": Slip(file="untitled.md", text="Only words.\n", line=1, shown="Only words.",
                     typed=f"# {GAP}\n", fill="A title"),
    "heading-jump": Slip(file="jump.md", text=page("jump", "## Two\n\n#### Four"), line=5,
                         shown="#### Four", typed="### Four"),
    "page-option": Slip(file="option.md", line=2, shown="feedback: pgae", typed="feedback: page",
                        text="---\nfeedback: pgae\n---\n" + page("option", "x")),
    "unclosed": Slip(file="unclosed.md", line=3, shown=":::{note}", typed=":::",
                     text=page("unclosed", ":::{note}\nHello\n\n## Next")),
    "conflict": Slip(file="conflict.md", text=page("conflict", CONFLICT), line=3,
                     shown="<<<<<<< HEAD", typed="One sentence."),
    "no-alt": Slip(file="alt.md", text=page("alt", "![](chart.png)"), line=3,
                   shown="![](chart.png)", typed=f"![{GAP}](chart.png)", fill="A chart"),
    "spaced-link": Slip(file="spaced.md", text=page("spaced", "See [v] (value.md)."), line=3,
                        shown="See [v] (value.md).", typed="See [v](value.md)."),
    "wiki-link": Slip(file="wiki.md", text=page("wiki", "See [[value]]."), line=3,
                      shown="See [[value]].", typed="See [value](value.md)."),
    "file-name": Slip(file="The End.md", text=page("end", "x"), line=0, shown="",
                      typed="the-end.md"),
}  # fmt: skip
FORM_SLIPS = {
    "key": Slip(file="_feedback/key.toml", text=FORM.replace("label", "lable"), line=4,
                shown='lable = "A"', typed='label = "A"'),
    "type": Slip(file="_feedback/type.toml", text=FORM.replace('"text"', '"txt"'), line=5,
                 shown='type = "txt"', typed='type = "text"'),
    "name": Slip(file="_feedback/name.toml", text=FORM + FIELD, line=7,
                 shown='name = "a"', typed='name = "a_2"'),
}  # fmt: skip
TOML_SLIPS = {
    "open-quote": Slip(file="_feedback/open.toml", text=FORM.replace('"A"', '"A'), line=4,
                       shown='label = "A', typed='label = "A"'),
    "curly": Slip(file="_feedback/curly.toml", text=FORM.replace('"A"', "“A”"), line=4,
                  shown="label = “A”", typed='label = "A"'),
}  # fmt: skip


def write(root: Path, slips: dict[str, Slip]) -> None:
    """Write a document with every slip in a page of its own, and what is right beside them."""
    files = {
        "conf.py": CONF,
        "_feedback/page.toml": FORM,
        "value.md": page("value", "x"),
        "future.md": page("future", "x"),
        "chart.png": "",
        **{slip.file: slip.text for slip in slips.values() if slip.text},
    }
    pages = [name[:-3] for name in files if name.endswith(".md") and name != "unlisted.md"]
    first = (
        ["futur", *(name for name in pages if name != "future")]
        if "toctree" in slips
        else pages
    )
    files["index.md"] = "# Start\n\n```{toctree}\n" + "\n".join(first) + "\n```\n"
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(root: Path) -> Report:
    return find_faults(root, run_build(root, root))


@pytest.fixture(
    scope="module", params=[PAGE_SLIPS, FORM_SLIPS, TOML_SLIPS], ids=["pages", "forms", "toml"]
)
def linted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Slip], Report]:
    """A document with many slips, linted once."""
    root = tmp_path_factory.mktemp("slips")
    write(root, request.param)
    return root, request.param, run(root)


def fault_of(slip: Slip, report: Report) -> Fault:
    (fault,) = [fault for fault in report.faults if fault.path == slip.file]
    return fault


def test_each_slip_gives_one_message_that_names_the_line_and_the_correction(
    linted: tuple[Path, dict[str, Slip], Report],
) -> None:
    _, slips, report = linted
    for slip in slips.values():
        fault = fault_of(slip, report)
        assert (fault.line, fault.text) == (slip.line, slip.shown)
        assert fault.edits[0].text == slip.typed
        assert fault.has_gap == (GAP in slip.typed)
    assert len(report.faults) == len(slips)


def test_typing_the_corrections_leaves_nothing_to_correct(
    linted: tuple[Path, dict[str, Slip], Report],
) -> None:
    root, slips, report = linted
    for slip in slips.values():
        correct(root, fault_of(slip, report), slip.fill)
    if "file-name" in slips:  # every link to a renamed file is the author's to change
        index = root / "index.md"
        index.write_text(index.read_text().replace("The End", "the-end"))
    assert run(root) == Report(faults=())


def correct(root: Path, fault: Fault, fill: str) -> None:
    """Type the first correction; a conflict's takes the place of all its lines."""
    edit = fault.edits[0]
    path = root / (edit.path or fault.path)
    if fault.text.startswith("<<<<<<<"):
        path.write_text(path.read_text().replace(CONFLICT, f"{edit.text}\n"))
        return
    filled = edit.text.replace(GAP, fill)
    apply_edits(root, edit.path or fault.path, [type(edit)(**{**vars(edit), "text": filled})])


def test_only_what_the_author_can_know_is_left_to_the_author(
    linted: tuple[Path, dict[str, Slip], Report],
) -> None:
    _, slips, report = linted
    choices = {name for name, slip in slips.items() if fault_of(slip, report).is_choice}
    assert choices == {"conflict", "no-alt"} & slips.keys()


def test_a_document_without_mistakes_is_said_to_have_none(tmp_path: Path) -> None:
    write(tmp_path, {})
    done = CliRunner().invoke(main, ["lint", str(tmp_path), "--conf-dir", str(tmp_path)])
    assert (done.exit_code, done.output) == (0, "0 mistakes: nothing to correct.\n")


def test_code_and_a_decorative_image_are_no_mistakes(tmp_path: Path) -> None:
    body = "![](chart.png){.decorative}\n\nType `[[b]]`.\n\n```\n[a] (b.md)\n<<<<<<< x\n```"
    write(
        tmp_path, {"ok": Slip(file="ok.md", text=page("ok", body), line=0, shown="", typed="")}
    )
    assert run(tmp_path).faults == ()


SHOWN = """\
# Shown

    x = [[1, 2]]

- item

    ```python
    y = [[3, 4]]
    ```

Maths $[[a]]$, and in a block:

$$
[[1, 2]]
$$

<!-- [[comment]] ![](x.png) -->
"""


def test_what_a_page_shows_as_it_is_typed_is_no_mistake(tmp_path: Path) -> None:
    write(tmp_path, {"ok": Slip(file="ok.md", text=SHOWN, line=0, shown="", typed="")})
    code = (
        ".. code-block:: python\n\n   x = [[1, 2]]\n   y = [a] (b.md)\n\n   .. image:: x.png\n"
    )
    (tmp_path / "plain.rst").write_text(f":orphan:\n\nPlain\n=====\n\n{code}")
    assert run(tmp_path).faults == ()


def test_an_image_without_words_is_told_in_html_and_in_restructuredtext(
    tmp_path: Path,
) -> None:
    html = page("html", '<img src="chart.png">')
    write(tmp_path, {"html": Slip(file="html.md", text=html, line=0, shown="", typed="")})
    rst = ":orphan:\n\nPlain\n=====\n\n.. image:: chart.png\n   :width: 3px\n"
    (tmp_path / "plain.rst").write_text(rst)
    typed = [(fault.path, fault.edits[0].text) for fault in run(tmp_path).faults]
    assert typed == [
        ("html.md", f'<img alt="{GAP}" src="chart.png">'),
        ("plain.rst", f"   :alt: {GAP}"),
    ]


def test_slips_in_restructuredtext_are_told_with_their_correction_too(tmp_path: Path) -> None:
    docs = tmp_path / "docs"  # as sphinx-quickstart makes it: conf.py beside the pages
    docs.mkdir()
    (docs / "conf.py").write_text(CONF)
    rst = "Start\n=====\n\n.. notes:: Hello\n\nA note [#x]_ and :dc:`index`.\n"
    (docs / "index.rst").write_text(rst)
    done = CliRunner().invoke(main, ["lint", str(docs), "--json"])
    assert done.exit_code == 1, done.output
    faults = json.loads(done.output)["faults"]
    assert [(fault["line"], fault["edits"][0]["text"]) for fault in faults] == [
        (4, ".. note:: Hello"),
        (6, "A note [#x]_ and :doc:`index`."),
        (6, f"\n.. [#x] {GAP}"),
    ]


def test_a_folder_without_conf_py_is_a_problem_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "index.md").write_text("# A\n")
    done = CliRunner().invoke(main, ["lint", str(tmp_path)], catch_exceptions=True)
    assert (done.exit_code, "error[build]: there is no conf.py" in done.stderr) == (1, True)


def test_faults_on_lines_that_a_change_does_not_touch_are_counted_and_fail_nothing(
    tmp_path: Path,
) -> None:
    slip = Slip(file="old.md", text=page("old", "[a] (b.md)\n\nx"), line=0, shown="", typed="")
    write(tmp_path, {"old": slip})
    git = ["git", "-C", str(tmp_path), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "x"], check=True)
    arguments = ["lint", str(tmp_path), "--conf-dir", str(tmp_path), "--changed-since", "main"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0
    assert "1 more mistake is on lines that this change does not touch." in done.output
    (tmp_path / "old.md").write_text(page("old", "[a] (b.md)\n\ny [c] (d.md)\n\n++ b/x"))
    changed = read_changed_lines(tmp_path, "main")
    report = find_faults(tmp_path, run_build(tmp_path, tmp_path), changed)
    assert [(fault.line, fault.text) for fault in report.faults] == [(5, "y [c] (d.md)")]
    assert report.elsewhere == 1


def test_an_unknown_commit_is_a_problem_with_its_cure(tmp_path: Path) -> None:
    write(tmp_path, {})
    subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)
    arguments = ["lint", str(tmp_path), "--conf-dir", str(tmp_path), "--changed-since", "nope"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert "error[git]" in done.stderr


def test_nested_blocks_and_pages_in_restructuredtext_are_left_alone(tmp_path: Path) -> None:
    body = "::::{note}\n:::{tip}\nx\n:::\n::::\n\n````{note}\n```python\n[[a]]\n```\n````"
    slips = {"ok": Slip(file="ok.md", text=page("ok", body), line=0, shown="", typed="")}
    write(tmp_path, slips)
    (tmp_path / "plain.rst").write_text(":orphan:\n\nPlain\n=====\n\nText [1] (x).\n")
    assert run(tmp_path).faults == ()


def test_a_warning_that_no_rule_knows_is_shown_as_it_is(tmp_path: Path) -> None:
    body = "```{code-block} nosuchlanguage\nx\n```"
    write(tmp_path, {"x": Slip(file="x.md", text=page("x", body), line=0, shown="", typed="")})
    (fault,) = run(tmp_path).faults
    assert "nosuchlanguage" in fault.problem
    if sphinx.version_info >= (8,):  # it has no type before
        assert "[misc.highlighting_failure]" in fault.problem
