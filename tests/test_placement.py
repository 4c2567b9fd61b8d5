"""Which page has which form, where it stands, and what is done again when something changes."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from sphinx_page_feedback.nodes import feedback

if TYPE_CHECKING:
    from pathlib import Path

    from project import Build, Built

FORM = 'title = "{title}"\n[[field]]\nname = "words"\ntype = "text"\nlabel = "{label}"\n'
FORMS = {
    "_feedback/page.toml": FORM.format(title="Page form", label="Summary"),
    "_feedback/main.toml": FORM.format(title="Main form", label="Everything"),
}


def titles(built: Built, page: str) -> list[str]:
    """Return the heading of each form of a page."""
    return re.findall(r'class="feedback-title"[^>]*>([^<]*)<', built.text(f"{page}.html"))


def test_every_page_ends_with_one_form(build: Build) -> None:
    built = build({**FORMS, "a/b.md": "---\norphan: true\n---\n# B\n"})
    assert titles(built, "index") == titles(built, "a/b") == ["Page form"]
    assert built.warnings == ""


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        ("feedback: false", []),
        ("feedback: true", ["Page form"]),
        ("feedback: main", ["Main form"]),
        ("feedback: {form: main, title: Ours}", ["Ours"]),
        ("feedback:\n  title: Ours", ["Ours"]),
    ],
)
def test_front_matter_chooses_a_pages_form(
    build: Build, front_matter: str, expected: list[str]
) -> None:
    built = build({**FORMS, "index.md": f"---\n{front_matter}\n---\n# Start\n"})
    assert titles(built, "index") == expected
    assert built.warnings == ""


def test_field_list_chooses_a_pages_form_in_rest(build: Build) -> None:
    built = build({**FORMS, "b.rst": ":orphan:\n:feedback: main\n\nB\n=\n"})
    assert titles(built, "b") == ["Main form"]


def test_globs_choose_pages_and_front_matter_beats_them(build: Build) -> None:
    pages = {
        f"{name}.md": f"---\norphan: true\n{said}---\n# Page\n"
        for name, said in {
            "in/a": "",
            "in/deep/b": "",
            "in/c": "",
            "d": "",
            "in/e": "feedback: main\n",
        }.items()
    }
    built = build(
        {**FORMS, **pages}, 'feedback_include = ["in/**"]\nfeedback_exclude = ["in/c", "in/e"]'
    )
    with_form = [
        name
        for name in ("index", "in/a", "in/deep/b", "in/c", "d", "in/e")
        if titles(built, name)
    ]
    assert with_form == ["in/a", "in/deep/b", "in/e"]


def test_directive_takes_the_automatic_forms_place(build: Build) -> None:
    text = "# Start\n\n```{feedback} main\n:title: Here\n```\n\n## After\n"
    built = build({**FORMS, "index.md": text})
    assert titles(built, "index") == ["Here"]
    html = built.text("index.html")
    assert html.index("feedback_form") < html.index('id="after"')


def test_directive_is_the_same_in_myst_and_in_rest(build: Build) -> None:
    built = build(
        {
            **FORMS,
            "a.md": "---\norphan: true\n---\n# A\n\n```{feedback} main\n:title: T\n:disabled: D\n```\n",
            "b.rst": ":orphan:\n\nA\n=\n\n.. feedback:: main\n   :title: T\n   :disabled: D\n",
        }
    )
    found = [next(built.app.env.get_doctree(name).findall(feedback)) for name in "ab"]
    assert [{**node.attributes, "docname": ""} for node in found[:1]] == [
        {**node.attributes, "docname": ""} for node in found[1:]
    ]
    assert isinstance(found[0].parent, nodes.section)


def test_second_form_of_a_page_is_left_out_and_told(build: Build) -> None:
    text = "# Start\n\n```{feedback}\n```\n\n```{feedback} main\n```\n"
    built = build({**FORMS, "index.md": text})
    assert titles(built, "index") == ["Page form"]
    assert "index.md:6: WARNING: a second form on this page is left out" in built.warnings
    assert "[feedback.duplicate-form]" in built.warnings


def test_page_that_asks_for_an_unknown_form_is_told_where(build: Build) -> None:
    built = build({**FORMS, "index.md": "---\nfeedback: mian\n---\n# Start\n"})
    assert titles(built, "index") == []
    assert 'index.md:1: WARNING: this page asks for the form "mian"' in built.warnings
    assert 'Did you mean "main"? Known: main, page. [feedback.unknown-form]' in built.warnings
    assert built.manifest["pages"]["index"]["form"] is None


def test_unknown_page_option_is_told(build: Build) -> None:
    built = build({**FORMS, "index.md": "---\nfeedback: {frm: main}\n---\n# Start\n"})
    assert (
        '"frm" is not an option of a page\'s form. Did you mean "form"? '
        "Known: disabled, form, title." in built.warnings
    )
    assert titles(built, "index") == ["Page form"]


@pytest.mark.parametrize("value", ["{form: main}", '{"form": "main"}', "{}}"])
def test_a_mapping_in_restructuredtext_is_told(build: Build, value: str) -> None:
    """Only Markdown has mappings; the page has its usual form, and there is no traceback."""
    page = f":orphan:\n:feedback: {value}\n\nRest\n====\n"
    built = build({**FORMS, "rest.rst": page})
    (warning,) = built.warnings.splitlines()
    assert "rest.rst: WARNING: the options of this page's form cannot be read: {" in warning
    assert warning.endswith("use the directive. [feedback.page-option]")
    assert titles(built, "rest") == ["Page form"]


def test_form_comes_after_the_footnotes(build: Build) -> None:
    html = build({**FORMS, "index.md": "# Start\n\nText[^1]\n\n[^1]: A note.\n"}).text(
        "index.html"
    )
    assert html.index("A note.") < html.index('id="feedback_form"')


def test_form_comes_before_the_sub_pages_where_pages_are_joined(build: Build) -> None:
    built = build(
        {**FORMS, "index.md": "# Start\n\n```{toctree}\na\n```\n", "a.md": "# Below\n"},
        builder="singlehtml",
    )
    html = built.text("index.html")
    first, second = re.findall(r'id="(feedback_[^"]*form)"', html)
    assert (first, second) == ("feedback_index_form", "feedback_a_form")
    assert html.index(first) < html.index(">Below<") < html.index(second)


def test_changed_question_writes_every_page_and_reads_none(build: Build) -> None:
    pages = {f"p{number}.md": "---\norphan: true\n---\n# Page\n" for number in range(3)}
    build({**FORMS, **pages})
    changed = {"_feedback/page.toml": FORM.format(title="Page form", label="Other question")}
    built = build({**FORMS, **pages, **changed})
    assert "0 added, 0 changed, 0 removed" in built.said
    assert all("Other question" in built.text(f"p{number}.html") for number in range(3))


def test_changed_order_of_options_writes_every_page(build: Build) -> None:
    """Sphinx compares lists without their order; the order of a form's options matters."""
    radio = 'title = "P"\n[[field]]\nname = "a"\ntype = "radio"\nlabel = "Q"\noptions = {}\n'
    build({"_feedback/page.toml": radio.format('["X", "Y"]')})
    html = build({"_feedback/page.toml": radio.format('["Y", "X"]')}).text("index.html")
    assert html.index('value="Y"') < html.index('value="X"')


def test_edited_page_is_the_only_one_read_and_its_form_stays(build: Build) -> None:
    pages = {f"p{number}.md": "---\norphan: true\n---\n# Page\n" for number in range(3)}
    build({**FORMS, **pages})
    edited = {**pages, "p1.md": "---\norphan: true\nfeedback: main\n---\n# Page\n"}
    built = build({**FORMS, **edited})
    assert "0 added, 1 changed, 0 removed" in built.said
    assert titles(built, "p1") == ["Main form"]
    assert {name: page["form"] for name, page in built.manifest["pages"].items()} == {
        "index": "page", "p0": "page", "p1": "main", "p2": "page",
    }  # fmt: skip


def test_build_without_a_change_writes_nothing(build: Build) -> None:
    build(FORMS)
    assert "targets for 0 source files" in build(FORMS).said


def test_parallel_build_is_the_same(build: Build, tmp_path: Path) -> None:
    pages = {
        f"p{number}.md": f"---\norphan: true\n---\n# Page {number}\n" for number in range(12)
    }
    alone = build({**FORMS, **pages})
    before = {file.name: file.read_bytes() for file in alone.out.glob("*.html")}
    manifest = alone.text("feedback.json")
    for folder in ("out", "doctrees"):
        shutil.rmtree(tmp_path / folder)
    both = build({**FORMS, **pages}, parallel=2)
    assert {file.name: file.read_bytes() for file in both.out.glob("*.html")} == before
    assert both.text("feedback.json") == manifest
