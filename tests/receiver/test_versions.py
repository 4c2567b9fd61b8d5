"""A page may be older than its receiver: what it sends is stored as it was asked."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from in_process import InProcess, receiver_in_process, records, stored
from receiver_kit import FIELDS, answers, make_form, make_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RENAMED = [
    item | {"name": "comment", "was": ["details"]} if item["name"] == "details" else item
    for item in FIELDS
]


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return make_manifest(tmp_path / "feedback.json")


@pytest.fixture
def process(manifest: Path, tmp_path: Path) -> Iterator[InProcess]:
    with receiver_in_process(manifest, tmp_path / "f.sqlite3") as receiver:
        yield receiver


def version(fields: list[dict[str, Any]] = FIELDS, **words: Any) -> str:
    text: str = make_form("page", fields=fields, **words)["version"]
    return text


def test_an_answer_to_an_earlier_version_is_stored_as_it_was_asked(
    process: InProcess, manifest: Path, tmp_path: Path
) -> None:
    """And read under today's name; the database keeps the name that was asked."""
    process.post(answers())
    make_manifest(manifest, forms={"page": make_form("page", fields=RENAMED)})
    assert process.post(answers(form_version=version(), details="Long text")).status == 303
    assert stored(tmp_path)[-1]["answers"]["details"] == "Long text"
    assert stored(tmp_path)[-1]["form_version"] == version()
    record = records(process)[-1]
    assert record["answers"]["comment"] == "Long text"
    assert record["extra"] == {"details": "Long text"}
    assert record["flags"] == []


def test_an_answer_to_a_version_that_no_manifest_had_is_stored_and_flagged(
    process: InProcess, tmp_path: Path
) -> None:
    """Size and dates are checked only; what today's form would refuse is kept in ``extra``."""
    sent = answers(form_version="0" * 12, summary="x", role="Mayor", details="A", mood="B")
    assert process.post(sent).status == 303
    (row,) = stored(tmp_path)
    assert row["answers"] == {"details": "A"}
    assert row["extra"] == {"summary": "x", "role": "Mayor", "mood": "B"}
    assert row["flags"] == "version:unknown"


def test_a_limit_counts_as_the_page_had_it(process: InProcess, manifest: Path) -> None:
    process.post(answers())
    tighter = [
        item | {"max_length": 9} if item["name"] == "details" else item for item in FIELDS
    ]
    make_manifest(manifest, forms={"page": make_form("page", fields=tighter)})
    longer = {"details": "more than nine"}
    assert process.post(answers(form_version=version(), **longer)).status == 303
    reply = process.post(answers(form_version=version(tighter), **longer))
    assert (reply.status, "more than nine" in reply.text) == (422, True)
    still_wrong = process.post(answers(form_version=version(), summary="x", details="y"))
    assert still_wrong.status == 422


def test_a_refused_answer_to_an_earlier_version_gets_the_form_as_it_was(
    process: InProcess, manifest: Path
) -> None:
    process.post(answers())
    make_manifest(manifest, forms={"page": make_form("page", fields=RENAMED)})
    reply = process.post(answers(form_version=version(), summary="x", details="Long text"))
    assert reply.status == 422
    assert re.search(r'<textarea[^>]* name="details"[^>]*>\s*Long text<', reply.text)
    assert f'name="form_version" value="{version()}"' in reply.text


def test_versions_outlive_a_restart_and_can_be_read(manifest: Path, tmp_path: Path) -> None:
    """With the token, as one JSON object a line."""
    with receiver_in_process(manifest, tmp_path / "f.sqlite3"):
        pass
    make_manifest(manifest, forms={"page": make_form("page", fields=RENAMED)})
    with receiver_in_process(manifest, tmp_path / "f.sqlite3") as process:
        process.post(answers(form_version=version(), details="Long text"))
        assert stored(tmp_path)[-1]["flags"] == ""
        versions = [json.loads(line) for line in process.get("/forms").text.splitlines()]
    by_version = {row["version"]: row for row in versions if row["form"] == "page"}
    assert set(by_version) == {version(), version(RENAMED)}
    assert by_version[version()]["replaced_at"]
    assert by_version[version(RENAMED)]["replaced_at"] is None
    names = [item["name"] for item in by_version[version()]["definition"]["fields"]]
    assert names == [item["name"] for item in FIELDS]


def test_a_version_goes_ninety_days_after_it_was_replaced_unless_a_row_names_it(
    manifest: Path, tmp_path: Path
) -> None:
    more = [*FIELDS, {"type": "text", "name": "org", "label": "Organisation"}]
    for number, fields in enumerate((FIELDS, more, RENAMED)):
        make_manifest(manifest, forms={"page": make_form("page", fields=fields)})
        with receiver_in_process(manifest, tmp_path / "f.sqlite3") as process:
            if number == 0:
                process.post(answers(form_version=version()))
    with closing(sqlite3.connect(tmp_path / "f.sqlite3")) as database, database:
        database.execute(
            "UPDATE form_versions SET replaced_at = '2020-01-01T00:00:00.000Z' "
            "WHERE replaced_at IS NOT NULL"
        )
    with receiver_in_process(manifest, tmp_path / "f.sqlite3") as process:
        versions = [
            json.loads(line)["version"] for line in process.get("/forms").text.splitlines()
        ]
    assert versions == [version(), version(RENAMED)]


def test_a_page_that_moved_is_stored_under_its_new_name(
    process: InProcess, manifest: Path, tmp_path: Path
) -> None:
    page = {"title": "New", "url": "new.html", "form": "page", "moved_from": ["report/status"]}
    make_manifest(manifest, pages={"new": page})
    assert process.post(answers()).status == 303
    assert process.post(answers(page="never/there")).status == 303
    rows = [(row["page"], row["flags"]) for row in stored(tmp_path)]
    assert rows == [("new", ""), ("never/there", "page:unknown")]


def test_a_row_that_is_older_than_a_move_is_read_under_the_new_name(
    process: InProcess, manifest: Path, tmp_path: Path
) -> None:
    """It is stored as it was; what it was stays in `extra`."""
    process.post(answers())
    page = {"title": "New", "url": "new.html", "form": "page", "moved_from": ["report/status"]}
    make_manifest(manifest, pages={"new": page})
    (record,) = records(process)
    assert (record["page"], record["extra"]) == ("new", {"page": "report/status"})
    assert stored(tmp_path)[0]["page"] == "report/status"


def test_a_second_answer_to_one_question_is_refused_with_both(process: InProcess) -> None:
    reply = process.post(answers(details=["First text", "Second text"], role=["la_data", "x"]))
    assert reply.status == 422
    for words in ("First text", "Second text", "Give one answer to “Details”", "<dd>x</dd>"):
        assert words in reply.text
    again = answers(details=["", "The only text", "The only text"])
    assert process.post(again).status == 303
    assert records(process)[-1]["answers"]["details"] == "The only text"


def test_a_list_may_have_brackets(process: InProcess) -> None:
    process.post(answers(**{"activities[]": ["a", "b"], "details[]": "c", "other[]": "d"}))
    (record,) = records(process)
    assert record["answers"]["activities"] == ["a", "b"]
    assert record["answers"]["details"] == "c"
    assert record["extra"] == {"other[]": "d"}


def test_json_of_any_kind_under_a_name_without_a_field_is_kept(process: InProcess) -> None:
    data = {**answers(), "consent": True, "n": 1.50, "o": {"a": ["b"]}, "l": [True, ["c"]]}
    body = json.dumps({**data, "none": None}).encode()
    reply = process.post(body, "application/json", **{"content-type": "application/json"})
    assert reply.status == 201
    (record,) = records(process)
    assert record["extra"] == {
        "consent": "true",
        "n": "1.5",
        "o": '{"a": ["b"]}',
        "l": ["true", '["c"]'],
    }


@pytest.mark.parametrize(
    "change",
    [{"email": ""}, {"page_title": "Other"}, {"elapsed_ms": "9"}, {"form_version": "0"}],
    ids=str,
)
def test_a_retry_is_recognised_without_what_may_be_missing(
    process: InProcess, change: dict[str, str]
) -> None:
    sent = answers(email="jo@example.org", elapsed_ms="5", details="a\r\nb")
    first = process.post(sent, "application/json")
    again = {name: value for name, value in {**sent, **change}.items() if value}
    second = process.post(again | {"details": "a\nb"}, "application/json")
    assert (first.status, second.status) == (201, 200)
    assert first.text == second.text
    other = process.post(sent | {"details": "Something else"}, "application/json")
    assert json.loads(other.text)["type"].endswith(":key-reused")


@pytest.mark.parametrize(
    "change",
    [
        {"forms": {"page": make_form("page", closes="2020-01-01")}},
        {"forms": {"other": make_form("other")}},
        {"forms": {"page": make_form("page", fields=RENAMED)}},
        {"pages": {}},
    ],
    ids=["closed", "form gone", "renamed", "page gone"],
)
def test_a_retry_is_recognised_whatever_has_changed(
    process: InProcess, manifest: Path, change: dict[str, Any]
) -> None:
    sent = answers(form_version=version())
    first = process.post(sent, "application/json")
    make_manifest(manifest, **change)
    again = process.post(sent, "application/json")
    assert (first.status, again.status) == (201, 200)
    assert first.text == again.text


def test_a_retry_across_the_upgrade_is_recognised(process: InProcess, tmp_path: Path) -> None:
    """What an earlier release stored has the hash of that release."""
    sent = answers()
    process.post(sent)
    with closing(sqlite3.connect(tmp_path / "f.sqlite3")) as database, database:
        (row,) = stored(tmp_path)
        payload = {"form": "page", "page": row["page"], "answers": row["answers"]}
        old = hash_of_version_2(payload)
        database.execute("UPDATE submissions SET payload_hash = ?", [old])
    assert process.post(sent, "application/json").status == 200


def hash_of_version_2(payload: dict[str, Any]) -> str:
    """Return the hash as schema version 2 had it."""
    canonical = json.dumps(payload, sort_keys=True, ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()


def test_two_text_areas_full_of_chinese_fit(process: InProcess, manifest: Path) -> None:
    """The limit follows the forms; what is larger is refused with the words."""
    fields = [
        {"type": "textarea", "name": name, "label": name, "max_length": 10_000}
        for name in ("first", "second")
    ]
    make_manifest(manifest, forms={"page": make_form("page", fields=fields)})
    full = {"form": "page", "page": "index", "first": "漢" * 10_000, "second": "😀" * 10_000}
    assert process.post(full).status == 303
    reply = process.post({**full, "other": "字" * 50_000})
    assert reply.status == 413
    assert "字" * 50_000 in reply.text


def test_no_address_that_a_program_made_up_reaches_the_log(
    manifest: Path, tmp_path: Path
) -> None:
    lines: list[str] = []
    with receiver_in_process(
        manifest, tmp_path / "f.sqlite3", announce=lines.append
    ) as process:
        process.post(answers(page="jo@example.org\nstored"))
    (line,) = lines
    assert line.endswith("page (unknown page)")
