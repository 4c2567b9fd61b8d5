"""A CSV file that somebody has exported: read as it was written, or told what is wrong with it."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from pulling import manifest, sent

from sphinx_page_feedback.cli import main
from sphinx_page_feedback.manifest.read import Manifest
from sphinx_page_feedback.model import Form
from sphinx_page_feedback.pull.csv_export import read_export
from sphinx_page_feedback.pull.files import FileOptions, write_csv
from sphinx_page_feedback.pull.source import Source
from sphinx_page_feedback.services import SERVICES, ServiceSettings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def pull(folder: Path, *files: bytes, name: str = "formspree", to: str = "x.jsonl") -> Result:
    """Run the command on some exports."""
    path = manifest(folder / "feedback.json", name, "https://x.example.org/f")
    arguments = ["pull", "--manifest", str(path), "--to", str(folder / to)]
    for number, file in enumerate(files):
        export = folder / f"{number}.csv"
        export.write_bytes(file)
        arguments += ["--export", str(export)]
    done = CliRunner(env={"FEEDBACK_ENDPOINT": ""}).invoke(main, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def rows(folder: Path, *files: bytes, name: str = "formspree") -> list[dict[str, Any]]:
    """Return what is read from some exports."""
    done = pull(folder, *files, name=name)
    assert done.exit_code == 0, done.output
    lines = (folder / "x.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def answers(folder: Path, *files: bytes, name: str = "formspree") -> list[dict[str, Any]]:
    """Return the answers in some exports."""
    return [row["answers"] for row in rows(folder, *files, name=name)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("form,page,summary\npage,a,naïve\n".encode("latin-1"), "in UTF-8"),
        ("form,page,summary\npage,a,naïve\n".encode("utf-16"), "in UTF-8"),
        (b"", "none of the columns"),
        (b"[]", "none of the columns"),
        (b'form,page,summary\npage,a,b\npage,a,"x"y\n', "after line 2"),
        (b'form,page,summary\npage,a,b\npage,a,"x\n', "unexpected end of data"),
        (b"form,page,summary\npage,a,Hello, world\n", "line 2: more cells than columns"),
        (b"form,page,summary,summary\npage,a,x,y\n", 'two columns with the name "summary"'),
    ],
)
def test_what_cannot_be_read_right_is_told(text: bytes, words: str, tmp_path: Path) -> None:
    """And nothing is written, so no answer is lost in silence."""
    done = pull(tmp_path, text)
    assert done.exit_code == 1
    assert "error[pull-export]" in done.stderr
    assert words in done.stderr
    assert not (tmp_path / "x.jsonl").exists()


def test_no_time_is_no_time(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, b"form,page,summary\npage,a,x\n")
    assert row["received_at"] == ""


def test_an_answer_may_be_long(tmp_path: Path) -> None:
    long = "x" * 300_000
    assert answers(tmp_path, f"form,summary\npage,{long}\n".encode()) == [{"summary": long}]


@pytest.mark.parametrize("joint", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_it_is_separated_and_ended_in_many_ways(joint: str, end: str, tmp_path: Path) -> None:
    lines = [["form", "page", "summary"], [], ["page", "a", '"x, y; z"'], []]
    text = end.join(joint.join(line) for line in lines)
    assert answers(tmp_path, text.encode("utf-8-sig")) == [{"summary": "x, y; z"}]


def test_a_column_without_a_name_is_no_field_of_ours(tmp_path: Path) -> None:
    """Google Forms has no name for most of what a submission carries."""
    text = b"form,summary,,\npage,x,a note,\n"
    (row,) = rows(tmp_path, text, name="google-forms")
    assert row["answers"] == {"summary": "x", "": "a note"}
    assert row["language"] == ""


def test_a_field_of_the_form_is_no_id_and_no_time(tmp_path: Path) -> None:
    """Two readers may give the same answer to it."""
    field = {"name": "id", "type": "text", "label": "Id"}
    form = Form.model_validate({"name": "page", "title": "x", "fields": [field]})
    settings = read_settings({"name": "formspree", "form": "mqkrjwab"}, SERVICES, {})
    assert isinstance(settings, ServiceSettings)
    (tmp_path / "e.csv").write_text("form,id,page\npage,7,a\npage,7,b\n", encoding="utf-8")
    source = Source(
        settings=settings,
        manifest=Manifest(forms={"page": form.to_manifest()}),
        environ={},
    )
    found = list(read_export(tmp_path / "e.csv", source))
    assert len({row["submission_id"] for row in found}) == 2
    assert found[0]["answers"] == {"id": "7"}


def test_two_readers_may_write_the_same(tmp_path: Path) -> None:
    """Without an id, as without JavaScript; the same rows in a second file are the same."""
    one, two = b"form,page,summary\npage,a,Yes\npage,a,No\npage,a,Yes\n", b"page,a,Yes\n"
    found = rows(tmp_path, one)
    assert [row["answers"]["summary"] for row in found] == ["Yes", "No", "Yes"]
    assert len({row["submission_id"] for row in found}) == 3
    assert rows(tmp_path, one, one + two)[:3] == found
    assert len(rows(tmp_path, one, one + two)) == 4


WORDS = ["=1", "'=1", " =1", "' =1", "''", "'hello", "＝1", "\t=1", "+", "-5", "@x", "plain"]


def test_what_pull_has_written_can_be_read_again(tmp_path: Path) -> None:
    """No ``'`` too many and none too few."""
    before = [
        {"submission_id": sent(number)["submission_id"], "answers": {"summary": text}}
        for number, text in enumerate(WORDS)
    ]
    write_csv(before, tmp_path / "before.csv", FileOptions(bom=True))
    found = rows(tmp_path, (tmp_path / "before.csv").read_bytes())
    assert [row["answers"]["summary"] for row in found] == WORDS


@pytest.mark.parametrize("name", ["github", "gitlab", "mailto", "receiver"])
def test_a_table_of_ours_is_read_whatever_the_service(name: str, tmp_path: Path) -> None:
    """A link's answers are found in a text, but not in a table."""
    text = b"form,page,summary,title\npage,a,x,y\n"
    assert answers(tmp_path, text, name=name) == [{"summary": "x", "title": "y"}]


def test_a_row_that_was_taken_out_stays_out(tmp_path: Path) -> None:
    """Somebody may ask for that, and mend another file, after a call that failed."""
    head = b"submission_id,form,summary\n"
    ids = [sent(number)["submission_id"].encode() for number in range(2)]
    both = head + b"".join(one + b",page,x\n" for one in ids)
    assert pull(tmp_path, both, b"\xff").exit_code == 1
    assert len(rows(tmp_path, head + ids[1] + b",page,x\n", head)) == 1


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("formspree", {"_date": "2026-11-22T10:00:00Z"}),
        ("web3forms", {"Date": "2026-11-22 10:00:00"}),
        ("formspark", {"createdAt": "2026-11-22T10:00:00Z"}),
        ("basin", {"created_at": "2026-11-22 10:00:00 UTC"}),
        ("formsubmit", {"Submitted at": "2026-11-22 10:00:00"}),
        ("apps-script", {"received_at": "2026-11-22T10:00:00Z"}),
        ("netlify", {"created_at": "2026-11-22T10:00:00Z"}),
        ("google-forms", {"Timestamp": "2026-11-22 10:00:00"}),
        ("worker", {"timestamp": "2026-11-22T10:00:00Z", "tab": "Feedback"}),
        ("form", {"Date": "Sun, 22 Nov 2026 10:00:00 GMT"}),
    ],
)
def test_an_export_of_any_service_gives_the_same_table(
    name: str, columns: dict[str, str], tmp_path: Path
) -> None:
    row = {**columns, **sent(1), "summary": "'=Words of 1 – naïve"}
    with (tmp_path / "export.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerows([row, row])
    (record,) = rows(tmp_path, (tmp_path / "export.csv").read_bytes(), name=name)
    assert record["received_at"] == "2026-11-22T10:00:00.000Z"
    assert record["submission_id"] == sent(1)["submission_id"]
    assert record["answers"] == {"summary": "=Words of 1 – naïve", "score": 4}


def test_a_file_that_is_no_export_is_refused(tmp_path: Path) -> None:
    done = pull(tmp_path, b"a,b\n1,2\n", to="y.csv")
    assert done.exit_code == 1
    assert "error[pull-export]" in done.stderr
    assert not (tmp_path / "y.csv").exists()
