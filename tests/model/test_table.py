"""No text that a reader wrote runs in a spreadsheet, and none is changed for good."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sphinx_page_feedback.model import SENT_NAMES, Form, guard, join_list, split_list, unguard
from sphinx_page_feedback.model.table import (
    COLUMN_NAMES,
    COLUMNS,
    EXPORTED,
    RESERVED_NAMES,
    suspicion,
    write_table,
)

DOCS = Path(__file__).parents[2] / "docs"
PACKAGE = Path(__file__).parents[2] / "_ext"
KINDS = {
    "text": "text",
    "number": "whole number or nothing",
    "list": "list of texts",
    "object": "object",
}

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
        (["a; b", "c\\"], '"a\\; b; c\\\\"'),
        ({"name[]": ["=1"]}, '"{""name[]"": [""=1""]}"'),
        ({}, '""'),
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
    assert row == '"",' * len(EXPORTED) + cell


@given(st.lists(TEXTS.filter(bool) | st.text("\\\\; ", min_size=1)))
def test_a_joined_list_can_be_had_back(values: list[str]) -> None:
    assert split_list(join_list(values)) == values


@given(TEXTS | st.text("\\\\; a"))
def test_any_cell_can_be_split(cell: str) -> None:
    """What a person typed is read too, and what was read is written and read alike."""
    values = split_list(cell)
    assert split_list(join_list(values)) == values or values == [""]


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("", []),
        ("a", ["a"]),
        ("a;b", ["a", "b"]),
        (r"C:\temp; b", [r"C:\temp", "b"]),
        (r"a\; b; c", ["a; b", "c"]),
    ],
)
def test_a_list_that_a_person_typed_is_read(cell: str, values: list[str]) -> None:
    assert split_list(cell) == values


def test_suspicion_follows_from_flags() -> None:
    assert suspicion(["page:unknown", "spam:honeypot", "spam:service"]) == "honeypot; service"
    assert suspicion(["page:unknown"]) == ""


@pytest.mark.parametrize("name", sorted(RESERVED_NAMES | COLUMN_NAMES))
def test_no_new_field_has_the_name_of_a_column(name: str) -> None:
    with pytest.raises(ValidationError, match="is reserved"):
        Form.model_validate(form_with(name))


@pytest.mark.parametrize("name", sorted(COLUMN_NAMES))
def test_a_field_that_is_older_than_the_column_is_told_the_cure(name: str) -> None:
    """Its answers are kept under the new name, and a site built before is still served."""
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(form_with(name))
    error = caught.value.errors()[0]
    assert f'was = ["{name}"]' in error["ctx"]["cure"]
    assert Form.from_manifest("page", form_with(name)).fields[0].name == name


def form_with(name: str) -> dict[str, object]:
    """Return a form with one field."""
    field = {"type": "text", "name": name, "label": "A question"}
    return {"name": "page", "title": "Feedback", "fields": [field]}


def test_the_page_about_submissions_has_the_columns_in_order() -> None:
    text = (DOCS / "reference/submissions.md").read_text(encoding="utf-8")
    rows = [
        f"| `{column.name}` | {KINDS[column.kind]} | {column.meaning} |"
        for column in COLUMNS
        if column.exported
    ]
    assert "\n".join(rows) in text


def test_the_script_for_google_sheets_has_a_column_for_all_that_is_sent() -> None:
    text = (DOCS / "guide/services/Code.gs").read_text(encoding="utf-8")
    found = re.search(r"const COLUMNS = \[(.*?)\]", text, re.DOTALL)
    assert found
    columns = set(re.findall(r'"(\w+)"', found[1]))
    assert columns == {"received_at", "hp_field", *SENT_NAMES}


PROBE = """
import csv, io, json, sqlite3, sys
from pathlib import Path
from sphinx_page_feedback.model import SCRIPTED_NAMES, SENT_NAMES, Form, write_table
from sphinx_page_feedback.pull.files import FileOptions, write_sqlite
from sphinx_page_feedback.receiver.store.database import open_database
from sphinx_page_feedback.receiver.store.sql import SqlStore

folder = Path(sys.argv[1])
file = folder / "f.sqlite3"
SqlStore(f"sqlite:///{file}").close()
database = sqlite3.connect(file)
database.execute("ALTER TABLE submissions DROP COLUMN mood")
database.execute("UPDATE feedback_schema SET version = 4")
database.commit()
from sphinx_page_feedback.receiver.store import migrations
migrations.SCHEMA_VERSION = 5
from sphinx_page_feedback.receiver.store import database as opening
opening.SCHEMA_VERSION = 5
SqlStore(f"sqlite:///{file}").close()
stored = [row[1] for row in database.execute("PRAGMA table_info(submissions)")]
table = io.StringIO(newline="")
write_table(table, [], [])
write_sqlite([], folder / "x.sqlite3", FileOptions())
export = sqlite3.connect(folder / "x.sqlite3")
exported = [row[1] for row in export.execute("PRAGMA table_info(submissions)")]
field = {"type": "text", "name": "mood", "label": "Mood"}
try:
    Form.model_validate({"name": "page", "title": "t", "fields": [field]})
    free = True
except ValueError:
    free = False
print(json.dumps({
    "stored": "mood" in stored, "table": "mood" in table.getvalue(),
    "exported": "mood" in exported, "sent": "mood" in SENT_NAMES,
    "scripted": "mood" in SCRIPTED_NAMES, "refused": not free,
}))
"""


def test_a_new_column_is_a_change_of_one_file(tmp_path: Path) -> None:
    """Database, migration, exports, wire and reserved names follow from the table."""
    copy = tmp_path / "package"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    path = copy / "sphinx_page_feedback" / "model" / "table.py"
    text = path.read_text(encoding="utf-8")
    added = 'COLUMNS = (\n    Column(name="mood", meaning="", sent="script", since=5),'
    path.write_text(text.replace("COLUMNS = (", added, 1), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [name for name, there in found.items() if not there] == []
    assert len(found) == 6
