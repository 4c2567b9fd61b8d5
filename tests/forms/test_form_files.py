"""Form files: what is right becomes a form, what is wrong is told with file, field and cure."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from sphinx_page_feedback.forms import LoadedForms, load_forms

if TYPE_CHECKING:
    from pathlib import Path

SUMMARY = """
    [[field]]
    name = "summary"
    type = "text"
    label = "Brief summary"
"""


def load(folder: Path, **files: str) -> LoadedForms:
    """Write the files and load them."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(dedent(text), encoding="utf-8")
    return load_forms(folder, "docs/_feedback")


def messages(loaded: LoadedForms) -> list[str]:
    """Return each mistake as its author reads it."""
    return [str(problem) for problem in loaded.problems]


def test_a_file_is_a_form_of_its_name(tmp_path: Path) -> None:
    loaded = load(tmp_path, page=f'title = "Page feedback"{SUMMARY}')
    assert messages(loaded) == []
    assert loaded.forms["page"].title == "Page feedback"
    assert [field.name for field in loaded.forms["page"].fields] == ["summary"]


def test_shared_field_is_declared_once_and_may_be_adapted(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        common=SUMMARY,
        page='title = "Page"\n[[field]]\nuse = "common.summary"\n',
        main='title = "Main"\n[[field]]\nuse = "common.summary"\nrequired = true\nlabel = "Sum"\n',
    )
    assert messages(loaded) == []
    assert sorted(loaded.forms) == ["main", "page"]
    fields = {name: form.fields[0] for name, form in loaded.forms.items()}
    assert (fields["page"].label, fields["page"].required) == ("Brief summary", False)
    assert (fields["main"].label, fields["main"].required) == ("Sum", True)


def test_list_of_options_is_declared_once(tmp_path: Path) -> None:
    field = '[[field]]\nname = "{0}"\ntype = "select"\nlabel = "{0}"\noptions = "{1}"\n'
    loaded = load(
        tmp_path,
        common='[options]\nroles = ["A", { value = "b", label = "B" }]\n',
        page='title = "Page"\n' + field.format("role", "common.roles"),
        main='title = "Main"\n' + field.format("role", "common.role"),
    )
    assert [option.value for option in loaded.forms["page"].fields[0].options] == ["A", "b"]
    assert messages(loaded) == [
        (
            'docs/_feedback/main.toml:2: field "role": there is no shared list of options '
            '"common.role". Did you mean "common.roles"? Known: common.roles.'
        )
    ]


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """Each with its file and line, its field, the cause and the cure."""
    loaded = load(
        tmp_path,
        page="""\
            titel = "Page"
            [[field]]
            name = "page"
            type = "text"
            label = "Reserved"
            [[field]]
            name = "role"
            type = "selekt"
            [[field]]
            name = "org"
            type = "select"
            label = "Organisation"
            options = ["A", { value = "B" }, "A"]
            [[field]]
            use = "common.emial"
        """,
        main='title = "Main"\ncloses = "soon"\n',
        broken="title = nothing",
        common='[[field]]\nname = "email"\ntype = "email"\nlabel = "Email"\n',
    )
    assert messages(loaded) == [
        (
            "docs/_feedback/broken.toml:1: character 9, n, begins no value. "
            'Text goes in "quotes"; other values are numbers, dates, true, false and […].'
        ),
        "docs/_feedback/main.toml: the form has no field. Add a [[field]].",
        (
            "docs/_feedback/main.toml: closes: 'soon' does not fit. "
            "It should be a date, as in 2027-03-31."
        ),
        (
            'docs/_feedback/page.toml:2: field "page": the name "page" is reserved: '
            "every submission already carries it. Choose another name."
        ),
        (
            'docs/_feedback/page.toml:6: field "role": the type "selekt" does not exist. '
            'Did you mean "select"? '
            "Known: checkboxes, email, hidden, matrix, radio, scale, select, text, textarea."
        ),
        (
            'docs/_feedback/page.toml:9: field "org": options, item 2: "label" is missing. '
            "Add label = …."
        ),
        (
            'docs/_feedback/page.toml:14: field "common.emial": there is no shared field '
            '"common.emial". Did you mean "common.email"? Known: common.email, page.org, '
            "page.page, page.role."
        ),
        'docs/_feedback/page.toml: "title" is missing. Add title = ….',
        (
            'docs/_feedback/page.toml: "titel" is not a key. Did you mean "title"? '
            "Known: closes, drafts, field, intro, keep, keep_email, opens, options, privacy, submit, thanks, title, warning."
        ),
    ]
    assert loaded.forms == {}


REQUIRED_MATRIX = """name = "a"
type = "matrix"
label = "x"
required = true
rows = [{ value = "b", label = "B" }]
scales = [{ name = "c", label = "C", low = "l", high = "h" }]"""


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ('name = "A b"\ntype = "text"\nlabel = "x"', "'A b' is not a name. Use small letters"),
        ('name = "a__b"\ntype = "text"\nlabel = "x"', "Use single underscores."),
        ('name = "a"\ntype = "text"\nlabel = " "', "label: ' ' does not fit"),
        (
            'name = "a"\ntype = "text"\nlabel = "x"\nmin_length = "5"',
            "min_length: '5' does not fit",
        ),
        (
            'name = "a"\ntype = "text"\nlabel = "x"\nmin_length = 9\nmax_length = 3',
            "smaller one",
        ),
        ('name = "a"\ntype = "text"\nlabel = "x"\nrequird = true', 'Did you mean "required"?'),
        (
            'name = "a"\ntype = "email"\nlabel = "x"\nmessages.choice = "No"',
            'messages.choice: a field of type "email" never says it. Known: format, long, ',
        ),
        (
            REQUIRED_MATRIX,
            "a matrix cannot be required: a reader may leave any rating open. Leave it out.",
        ),
        ('name = "a"\ntype = "radio"\nlabel = "x"\noptions = []', "options: [] does not fit"),
        (
            'name = "a"\ntype = "radio"\nlabel = "x"\noptions = ["A", "A"]',
            "option value twice: A",
        ),
        (
            'name = "a"\ntype = "radio"\nlabel = "x"\noptions = [1]',
            "options, item 1: 1 does not fit",
        ),
        (
            'name = "a"\ntype = "radio"\nlabel = "x"\noptions = [{group="G"}]',
            '"options" is missing',
        ),
        (
            'name = "a"\ntype = "scale"\nlabel = "x"\nlow = "l"\nhigh = "h"\npoints = 1',
            "points: 1",
        ),
        (
            (
                'name = "a"\ntype = "matrix"\nlabel = "x"\nrows = ["A"]\n'
                'scales = [{name="s", label="x", low="l", high="h"}]'
            ),
            "rows, item 1: 'A' does not fit. It should be a table of keys and values",
        ),
        ('name = "a"\nlabel = "x"', 'the key "type" is missing'),
        ('type = "text"\nlabel = "x"', '"name" is missing'),
        ("use = 3", 'there is no shared field "3"'),
    ],
)
def test_each_mistake_in_a_field_says_how_to_mend_it(
    tmp_path: Path, field: str, message: str
) -> None:
    loaded = load(tmp_path, page=f'title = "P"\n[[field]]\n{field}\n')
    [only] = messages(loaded)
    assert message in only
    assert only.startswith("docs/_feedback/page.toml:2: field ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'name = "x"\ntitle = "P"{SUMMARY}', "The file's name is the form's name."),
        (
            f'title = "P"\nopens = 2027-02-01\ncloses = 2027-01-01{SUMMARY}',
            "Make opens the earlier",
        ),
        (f'title = "P"{SUMMARY}{SUMMARY}', 'a second field with the name "summary"'),
        ('title = "P"\nfield = "x"', "Begin it with [[field]]."),
    ],
)
def test_each_mistake_in_a_form_says_how_to_mend_it(
    tmp_path: Path, text: str, message: str
) -> None:
    [only] = messages(load(tmp_path, page=text))
    assert message in only


def test_file_name_that_is_no_name_is_told(tmp_path: Path) -> None:
    [only] = messages(load(tmp_path, **{"My form": f'title = "P"{SUMMARY}'}))
    assert "the file's name is the form's name, and 'My form' is not a name" in only


def test_no_folder_is_no_form_and_no_mistake(tmp_path: Path) -> None:
    loaded = load_forms(tmp_path / "none", "docs/_feedback")
    assert (loaded.forms, loaded.problems) == ({}, ())


SHARED = "[[field]]\nname = 'role'\ntype = 'text'\nlabel = 'Role'\n"


def test_form_file_without_a_title_is_told_and_not_taken_for_what_forms_share(
    tmp_path: Path,
) -> None:
    [only] = messages(load(tmp_path, page=SHARED, main=f'title = "M"{SUMMARY}'))
    assert only == (
        'docs/_feedback/page.toml: "title" is missing. Add title = …. '
        "If it declares no form, and only what forms share, call it common.toml."
    )


def test_what_forms_share_is_no_form(tmp_path: Path) -> None:
    [only] = messages(
        load(tmp_path, common=f'title = "C"{SUMMARY}', page=f'title = "P"{SUMMARY}')
    )
    assert '"title" is not a key of common.toml, which declares no form' in only


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "page.tml",
            "page.tml: the file is not read: form files end in .toml. Call it page.toml",
        ),
        ("page.toml.txt", "Call it page.toml if it is a form"),
        ("page.TOML", "Call it page.toml"),
        ("forms/page.toml", "forms/page.toml: the file is not read: form files stand in the"),
    ],
)
def test_file_that_nothing_reads_is_told(tmp_path: Path, name: str, message: str) -> None:
    """Without any form it is a mistake, or the built-in form would take its place."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'title = "P"{dedent(SUMMARY)}', encoding="utf-8")
    alone = load_forms(tmp_path, "docs/_feedback")
    assert message in messages(alone)[0]
    beside = load(tmp_path, main=f'title = "M"{SUMMARY}')
    assert beside.problems == ()
    [warning] = beside.warnings
    assert (warning.code, message in str(warning)) == ("form-file", True)


def test_files_of_other_programs_and_of_people_are_left_alone(tmp_path: Path) -> None:
    for name in (".DS_Store", "README.md", "page.toml~", "team/codebook.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    loaded = load_forms(tmp_path, "docs/_feedback")
    assert (loaded.forms, loaded.problems, loaded.warnings) == ({}, (), ())


def test_shared_fields_without_a_form_are_told(tmp_path: Path) -> None:
    [only] = messages(load(tmp_path, common=SHARED))
    assert "docs/_feedback has a common.toml and no form. Add a form file" in only


def test_files_of_windows_editors_are_read(tmp_path: Path) -> None:
    text = f'\ufefftitle = "Größe"{dedent(SUMMARY)}'.replace("\n", "\r\n")
    (tmp_path / "page.toml").write_bytes(text.encode())
    assert load_forms(tmp_path, "docs/_feedback").forms["page"].title == "Größe"
    (tmp_path / "page.toml").write_bytes(b'title = "P"\nintro = "Gr\xfc\xdfe"\n')
    [only] = messages(load_forms(tmp_path, "docs/_feedback"))
    assert "page.toml:2: the file is not UTF-8: the byte 0xFC" in only


@pytest.mark.parametrize("other", ["label", "hint"])
def test_former_name_of_two_fields_is_told_at_the_field(tmp_path: Path, other: str) -> None:
    field = '[[field]]\nname = "{0}"\nwas = ["{1}"]\ntype = "text"\nlabel = "L"\n'
    text = 'title = "P"\n' + field.format("a", "old") + field.format(other, "old")
    [only] = messages(load(tmp_path, page=text))
    assert only.startswith(
        f'docs/_feedback/page.toml:7: field "{other}": the former name "old" is'
    )
