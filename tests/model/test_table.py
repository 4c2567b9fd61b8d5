"""No text that a reader wrote runs in a spreadsheet, and none is changed for good."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_page_feedback.model.table import COLUMNS, guard, unguard, write_table

STARTS = "=+-@\t\r\n＝＋－＠"
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
FORMULAS = st.builds("{}{}".format, st.sampled_from(["'", "''", "", " ", *STARTS]), TEXTS)


@given(TEXTS | FORMULAS)
def test_a_guarded_text_can_be_had_back(text: str) -> None:
    """D4.1: round trip."""
    assert unguard(guard(text)) == text


@given(TEXTS | FORMULAS)
def test_no_guarded_text_begins_like_a_formula(text: str) -> None:
    assert not guard(text).lstrip(" ").startswith(tuple(STARTS))


@given(st.lists(TEXTS | FORMULAS, min_size=1))
def test_a_table_gives_every_text_back(texts: list[str]) -> None:
    """Quotes, commas, semicolons and line ends stay in their cell (RFC 4180)."""
    file = io.StringIO(newline="")
    records = [{"form": "page", "answers": {"words": text}} for text in texts]
    assert write_table(file, records, ["words"]) == len(texts)
    rows = list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))
    assert [unguard(row["words"]) for row in rows] == texts


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (4, "4"),
        (-1, "-1"),
        ("-1", '"\'-1"'),
        ("4", '"4"'),
        (["a", "b"], '"a; b"'),
        (["=a"], '"\'=a"'),
        ("’tis", '"’tis"'),
        ("'tis", '"\'tis"'),
        ("  =1", '"\'  =1"'),
    ],
)
def test_only_our_own_numbers_are_numbers(value: object, cell: str) -> None:
    """What a reader typed is text, whatever it looks like."""
    file = io.StringIO(newline="")
    write_table(file, [{"answers": {"words": value}}], ["words"])
    row = file.getvalue().splitlines()[1]
    assert row == '"",' * len(COLUMNS) + cell
