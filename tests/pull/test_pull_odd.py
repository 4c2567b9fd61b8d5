"""What no service should reply, and some do: nothing breaks, and no submission is lost."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

import hosted
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pulling import KEY, manifest, pull, sent
from saying import Says, item, listed, pulled
from standin import Reply, Request, running

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.pull.http import Response
from sphinx_page_feedback.pull.json_stream import ListPage, Repaired
from sphinx_page_feedback.pull.rows import moment
from sphinx_page_feedback.services import Reader, Token

if TYPE_CHECKING:
    from pathlib import Path

LINES = Reader(endpoint="", token=Token(variable=""), lines=True)
TO = ("x.jsonl", "x.csv", "x.sqlite3")


@pytest.mark.parametrize("to", TO)
@pytest.mark.parametrize(
    "data",
    [
        r'{"summary": "a\ud800b", "\udfff": "x"}',
        r'{"summary": "a\u0000b"}',
        '{"summary": [1, {"a": [null]}, null, "x"], "topics": []}',
        f'{{"summary": {"9" * 5_000}, "score": {"9" * 30}, "elapsed_ms": {"9" * 30}}}',
        '{"summary": 1e999, "score": -1e999, "elapsed_ms": 1.5}',
        f'{{"summary": {"[" * 5_000}{"]" * 5_000}}}',
        '{"a": ' * 5_000 + "1" + "}" * 5_000,
        '{"submission_id": ["x"], "form": ["page", "y"], "page": {"a": 1}, "language": 7}',
        "null",
        '["a"]',
    ],
    ids=[
        "surrogate",
        "nul",
        "list",
        "digits",
        "infinite",
        "deep",
        "deeper",
        "kinds",
        "null",
        "bare",
    ],
)
def test_whatever_somebody_sends_can_be_read(data: str, to: str, tmp_path: Path) -> None:
    """Anybody may send anything to a form; one such row must not hide all others."""
    whole = item(json.dumps(sent(1))).replace('"a"', '"b"', 1)
    done = pulled(tmp_path, listed(item(data), whole), to=to)
    assert done.status == 0, done.said
    assert done.said.startswith("2 submissions")
    if to == "x.jsonl":
        assert [len(row["submission_id"]) for row in done.rows] == [36, 36]


def test_a_number_that_no_program_can_hold_is_text(tmp_path: Path) -> None:
    done = pulled(tmp_path, listed(item(f'{{"a": {"9" * 5_000}, "b": 1e999, "c": 7}}')))
    assert done.answers == {"a": "9" * 5_000, "b": "1E+999", "c": 7}


PIECES = ["\\", '"', "u", "ud800", "\\ud83d\\ude00", "ä", "😀", "x" * 13]


@given(st.lists(st.sampled_from(PIECES)).map("".join), st.integers(1, 20), st.booleans())
def test_only_halves_of_characters_are_replaced(text: str, size: int, plain: bool) -> None:  # noqa: FBT001 (hypothesis)
    """Wherever a portion of the body ends."""
    whole = json.dumps([text, text], ensure_ascii=plain)
    halves = f"[{json.dumps(chr(0xD800))}, {whole}, {json.dumps(chr(0xDC00) + 'z')}]"
    body, read = Repaired(BytesIO(halves.encode())), b""
    while more := body.read(size):
        read += more
    assert read.decode() == f'["\\ufffd", {whole}, "\\ufffdz"]'


NUMBERS = ["9" * 300, "1" * 299, "-" + "7" * 5_000, "1e4000", "-1.5E-99999", "0." + "3" * 400]


@given(
    st.lists(st.one_of(st.sampled_from(NUMBERS), st.integers().map(str)), min_size=1),
    st.lists(st.sampled_from([*PIECES, *NUMBERS])).map("".join),
    st.integers(300, 900),
)
def test_only_numbers_without_measure_become_texts(
    numbers: list[str], text: str, size: int
) -> None:
    """Wherever a portion of the body ends, and never inside a text."""
    whole = json.dumps([text, text])
    body, read = Repaired(BytesIO(f"[{whole}, {', '.join(numbers)}, {whole}]".encode())), b""
    while more := body.read(size):
        read += more
    shown = [
        f'"{number}"' if number in NUMBERS and number != "1" * 299 else number
        for number in numbers
    ]
    assert read.decode() == f"[{whole}, {', '.join(shown)}, {whole}]"


@given(st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8,
), st.booleans())  # fmt: skip
def test_both_parsers_of_a_line_give_the_same(value: Any, plain: bool) -> None:  # noqa: FBT001 (hypothesis)
    """The fast one takes what is usual, the streaming one everything."""
    line = json.dumps({"a": value}, ensure_ascii=plain).encode("utf-8", "surrogatepass")
    results = []
    for reader in (LINES, LINES.model_copy(update={"lines": False, "items": "a"})):
        body = line if reader.lines else b'{"a": [' + line + b"]}"
        response = Response(url="", status=200, headers={}, body=BytesIO(body))
        results.append(list(ListPage(response, reader)))
    assert results[0] == results[1]


def test_reading_leaves_the_interpreter_s_limit_for_digits_alone() -> None:
    """It is one for all threads, also while a page is being read."""
    usual = sys.get_int_max_str_digits()
    body = f'[{{"a": {"9" * 5_000}}}, {{"a": 1}}]'.encode()
    response = Response(url="", status=200, headers={}, body=BytesIO(body))
    items = iter(ListPage(response, LINES.model_copy(update={"lines": False})))
    assert next(items) == {"a": "9" * 5_000}
    assert sys.get_int_max_str_digits() == usual


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("9999-12-31T23:59:59-01:00", "9999-12-31T23:59:59-01:00"),
        ("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00+01:00"),
        (1_712_101_512_000, "2024-04-02T23:45:12.000Z"),
        ("1712101512000", "2024-04-02T23:45:12.000Z"),
        (1_712_101_512, "2024-04-02T23:45:12.000Z"),
        (1_712_101_512.5, "2024-04-02T23:45:12.500Z"),
        ("20261122", "2026-11-22T00:00:00.000Z"),
        ("inf", "inf"),
        ("nan", "nan"),
        ("soon", "soon"),
        (None, ""),
    ],
)
def test_a_time_is_read_or_stays_as_it_is(given: Any, expected: str) -> None:
    assert moment(given) == expected


@pytest.mark.parametrize(
    "row",
    [
        '{"error": "no"}',
        '{"submission_id": null}',
        '{"submission_id": "x", "answers": [1]}',
        "7",
    ],
)
def test_lines_that_are_no_rows_of_ours_are_refused(row: str, tmp_path: Path) -> None:
    done = pulled(tmp_path, f"{row}\n", "receiver")
    assert done.status == 1
    assert "is not a list of submissions" in done.said


def test_a_row_of_ours_may_hold_half_a_character(tmp_path: Path) -> None:
    row = r'{"submission_id": "x", "answers": {"summary": "a\ud800b"}}'
    assert pulled(tmp_path, f"\n{row}\n", "receiver").answers == {"summary": "a\ufffdb"}


@pytest.mark.parametrize(
    "text", ["http://[x", "Words\n\nhttps://[::1", "### page_url\n\nhttp://[x"]
)
@pytest.mark.parametrize("title", ["null", "7", '["x"]'])
def test_an_address_that_is_none_stops_nobody(text: str, title: str, tmp_path: Path) -> None:
    """Anybody may open an issue."""
    issue = f'[{{"id": 1, "title": {title}, "body": {json.dumps(text)}}}]'
    for more in ("", '"template": "feedback.yml", '):
        path = manifest(tmp_path / "feedback.json", "github", "https://github.com/a/b")
        path.write_text(path.read_text().replace('"repository"', f'{more}"repository"'))
        with running(Says(issue)) as standin:
            environ = {"FEEDBACK_READ_ORIGIN": standin.address, "GITHUB_TOKEN": KEY}
            arguments = ["pull", "--manifest", str(path), "--to", str(tmp_path / "x.csv")]
            done = CliRunner(env=environ).invoke(main, arguments)
        assert done.exit_code == 0, done.output


@pytest.mark.parametrize("header", ["Location", "Link"])
def test_a_way_that_leads_nowhere_is_told(header: str, tmp_path: Path) -> None:
    value = '<http://[x>; rel="next"' if header == "Link" else "http://[x"
    reply = Reply(
        status=302 if header == "Location" else 200, headers={header: value}, body="[]"
    )
    with running(Says(reply)) as standin, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sphinx_page_feedback.pull.http._TRIES", 1)
        done = pull(tmp_path, standin, "github")
    assert done.status == 1
    code = "incomplete" if header == "Link" else "unreachable"
    assert f"error[pull-{code}]" in done.said


@pytest.mark.parametrize("origin", ["localhost:8000", "http://[x", "nonsense"])
def test_an_origin_that_is_none_is_told_at_once(origin: str, tmp_path: Path) -> None:
    with running(Says("[]")) as standin:
        done = pull(tmp_path, standin, FEEDBACK_READ_ORIGIN=origin)
        assert standin.requests == []
    assert done.status == 1
    assert "error[pull-endpoint]" in done.said
    assert "FEEDBACK_READ_ORIGIN is" in done.said


def test_no_name_of_an_answer_is_a_formula(tmp_path: Path) -> None:
    """Whoever posts to a service may name a field as they like."""
    done = pulled(tmp_path, listed(item('{"=1+1": "x", "summary": "y"}')), to="x.csv")
    with done.path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["'=1+1"], row["summary"]) == ("x", "y")


def test_a_reading_does_not_go_on_among_other_lists(tmp_path: Path) -> None:
    """Its place counts them, so another list begins anew; what was read elsewhere is gone."""

    class Api(hosted.NetlifyApi):
        def read(self, request: Request) -> Reply:
            """Know one form only."""
            return super().read(request) if "/f1/" in request.path else Reply(status=404)

    with running(Api()) as standin:
        standin.stored = [sent(number) for number in range(3)]
        done = pull(tmp_path, standin, "netlify", NETLIFY_FORM_IDS="f1, gone")
        assert "no such list" in done.said
        standin.stored = standin.stored[1:]
        done = pull(tmp_path, standin, "netlify", NETLIFY_FORM_IDS="f1")
    assert done.status == 0, done.said
    assert len(done.rows) == 2


@pytest.mark.parametrize("to", TO)
def test_a_full_disk_is_told_and_the_earlier_file_stays(
    to: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: Any) -> int:
        raise error

    error = sqlite3.OperationalError("database or disk is full")
    (tmp_path / to).write_text("before", encoding="utf-8")
    monkeypatch.setattr("sphinx_page_feedback.pull.spool.Spool.add", full)
    done = pulled(tmp_path, listed(item("{}")), to=to)
    assert done.status == 1
    assert "error[pull-file]" in done.said
    assert "database or disk is full" in done.said
    assert (tmp_path / to).read_text(encoding="utf-8") == "before"
