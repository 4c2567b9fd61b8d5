"""How much one network may send: nobody fills the database, and nobody else waits for them."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from receiver_kit import TOKEN, answers
from starlette.requests import Request

from sphinx_page_feedback.problems import Problem
from sphinx_page_feedback.receiver import read_network
from sphinx_page_feedback.receiver.senders import (
    BURST,
    MOST_WRONG_TOKENS,
    WINDOW,
    SenderCounts,
    sender_address,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from receiver_kit import Server

HERE = "--trust-proxy=127.0.0.1"


def sent_from(address: str) -> dict[str, Any]:
    return {"headers": {"X-Forwarded-For": address}}


def test_more_than_one_network_may_send_waits_and_keeps_the_words(
    serve: Callable[..., Server],
) -> None:
    """Another network does not wait, and what was stored before is confirmed all the same."""
    server = serve("--rate=3", HERE)
    stored = [answers() for _ in range(3)]
    for one in stored:
        assert server.post(one, **sent_from("203.0.113.7")).status_code == 201
    refused = server.post(answers(), **sent_from("203.0.113.7"))
    assert refused.status_code == 429
    assert refused.json()["type"] == "urn:sphinx-page-feedback:too-many"
    assert 500 < int(refused.headers["Retry-After"]) <= WINDOW
    assert server.post(stored[0], **sent_from("203.0.113.7")).status_code == 200
    assert server.post(answers(), **sent_from("203.0.113.8")).status_code == 201
    headers = {"X-Forwarded-For": "203.0.113.7", "Accept": "text/html"}
    page = server.post(answers(details="SENTINEL words"), headers=headers)
    assert page.status_code == 429
    assert "SENTINEL words" in page.text
    assert "A lot of feedback came from your network" in page.text
    assert len(server.rows()) == 4


def test_what_is_not_stored_does_not_count(serve: Callable[..., Server]) -> None:
    server = serve("--rate=2", HERE)
    for _ in range(5):
        assert server.post(answers(score="9"), **sent_from("203.0.113.7")).status_code == 422
    again = answers()
    for status in (201, 200, 200):
        assert server.post(again, **sent_from("203.0.113.7")).status_code == status
    assert server.post(answers(), **sent_from("203.0.113.7")).status_code == 201


def test_a_burst_is_stored_and_flagged(serve: Callable[..., Server]) -> None:
    """From the sixty-first on: it may be a classroom, so a person decides."""
    server = serve(HERE)
    for _ in range(BURST + 2):
        assert server.post(answers(), **sent_from("203.0.113.7")).status_code == 201
    flags = [row["flags"] for row in server.rows()]
    assert flags == [""] * BURST + ["spam:burst"] * 2


@pytest.mark.parametrize("options", [("--rate=1",), ("--rate=0", HERE)])
def test_who_cannot_be_told_apart_is_not_counted(
    serve: Callable[..., Server], options: tuple[str, ...]
) -> None:
    """Behind a proxy that nobody named, all readers would share one count; the start says so."""
    server = serve(*options)
    for _ in range(3):
        assert server.post(answers(), **sent_from("203.0.113.7")).status_code == 201
    server.lines_with(answers()["form"])
    said = "".join(server.said)
    assert ("--trust-proxy" in said) is (options == ("--rate=1",))


def test_wrong_tokens_are_limited_and_the_right_one_is_not(
    serve: Callable[..., Server],
) -> None:
    server = serve(HERE)

    def status(token: str, address: str) -> int:
        headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": address}
        return server.get("/submissions", headers=headers).status_code

    for _ in range(MOST_WRONG_TOKENS):
        assert status("guess", "203.0.113.7") == 401
    assert status("guess", "203.0.113.7") == 429
    assert status("guess", "203.0.113.8") == 401
    assert status(TOKEN, "203.0.113.7") == 200


@pytest.mark.parametrize(
    ("peer", "header", "sender"),
    [
        ("8.8.8.8", "203.0.113.7", "8.8.8.8"),  # no proxy of ours says so
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "203.0.113.9, 203.0.113.7", "203.0.113.7"),  # the first is a claim
        ("127.0.0.1", "203.0.113.7, 10.1.2.3", "203.0.113.7"),
        ("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "nonsense", None),
        ("127.0.0.1", "", None),
        ("127.0.0.1", "10.1.2.3", None),
        ("192.168.0.9", "203.0.113.7", None),
        ("::1", "203.0.113.7", None),
    ],
)
def test_who_sends_is_read_from_the_right(peer: str, header: str, sender: str | None) -> None:
    proxies = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))
    headers = [(b"x-forwarded-for", header.encode())] if header else []
    request = Request({"type": "http", "client": (peer, 1), "headers": headers})
    assert sender_address(request, proxies) == (ip_address(sender) if sender else None)


def test_a_count_begins_anew_after_ten_minutes() -> None:
    now = [0.0]
    counts = SenderCounts(clock=lambda: now[0])
    address = ip_address("203.0.113.7")
    assert [counts.add(address) for _ in range(3)] == [1, 2, 3]
    now[0] = WINDOW - 1
    assert (counts.of(address), counts.wait(address)) == (3, 1)
    now[0] = WINDOW
    assert counts.of(address) == 0
    assert counts.add(None) == counts.of(None) == 0


def test_a_household_has_one_count_and_its_neighbour_another() -> None:
    counts = SenderCounts()
    for number in range(3):
        counts.add(ip_address(f"2001:db8:0:{number:x}::1"))
    assert counts.of(ip_address("2001:db8:0:ff::2")) == 3
    assert counts.of(ip_address("2001:db8:0:100::1")) == 0


def test_nothing_in_memory_is_an_address() -> None:
    counts = SenderCounts()
    address = ip_address("203.0.113.7")
    counts.add(address)
    assert "203.0.113.7" not in repr(counts)
    assert address.packed not in b"".join(counts._counts)  # noqa: SLF001 (what is kept)


@given(numbers=st.lists(st.integers(0, 5), max_size=40))
def test_counts_are_those_of_each_network(numbers: list[int]) -> None:
    counts = SenderCounts(clock=lambda: 0.0)
    for number in numbers:
        counts.add(ip_address(f"203.0.113.{number}"))
    for number in range(6):
        assert counts.of(ip_address(f"203.0.113.{number}")) == numbers.count(number)


def test_many_networks_take_no_more_memory_than_some(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest are forgotten."""
    monkeypatch.setattr("sphinx_page_feedback.receiver.senders._MOST_KEYS", 50)
    now = [0.0]
    counts = SenderCounts(clock=lambda: now[0])
    for number in range(200):
        now[0] += 0.1
        counts.add(ip_address(f"203.0.113.{number}"))
    assert len(counts._counts) <= 50  # noqa: SLF001 (what is kept)
    assert counts.of(ip_address("203.0.113.199")) == 1


def test_a_proxy_that_is_no_address_stops_the_start() -> None:
    with pytest.raises(Problem) as caught:
        read_network("proxy.example.org")
    assert caught.value.code == "proxy"
