"""The team reads back what is stored: with the token, page by page, in two formats."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
import requests
from receiver_kit import PATIENCE, SITE, TOKEN, answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from receiver_kit import Server

BEARER = {"Authorization": f"Bearer {TOKEN}"}


def test_pages_follow_each_other(serve: Callable[..., Server]) -> None:
    """Each is there once, in the order of arrival, also while more arrive."""
    server = serve()
    sent = [str(server.post(answers()).json()["submission_id"]) for _ in range(7)]
    url = f"{server.address}/submissions?limit=3"
    found: list[str] = []
    while url:
        reply = requests.get(url, headers=BEARER, timeout=PATIENCE)
        assert reply.headers["Content-Type"] == "application/x-ndjson"
        assert reply.headers["Cache-Control"] == "no-store"
        found += [json.loads(line)["submission_id"] for line in reply.text.splitlines()]
        link = reply.links.get("next", {}).get("url")
        url = requests.compat.urljoin(reply.url, link) if link else ""
        if len(found) == 3:
            sent.append(server.post(answers()).json()["submission_id"])
    assert found == sent


def test_a_table_has_a_column_for_each_question(serve: Callable[..., Server]) -> None:
    """Issue 2.5: CSV, with no cell that a spreadsheet would run."""
    server = serve()
    server.post(answers(summary="=1+1 is a sum", score="4", activities=["a", "b"]))
    headers = {**BEARER, "Accept": "text/csv"}
    reply = server.get("/submissions", headers=headers)
    assert reply.headers["Content-Type"].startswith("text/csv")
    (row,) = csv.DictReader(io.StringIO(reply.text, newline=""))
    assert row["summary"] == "'=1+1 is a sum"
    assert row["score"] == "4"
    assert row["activities"] == "a; b"
    assert "email" not in row  # an address is asked for by name
    assert row["page"] == "report/status"
    assert "payload_hash" not in row


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Authorization": "Bearer "},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "Bearer n\xe4h"},
    ],
)
def test_nobody_reads_without_the_token(receiver: Server, header: dict[str, str]) -> None:
    reply = receiver.get("/submissions", headers=header)
    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"] == "Bearer"
    assert reply.json()["type"].endswith(":unauthorised")


def test_no_page_of_the_site_can_read(receiver: Server) -> None:
    """No CORS header: a script in a browser is never shown the answers."""
    reply = receiver.get("/submissions", headers={**BEARER, "Origin": SITE})
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_without_a_token_there_is_no_such_address(serve: Callable[..., Server]) -> None:
    server = serve(token="")
    reply = server.get("/submissions", headers=BEARER)
    assert reply.status_code == 404


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "after=-1", "after=1e9", "after=" + "9" * 30]
)
def test_a_wrong_number_is_refused(receiver: Server, query: str) -> None:
    reply = receiver.get(f"/submissions?{query}", headers=BEARER)
    assert reply.status_code == 400
    assert reply.json()["type"].endswith(":bad-query")


def test_another_format_is_refused(receiver: Server) -> None:
    headers = {**BEARER, "Accept": "application/pdf"}
    assert receiver.get("/submissions", headers=headers).status_code == 406
