"""``replaces``: an edited answer is sent in place of one whose fate the page did not learn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from in_process import receiver_in_process, records
from receiver_kit import answers, make_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from in_process import InProcess

PAGE = {"title": "T", "url": "x.html", "form": "page"}
REFUSED = "replaces:refused"


@pytest.fixture
def process(tmp_path: Path) -> Iterator[InProcess]:
    manifest = make_manifest(tmp_path / "feedback.json")
    with receiver_in_process(manifest, tmp_path / "f.sqlite3") as process:
        yield process


def read(process: InProcess) -> dict[str, dict[str, Any]]:
    return {record["answers"]["summary"]: record for record in records(process)}


def test_the_newer_counts_and_the_older_says_by_what(process: InProcess) -> None:
    """Nothing of the older is lost, and `replaces` is no answer."""
    first = answers(summary="First words")
    second = answers(summary="Second words", replaces=first["submission_id"])
    for data in (first, second, second, first):
        assert process.post(data).status == 303
    rows = read(process)
    assert rows["First words"]["replaced_by"] == second["submission_id"]
    assert rows["Second words"]["replaced_by"] == ""
    assert rows["Second words"]["extra"] == {}
    assert rows["Second words"]["flags"] == []


def test_a_page_that_moved_in_between_is_the_same_page(tmp_path: Path) -> None:
    file = make_manifest(tmp_path / "feedback.json", pages={"old": PAGE})
    first = answers(summary="First words", page="old")
    second = answers(summary="Second words", page="new", replaces=first["submission_id"])
    with receiver_in_process(file, tmp_path / "f.sqlite3") as process:
        process.post(first)
        moved = {"new": {**PAGE, "moved_from": ["old"]}}
        make_manifest(tmp_path / "part.json", pages=moved).replace(file)
        process.post(second)
        assert read(process)["First words"]["replaced_by"] == second["submission_id"]


@pytest.mark.parametrize("value", ["nonsense", "self"])
def test_an_id_that_names_nothing_else_loses_no_words(process: InProcess, value: str) -> None:
    data = answers(summary="Second words")
    data["replaces"] = data["submission_id"] if value == "self" else value
    assert process.post(data).status == 303
    assert read(process)["Second words"]["flags"] == [REFUSED]


def test_several_may_be_replaced(process: InProcess) -> None:
    """Two attempts failed without a reply; the third stands for both."""
    sent = [answers(summary=f"Words {number}") for number in range(2)]
    ids = [str(data["submission_id"]) for data in sent]
    for data in (*sent, answers(summary="Last words", replaces=ids)):
        process.post(data)
    assert [row["replaced_by"] != "" for row in records(process)] == [True, True, False]


def test_a_refused_correction_still_names_what_it_replaces(process: InProcess) -> None:
    """The form that comes back is sent with the same ids."""
    ids = [str(answers()["submission_id"]) for _ in range(2)]
    reply = process.post(answers(summary="x", replaces=ids))
    assert reply.status == 422
    assert re.findall(r'name="replaces" value="([^"]+)"', reply.text) == ids
