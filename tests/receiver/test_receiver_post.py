"""What is sent is stored as it was sent, and answered only then."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
import requests
from receiver_kit import SITE, answers

from sphinx_page_feedback.model import reference_of

if TYPE_CHECKING:
    from receiver_kit import Server


def row_of(receiver: Server, submission_id: str) -> dict[str, Any]:
    (row,) = [row for row in receiver.rows() if row["submission_id"] == submission_id]
    return row


def as_multipart(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "files": [
            (name, (None, value))
            for name, values in data.items()
            for value in (values if isinstance(values, list) else [values])
        ]
    }


ENCODINGS = {
    "urlencoded": lambda data: {"data": data},
    "multipart": as_multipart,
    "json": lambda data: {"json": data},
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_encoding_stores_the_same(receiver: Server, encoding: str) -> None:
    """Words survive with their line ends, accents and emoji; a list stays a list."""
    words = "naïve – “quoted” 🙂\n\tsecond line & <b> = + %"
    sent = answers(details=words, activities=["a", "b"], score="4", email="jo@example.org")
    reply = receiver.post(**ENCODINGS[encoding](sent))
    assert reply.status_code == 201
    assert row_of(receiver, str(sent["submission_id"]))["answers"] == {
        "summary": "A word of praise",
        "role": "la_data",
        "details": words,
        "activities": ["a", "b"],
        "score": 4,
        "round": "2",
    }


def test_the_reply_echoes_the_id_and_gives_the_reference(receiver: Server) -> None:
    sent = answers()
    reply = receiver.post(sent)
    reference = reference_of(UUID(str(sent["submission_id"])))
    assert reply.json() == {"submission_id": sent["submission_id"], "reference": reference}
    assert reply.headers["Content-Type"] == "application/json"
    assert row_of(receiver, str(sent["submission_id"]))["reference"] == reference


@pytest.mark.parametrize("name", ["section", "came_from"])
@pytest.mark.parametrize("value", ["<script>", "__proto__", "PDF", "costs/../x"])
def test_a_section_or_origin_that_nobody_knows_is_dropped(
    receiver: Server, name: str, value: str
) -> None:
    """Anybody can write it into a link; it is no reason to refuse words, and never repeated."""
    sent = answers(**{name: value})
    reply = receiver.post(sent)
    assert reply.status_code == 201
    assert value not in reply.text
    assert row_of(receiver, str(sent["submission_id"]))[name] == ""


def test_a_form_may_be_about_another_page(receiver: Server) -> None:
    """The long form, opened by a link that says which page it is about."""
    sent = answers(page="privacy", page_url=f"{SITE}/privacy.html", section="costs")
    assert receiver.post(sent).status_code == 201
    row = row_of(receiver, str(sent["submission_id"]))
    assert (row["page"], row["section"]) == ("privacy", "costs")


def test_the_row_says_where_it_came_from(receiver: Server) -> None:
    """Design §5: every name of our own has its column."""
    before = datetime.now(UTC)
    sent = answers(
        form_version="abc",
        page_url=f"{SITE}/report/status.html?utm=1#top",
        page_title="Status",
        section="costs",
        came_from="pdf",
        language="en_GB",
        release="1.2",
        elapsed_ms="61000",
    )
    receiver.post(sent)
    row = row_of(receiver, str(sent["submission_id"]))
    wanted = {
        "form": "page",
        "form_version": "abc",
        "page": "report/status",
        "page_url": f"{SITE}/report/status.html",
        "page_title": "Status",
        "section": "costs",
        "came_from": "pdf",
        "language": "en_GB",
        "release": "1.2",
        "elapsed_ms": 61000,
        "flags": "version:unknown",
    }
    assert {name: row[name] for name in wanted} == wanted
    assert row["received_at"].endswith("Z")
    assert before.replace(microsecond=0) <= datetime.fromisoformat(row["received_at"])
    assert re.fullmatch("[0-9a-f]{64}", row["payload_hash"])


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("https://jo:secret@docs.example.org/a.html", f"{SITE}/a.html"),
        ("file:///home/jo/feedback/index.html", ""),
        ("javascript:alert(1)", ""),
        ("https://[broken", ""),
        (f"{SITE}/{'a' * 3000}", f"{SITE}/{'a' * 3000}"[:2000]),
    ],
)
def test_an_odd_page_url_costs_no_words(receiver: Server, given: str, stored: str) -> None:
    """It loses what could tell of a person or cannot be used; the rest is stored."""
    sent = answers(page_url=given)
    assert receiver.post(sent).status_code == 201
    assert row_of(receiver, str(sent["submission_id"]))["page_url"] == stored


@pytest.mark.parametrize("clock", ["-5", "1e3", "soon", "9" * 30])
def test_a_strange_clock_costs_no_words(receiver: Server, clock: str) -> None:
    sent = answers(elapsed_ms=clock)
    assert receiver.post(sent).status_code == 201
    assert row_of(receiver, str(sent["submission_id"]))["elapsed_ms"] is None


def test_what_the_form_does_not_ask_is_no_answer(receiver: Server) -> None:
    """An unknown name, or a hidden value that was changed, has no effect but stays in ``extra``."""
    sent = answers(admin="yes", round="999", received_at="2001-01-01", reference="AAAAA-AAAAA")
    assert receiver.post(sent).status_code == 201
    row = row_of(receiver, str(sent["submission_id"]))
    assert "admin" not in row["answers"]
    assert row["extra"] == {"admin": "yes", "round": "999"}
    assert row["answers"]["round"] == "2"
    assert not row["received_at"].startswith("2001")
    assert row["reference"] != "AAAAA-AAAAA"


def test_a_filled_honeypot_is_marked_and_stored(receiver: Server) -> None:
    """D3.1: nothing that a reader wrote is silently dropped."""
    sent = answers(hp_field="http://spam.example")
    assert receiver.post(sent).status_code == 201
    row = row_of(receiver, str(sent["submission_id"]))
    assert row["flags"] == "spam:honeypot"
    assert row["answers"]["summary"] == "A word of praise"


def test_without_an_id_the_receiver_makes_one(receiver: Server) -> None:
    """A form without script cannot make any."""
    reply = receiver.post(answers(submission_id=""))
    assert reply.status_code == 201
    assert row_of(receiver, reply.json()["submission_id"])


def test_the_header_counts_when_the_body_has_no_id(receiver: Server) -> None:
    key, sent = str(uuid4()), answers(submission_id="")
    first = receiver.post(sent, headers={"Idempotency-Key": f'"{key}"'})
    again = receiver.post(sent, headers={"Idempotency-Key": f'"{key}"'})
    assert first.json()["submission_id"] == key
    assert (first.status_code, again.status_code) == (201, 200)


def test_a_retry_is_told_the_same_and_stores_nothing(receiver: Server) -> None:
    """D2.1, D1.10: one row, one reference, and nothing of what was written comes back."""
    sent = answers(elapsed_ms="1000", page_title="Status")
    first = receiver.post(sent)
    again = receiver.post({**sent, "elapsed_ms": "9000", "page_title": "Other"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert "praise" not in again.text
    assert row_of(receiver, str(sent["submission_id"]))["elapsed_ms"] == 1000


def test_an_id_stands_for_one_payload(receiver: Server) -> None:
    """F16: other words under the same id are refused, and the first ones stay."""
    sent = answers()
    receiver.post(sent)
    reply = receiver.post({**sent, "summary": "Something else"})
    assert reply.status_code == 422
    assert reply.json()["type"].endswith(":key-reused")
    stored = row_of(receiver, str(sent["submission_id"]))["answers"]
    assert stored["summary"] == "A word of praise"


def test_each_stored_submission_is_announced_without_personal_data(
    receiver: Server,
) -> None:
    """Issue 2.7: one line with reference, form and page."""
    sent = answers(email="jo@example.org")
    reference = receiver.post(sent).json()["reference"]
    receiver.post(sent)
    assert receiver.lines_with(receiver.post(answers()).json()["reference"])
    (line,) = receiver.lines_with(reference)
    assert re.fullmatch(rf"\d\d:\d\d:\d\d stored {reference} page report/status\n", line)


def test_who_sent_it_is_not_kept(serve: Any, tmp_path: Any) -> None:
    """C7, D4.5: address, browser, referrer, cookie and key are in no file and no output."""
    server = serve()
    marks = {
        "User-Agent": "SENTINEL-agent",
        "Referer": f"{SITE}/?SENTINEL-referrer",
        "X-Forwarded-For": "203.0.113.77",
        "Cookie": "a=SENTINEL-cookie",
    }
    server.post(
        answers(email="SENTINEL@example.org", page_url=f"{SITE}/?SENTINEL"), headers=marks
    )
    server.post(answers(role="SENTINEL"), headers=marks)
    server.post(b"\xff SENTINEL", headers=marks)
    server.process.terminate()
    server.process.wait(10)
    output = "".join([*server.said, *server.complained])
    assert "SENTINEL" not in output
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("*.sqlite3*"))
    assert kept.count(b"SENTINEL") == 1  # the answer itself
    for mark in (b"203.0.113.77", b"127.0.0.1", b"SENTINEL-"):
        assert mark not in kept
    assert "127.0.0.1" not in "".join(server.said[1:])


def test_a_reply_says_nothing_of_the_software(receiver: Server) -> None:
    reply = requests.get(receiver.address + "/live", timeout=10)
    assert reply.json() == {"status": "live"}
    assert "Server" not in reply.headers
