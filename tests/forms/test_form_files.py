"""Form files: what is right becomes a form, what is wrong is told with file, field and cure."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from sphinx_page_feedback.forms import Loaded, load_forms

if TYPE_CHECKING:
    from pathlib import Path

SUMMARY = """
    [[field]]
    name = "summary"
    type = "text"
    label = "Brief summary"
"""


def load(folder: Path, **files: str) -> Loaded:
    """Write the files and load them."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(dedent(text), encoding="utf-8")
    return load_forms(folder, "docs/_feedback")


def told(loaded: Loaded) -> list[str]:
    """Return each mistake as its author reads it."""
    return [str(problem) for problem in loaded.problems]


def test_a_file_is_a_form_of_its_name(tmp_path: Path) -> None:
    loaded = load(tmp_path, page=f'title = "Page feedback"{SUMMARY}')
    assert told(loaded) == []
    assert loaded.forms["page"].title == "Page feedback"
    assert [field.name for field in loaded.forms["page"].fields] == ["summary"]


def test_shared_field_is_declared_once_and_may_be_adapted(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        common=SUMMARY,
        page='title = "Page"\n[[field]]\nuse = "common.summary"\n',
        main='title = "Main"\n[[field]]\nuse = "common.summary"\nrequired = true\nlabel = "Sum"\n',
    )
    assert told(loaded) == []
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
    assert told(loaded) == [
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
    assert told(loaded) == [
        (
            "docs/_feedback/broken.toml: Invalid value (at line 1, column 9). "
            'Correct the TOML there; text goes in "quotes".'
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
            "Known: closes, field, intro, opens, options, privacy, submit, thanks, title, warning."
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
    [only] = told(loaded)
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
    [only] = told(load(tmp_path, page=text))
    assert message in only


def test_file_name_that_is_no_name_is_told(tmp_path: Path) -> None:
    [only] = told(load(tmp_path, **{"My form": f'title = "P"{SUMMARY}'}))
    assert "the file's name is the form's name, and 'My form' is not a name" in only


def test_no_folder_is_no_form_and_no_mistake(tmp_path: Path) -> None:
    loaded = load_forms(tmp_path / "none", "docs/_feedback")
    assert (loaded.forms, loaded.problems) == ({}, ())
