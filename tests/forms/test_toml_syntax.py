"""A slip in TOML is told with its line, its field and its character, and how to correct it."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_page_feedback.forms import load_forms
from sphinx_page_feedback.forms.toml_syntax import locate_mistake

if TYPE_CHECKING:
    from pathlib import Path

ABOVE = 'title = "P"\n[[field]]\nname = "role"\ntype = "text"\n'


@pytest.mark.parametrize(
    ("line", "cause", "cure"),
    [
        ("label = “Role”", "character 9, “, is a typographic quotation mark", 'label = "Role"'),
        (
            'label = "Role”',
            "character 14, ”, is a typographic quotation mark",
            'label = "Role"',
        ),
        ("“label” = 'x'", "character 1, “, is a typographic quotation mark", "\"label\" = 'x'"),
        ("options = [“a”, “b”]", "character 12, “, is", 'options = ["a", "b"]'),
        (
            'label = "Role',
            "begins at character 9 has no closing quotation mark",
            'label = "Role"',
        ),
        ('label = "It’s mine', "begins at character 9 has no closing", 'label = "It’s mine"'),
        ('label = "My "role" here"', "character 14, r: the text has ended", 'written as \\"'),
        ("label = Role", "character 9, R, begins no value", 'Text goes in "quotes"'),
        ("required = True", "character 12, T, begins no value", "true, false"),
        ("label =", "character 8, the end of the line, begins no value", "Text goes in"),
        ("opens = 31.03.2027", "a date has another form", "2027-03-31"),
        ("name = 'other'", "name is there twice", "each field begins with [[field]]"),
        ("label: 'x'", "character 6, :: expected '='", 'key = "text"'),
        (
            "options = ['a' 'b']",
            "the list that begins here has no end",
            "close the list with ]",
        ),
        ('label = """Role', 'begins here with """ has no end', "End it with"),
        (
            'label = "C:\\dir"',
            "character 12: a \\ in a text begins an escape",
            "Write \\\\ instead",
        ),
        ('label = "a\x07"', "character 11, U+0007: illegal character", "key = "),
    ],
)
def test_slip_is_told_with_line_field_and_character(
    tmp_path: Path, line: str, cause: str, cure: str
) -> None:
    (tmp_path / "page.toml").write_text(f"{ABOVE}{line}\n", encoding="utf-8")
    [problem] = load_forms(tmp_path, "docs/_feedback").problems
    assert str(problem).startswith('docs/_feedback/page.toml:5: field "role": ')
    assert problem.code == "form-syntax"
    assert cause in problem.cause
    assert cure in problem.cure


def test_list_without_an_end_is_told_where_it_begins(tmp_path: Path) -> None:
    text = f"{ABOVE}options = [\n  'a',\n  'b',\n\n[[field]]\nname = 'x'\n"
    (tmp_path / "page.toml").write_text(text, encoding="utf-8")
    [problem] = load_forms(tmp_path, "docs/_feedback").problems
    assert problem.place == "docs/_feedback/page.toml:5"


def test_slip_above_the_first_field_names_no_field(tmp_path: Path) -> None:
    (tmp_path / "page.toml").write_text(
        'title = “P”\n[[field]]\nname = "a"\n', encoding="utf-8"
    )
    [problem] = load_forms(tmp_path, "docs/_feedback").problems
    assert (problem.subject, problem.place) == ("", "docs/_feedback/page.toml:1")


PIECES = st.sampled_from(
    [*"=[]{}\"'“”,#\\\n\r\x0b\u2028 ", "a", "[[field]]", '"""', "name = ", "1-2"]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_every_slip_has_a_line_of_the_file_and_a_cure(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        mistake = locate_mistake(text, error)
        assert 1 <= mistake.line <= text.count("\n") + 1
        assert mistake.cause
        assert mistake.cure
