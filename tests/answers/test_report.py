"""The report: figures as counted by hand, for the team, and the same bytes each time."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from receiver_kit import make_manifest
from team import open_review, row

from sphinx_page_feedback.answers import Query, Review
from sphinx_page_feedback.answers.report import Dataset, Table, report_tables
from sphinx_page_feedback.answers.report.table import leading, middle
from sphinx_page_feedback.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result
    from playwright.sync_api import Browser

HOSTILE = "<script>alert(1)</script>"
ROWS = [
    *(row(n, nature="for", role="nhs", topics=["data", "money"], score=5) for n in range(20)),
    *(
        row(n, nature="against", role="council", topics=["data"], score=1)
        for n in range(20, 32)
    ),
    row(32, "SENTINEL words of a reader", nature="for", page="report/status", came_from="pdf"),
    row(33, nature="SENTINEL option", role=HOSTILE, page="SENTINEL page", topics=["x", "data"]),
    row(34, flags=["spam:honeypot"], nature="for"),
]
"""Forty answers less five: what each table must say of them is written out below."""


def write_all(folder: Path, rows: list[dict[str, Any]] = ROWS) -> Review:
    make_manifest(folder / "feedback.json", project="The plan")
    return open_review(folder, rows)


def report(folder: Path, *arguments: str, to: str = "report") -> Result:
    where = ["--to", str(folder / to), "--manifest", str(folder / "feedback.json")]
    command = ["report", str(folder / "answers.sqlite3"), *where, *arguments]
    return CliRunner().invoke(main, [*command, "--codebook", str(folder / "codes.toml")])


def table(folder: Path, name: str, to: str = "report") -> dict[str, list[str]]:
    """Return the cells of each row of a CSV file, by its label."""
    with (folder / to / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return {label: cells for label, *cells in rows}


def test_every_figure_is_as_counted_by_hand(tmp_path: Path) -> None:
    review = write_all(tmp_path)
    for number, stance in ((0, "for"), (1, "for"), (20, "against")):
        key = ROWS[number]["submission_id"]
        review.decide("Ann", "code", key, code="other", stance=stance, applies=True)
    done = report(tmp_path)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Internal: 12 tables of 34 answers in ")
    assert table(tmp_path, "flow") == {
        "Received": ["35"], "Waiting: flagged as spam": ["1"], "Analysed": ["34"],
    }  # fmt: skip
    assert table(tmp_path, "page-nature") == {
        "for": ["21"], "against": ["12"], "Not an option of the form": ["1"], "No answer": ["0"],
    }  # fmt: skip
    assert table(tmp_path, "page-topics") == {
        "data": ["33"], "money": ["20"], "Not an option of the form": ["1"], "No answer": ["1"],
    }  # fmt: skip
    assert table(tmp_path, "page-score") == {
        "Score": ["32", "2", "12", "0", "0", "0", "20", "5"],
    }
    assert table(tmp_path, "page-nature-by-role") == {
        "for": ["20", "0", "0", "1"],
        "against": ["0", "12", "0", "0"],
        "Not an option of the form": ["0", "0", "1", "0"],
        "No answer": ["0", "0", "0", "0"],
    }
    assert table(tmp_path, "pages") == {
        "Index": ["32"], "Report/Status": ["1"], "Another page": ["1"], "Privacy": ["0"],
    }  # fmt: skip
    assert table(tmp_path, "channels") == {
        "The page itself": ["33"],
        "A link in the PDF": ["1"],
    }
    assert table(tmp_path, "codes") == {
        "Something else": ["3", "0", "2", "1", "0", "0"],
        "No reason given": ["0"] * 6,
        "Without a code": ["31", "0", "0", "0", "0", "0"],
    }
    days = table(tmp_path, "days")
    assert days["2027-01-01"] == ["2"]
    assert sum(int(cells[0]) for cells in days.values()) == 34


def test_no_word_of_a_reader_is_in_it(tmp_path: Path) -> None:
    """Nor a page or an option that only somebody's program has sent; nothing runs there."""
    write_all(tmp_path)
    report(tmp_path)
    for path in (tmp_path / "report").iterdir():
        text = path.read_text(encoding="utf-8")
        assert "SENTINEL" not in text
        assert "alert" not in text
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "Internal: not for publication" in page
    assert "The plan: what readers answered" in page


def test_the_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    write_all(tmp_path)
    for name in ("one", "two", "one"):
        assert report(tmp_path, to=name).exit_code == 0
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "two")
    )
    assert first == second


def test_a_filter_stands_in_captions_and_file_names(tmp_path: Path) -> None:
    write_all(tmp_path)
    done = report(tmp_path, "--choice", "role=nhs", "--since", "2027-01-02")
    assert "12 tables of 19 answers" in done.output
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "19 answers. Filter: choice role=nhs; since 2027-01-02." in page
    assert (tmp_path / "report" / "codes--choice-role-nhs-since-2027-01-02.csv").is_file()
    about = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    assert about == {
        "published": False,
        "filter": "choice role=nhs; since 2027-01-02",
        "answers": 19,
    }


def test_a_small_base_has_no_percentage(tmp_path: Path) -> None:
    """Under thirty, one answer would be several per cent; a median wants ten scores."""
    review = write_all(tmp_path, ROWS[:9])
    dataset = Dataset(review=review, query=Query(), codes=(), pages={}, groups=())
    lines = {
        name: [cell for _, cells in one.lines() for cell in cells]
        for name, one in ((one.name, one) for one in report_tables(dataset, publish=False))
    }
    assert lines["page-nature"] == ["9", "9 of 9", "0", "0 of 9", "0", "0 of 9"]
    assert not any("%" in cell for cells in lines.values() for cell in cells)
    assert lines["page-score"][-1] == "–"
    assert middle([1, 2] * 5) == "1.5"


def test_a_score_that_is_no_point_of_the_scale_is_none(tmp_path: Path) -> None:
    """Not every service checks what is sent."""
    rows = [row(n, score=score) for n, score in enumerate([1, 5, 99, 0, -1, True, "4"])]
    write_all(tmp_path, rows)
    report(tmp_path)
    assert table(tmp_path, "page-score")["Score"] == ["2", "5", "1", "0", "0", "0", "1", "–"]


def test_two_pages_of_one_title_stay_two(tmp_path: Path) -> None:
    open_review(tmp_path, [row(0, page="a"), row(1, page="b"), row(2, page="b")])
    pages = {name: {"title": "Same", "url": f"{name}.html", "form": "page"} for name in "ab"}
    make_manifest(tmp_path / "feedback.json", pages=pages)
    report(tmp_path)
    assert table(tmp_path, "pages") == {"Same (b)": ["2"], "Same (a)": ["1"]}


def test_a_headline_claims_no_winner_of_a_tie() -> None:
    assert leading("Role", [("a", 3), ("b", 3), ("c", 1)], 7) == "Role: none stands out"
    assert leading("Role", [("a", 1), ("b", 3)], 4) == "Role: most often b (3 of 4)"
    assert leading("Role", [("a", 0)], 0) == "Role: none"
    assert leading("Which?", [("a", 1)], 1) == "Which? Most often a (1 of 1)"


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    write_all(tmp_path)
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "thesis.html").touch()
    done = report(tmp_path)
    assert done.exit_code == 1
    assert "has files that are no report" in done.output
    assert [path.name for path in (tmp_path / "report").iterdir()] == ["thesis.html"]


def test_a_published_report_is_noted_and_no_other_filter_follows(tmp_path: Path) -> None:
    """The difference of two tables may be one person."""
    write_all(tmp_path)
    assert report(tmp_path, "--publish", "--person", "Ann").output.startswith(
        "For publication: "
    )
    [act] = Review.open(tmp_path / "answers.sqlite3").log.acts
    assert (act.kind, act.person, act.details["filter"]) == ("published", "Ann", "")
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "Internal" not in page
    refused = report(tmp_path, "--publish", "--choice", "role=nhs", to="other")
    assert refused.exit_code == 1
    assert "published in other tables before: filter none, by role" in refused.output
    assert not (tmp_path / "other").exists()
    assert report(tmp_path, "--publish").exit_code == 0
    again = report(tmp_path, "--publish", "--choice", "role=nhs", "--again", to="other")
    assert again.exit_code == 0
    (tmp_path / "feedback.json").unlink()
    without = report(tmp_path, "--publish")
    assert without.exit_code == 1
    assert "by which names of pages are known" in without.output


def test_it_is_readable_on_a_phone_and_without_a_barrier(
    chromium: Browser, tmp_path: Path
) -> None:
    from test_axe import findings_everywhere  # noqa: PLC0415 (needs the checkers of npm)

    write_all(tmp_path)
    report(tmp_path)
    with chromium.new_context() as context:
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text))
        page.goto((tmp_path / "report" / "index.html").as_uri())
        assert findings_everywhere(page) == {}
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert [text for text in refused if "Content Security Policy" in text] == []


@given(
    labels=st.lists(st.text(max_size=12), min_size=1, max_size=4),
    counts=st.lists(st.integers(0, 99), min_size=4, max_size=4),
)
def test_no_cell_of_a_csv_file_is_a_formula(labels: list[str], counts: list[int]) -> None:
    rows = tuple((label, (count,)) for label, count in zip(labels, counts, strict=False))
    made = Table(name="t", title="", caption="", head=("=A", "B"), rows=rows, base=9)
    for cells in csv.reader(made.to_csv().splitlines(keepends=True)):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
