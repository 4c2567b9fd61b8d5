"""Decisions made in a spreadsheet: what was not changed there changes nothing."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from team import open_review, row

from sphinx_page_feedback.answers import REASONS, STANCES, Review, export_sheet, import_sheet
from sphinx_page_feedback.cli import main
from sphinx_page_feedback.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CODES = ("other", "none")
KEY = row(0)["submission_id"]


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def write(path: Path, rows: Iterable[dict[str, str]], delimiter: str = ",") -> Path:
    """Write a file as a spreadsheet does that was asked for CSV."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_every_answer_leaves_redacted_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    rows = [
        row(0, "=1+1, says Jo", topics=["data", "a;b"], score=4),
        row(1, "00123456789012345678"),
    ]
    review = open_review(tmp_path, rows)
    span = {"field": "details", "start": 11, "end": 13, "kind": "name", "applies": True}
    review.decide("Ann", "redact", KEY, **span)
    review.decide("Ann", "code", KEY, code="other", stance="against", applies=True)
    review.decide("Ann", "aside", KEY, reason="scope")
    path = tmp_path / "sheet.csv"
    assert export_sheet(review, path) == 2
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    first, second = read(path)
    assert first["answer:details"] == "'=1+1, says [redacted: a name]"
    assert first["answer:topics"] == r"data; a\;b"
    assert (first["aside"], first["codes"]) == ("scope", "other:against")
    assert second["answer:details"] == "00123456789012345678"
    with pytest.raises(Problem, match="cannot be made"):
        export_sheet(review, path)


DECISIONS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["", *REASONS]),
        st.dictionaries(st.sampled_from(CODES), st.sampled_from(STANCES)),
    ),
    max_size=4,
)


@settings(max_examples=20, deadline=None)  # each decision is written to a disk
@given(before=DECISIONS, after=DECISIONS, delimiter=st.sampled_from(",;\t"))
def test_a_file_that_was_not_changed_changes_nothing_and_another_what_it_says(
    before: list[tuple[int, str, dict[str, str]]],
    after: list[tuple[int, str, dict[str, str]]],
    delimiter: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("sheet")
    rows = [row(0), row(1, flags=["spam:service"]), row(2, replaced_by=KEY)]
    review = open_review(folder, rows)
    keys = [one["submission_id"] for one in rows]
    for number, reason, codes in before:
        review.decide("Ann", "aside", keys[number], reason=reason)
        for code, stance in codes.items():
            review.decide("Ann", "code", keys[number], code=code, stance=stance, applies=True)
    export_sheet(review, folder / "a.csv")
    sheet = write(folder / "b.csv", read(folder / "a.csv"), delimiter)
    count = len(review.log.acts)
    assert import_sheet(review, sheet, "Bob", CODES).decisions == 0
    assert len(review.log.acts) == count
    cells = read(folder / "a.csv")
    for number, reason, codes in after:
        joined = "; ".join(
            f"{code}:{stance}" if stance else code for code, stance in codes.items()
        )
        cells[number] |= {"aside": reason, "codes": joined}
    import_sheet(review, write(folder / "c.csv", cells, delimiter), "Bob", CODES)
    for number, reason, codes in after[-1:]:
        state = review.state(review.by_id[keys[number]])
        assert state.codes == codes
        assert state.aside == ("replaced" if number == 2 else reason)


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"aside": "boring"}, 'line 3: "boring" is no reason'),
        ({"codes": "costs"}, 'line 3: "costs" is no code'),
        ({"codes": "other:maybe"}, 'line 3: "maybe" is no stance'),
    ],
)
def test_nothing_of_a_file_is_written_where_a_cell_is_wrong(
    tmp_path: Path, changed: dict[str, str], cause: str
) -> None:
    review = open_review(tmp_path, [row(0), row(1)])
    export_sheet(review, tmp_path / "a.csv")
    first, second = read(tmp_path / "a.csv")
    sheet = write(tmp_path / "b.csv", [first | {"aside": "spam"}, second | changed])
    with pytest.raises(Problem) as caught:
        import_sheet(review, sheet, "Ann", CODES)
    assert cause in caught.value.cause
    assert review.log.acts == []


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "submission_id,read_by\n1,Ann\n"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    review = open_review(tmp_path, [row(0)])
    (tmp_path / "b.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match="has no column submission_id"):
        import_sheet(review, tmp_path / "b.csv", "Ann", CODES)


def command(*arguments: object) -> Any:
    return CliRunner().invoke(main, ["review", *map(str, arguments)])


def test_the_commands_say_what_they_did_and_name_unknown_answers(tmp_path: Path) -> None:
    open_review(tmp_path, [row(0), row(1)])
    path, sheet = tmp_path / "answers.sqlite3", tmp_path / "a.csv"
    assert command("export", path, "--to", sheet).output == f"2 answers written to {sheet}\n"
    first, second = read(sheet)
    changed = write(
        tmp_path / "b.csv", [first | {"codes": "other:for"}, second | {"submission_id": "x"}]
    )
    done = command(
        "import", path, changed, "--person", "Ann", "--codebook", tmp_path / "none.toml"
    )
    assert done.exit_code == 1
    assert done.output == "1 decision written\nno answer has the id x\n"
    [act] = Review.open(path).log.acts
    assert (act.person, act.details["code"]) == ("Ann", "other")
