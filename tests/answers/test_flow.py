"""What became of every answer: set aside, near-identical texts, redaction; and it adds up."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from team import open_review, row

from sphinx_page_feedback.answers import (
    REASONS,
    Review,
    Span,
    analysed,
    find_campaigns,
    flow_of,
    redact,
    variants,
)

if TYPE_CHECKING:
    from pathlib import Path

PROSE = (
    "We ask the government to publish the data about care every month, so that families can "
    "see how the services in their own area are doing."
)


def test_an_account_by_hand(tmp_path: Path) -> None:
    """Ten answers: one replaced, one flagged, three alike, one set aside, one gone."""
    newer = row(1, "Newer")
    rows = [
        row(0, "Older", replaced_by=newer["submission_id"]),
        newer,
        row(2, "Buy now", flags=["spam:honeypot"]),
        row(3, "Ring me", flags=["personal:phone"]),
        *(row(number, f"{PROSE} {number}") for number in (4, 5, 6)),
        row(7),
        row(8),
    ]
    review = open_review(tmp_path, rows)
    [campaign] = find_campaigns(
        {one.submission_id: str(one.values["details"]) for one in review.answers.rows}
    )
    members = list(campaign.members)
    assert members == [one["submission_id"] for one in rows[4:7]]
    review.decide("ann", "campaign", leader=campaign.leader, members=members, decision="once")
    review.decide("ann", "aside", rows[7]["submission_id"], reason="scope")
    review.decide("ann", "read", "an id that no row has")
    flow = flow_of(review)
    assert flow.received == 10
    assert flow.aside == {"replaced": 1, "scope": 1, "withdrawn": 1}
    assert flow.waiting == {"flagged as spam": 1}
    assert flow.counted_once == 2
    assert flow.analysed == 4
    assert flow.adds_up
    kept = [rows[number]["submission_id"] for number in (1, 3, 4, 8)]
    assert analysed(review) == kept


def test_when_the_first_of_a_campaign_is_set_aside_another_counts(tmp_path: Path) -> None:
    rows = [row(number, f"{PROSE} {number}") for number in range(3)]
    review = open_review(tmp_path, rows)
    keys = [one["submission_id"] for one in rows]
    review.decide("ann", "campaign", leader=keys[0], members=keys, decision="once")
    review.decide("ann", "aside", keys[0], reason="test")
    assert analysed(review) == [keys[1]]
    for decision in ("all", "separate"):
        review.decide("ann", "campaign", leader=keys[0], members=keys, decision=decision)
        assert analysed(review) == keys[1:]


DECISIONS = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(["aside", "campaign", "undo"]),
        st.sampled_from(["", *REASONS]),
        st.sampled_from(["once", "all", "separate"]),
        st.sets(st.integers(0, 9), min_size=2),
    ),
    max_size=12,
)


@settings(max_examples=20, deadline=None)  # each decision is written to a disk
@given(decisions=DECISIONS, flags=st.sets(st.integers(0, 9)))
def test_every_answer_goes_exactly_one_way(
    decisions: list[tuple[Any, ...]], flags: set[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever was decided, even of campaigns that share members."""
    rows = [row(n, flags=["spam:service"] if n in flags else []) for n in range(10)]
    review = open_review(tmp_path_factory.mktemp("flow"), rows)
    keys = [one["submission_id"] for one in rows]
    for number, kind, reason, decision, members in decisions:
        if kind == "aside":
            review.decide("ann", "aside", keys[number], reason=reason)
        elif kind == "undo":
            review.undo("ann")
        else:
            those = [keys[member] for member in sorted(members)]
            review.decide("ann", "campaign", leader=those[0], members=those, decision=decision)
    assert flow_of(review).adds_up


def texts_of(seed: int) -> tuple[dict[str, str], dict[str, str]]:
    """Return texts by id, and the campaign of those that are a copy of something."""
    rng = random.Random(seed)
    words = [f"word{number}" for number in range(900)]
    originals = {f"c{n}": rng.choices(words, k=rng.randint(20, 60)) for n in range(3)}
    texts, campaigns = {}, {}
    for number in range(400):
        key = f"a{number}"
        if number % 5:
            texts[key] = " ".join(rng.choices(words, k=rng.randint(12, 60)))
        else:
            name = f"c{number // 5 % 3}"
            copy = list(originals[name])
            for _ in range(rng.randint(0, 2)):  # a word changed here and there
                copy[rng.randrange(len(copy))] = rng.choice(words)
            texts[key], campaigns[key] = " ".join(copy), name
    return texts, campaigns


@pytest.mark.parametrize("seed", [7, 2027])
def test_copies_are_found_though_words_differ(seed: int) -> None:
    texts, campaigns = texts_of(seed)
    found = find_campaigns(texts)
    grouped = {key: group.leader for group in found for key in group.members}
    assert grouped.keys() <= campaigns.keys()  # no text that is nobody's copy
    assert len(grouped) >= 0.96 * len(campaigns)
    for group in found:
        assert len({campaigns[key] for key in group.members}) == 1


def test_short_texts_and_chains_are_no_campaign() -> None:
    """Two who agree in two words; and a text between two others joins one of them only."""
    words = [f"w{number}" for number in range(60)]
    texts = {
        "a": "I agree.",
        "b": "I agree.",
        "first": " ".join(words[:30]),
        "between": " ".join(words[10:40]),
        "last": " ".join(words[20:50]),
    }
    [group] = find_campaigns(texts)
    assert group.members == ("first", "between")


def test_a_variant_shows_the_words_that_differ() -> None:
    texts = {"a": PROSE, "b": PROSE.replace("every month", "each week"), "c": PROSE}
    [group] = find_campaigns(texts)
    [variant] = variants(group, texts)
    assert variant.count == 1
    assert ("gone", "every month,") in variant.parts
    assert ("new", "each week,") in variant.parts


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=6)


@given(text=st.text(alphabet="abcdefgh ", max_size=30), spans=SPANS)
def test_nothing_that_is_redacted_is_left_and_all_else_is(
    text: str, spans: list[tuple[int, int]]
) -> None:
    """Each character is marked by its place, so that one left over is known."""
    marked = "".join(chr(0x4E00 + number) for number in range(len(text)))
    chosen = [Span(start=start, end=start + length) for start, length in spans]
    hidden = {number for span in chosen for number in range(span.start, span.end)}
    result = redact(marked, chosen)
    shown = [ord(char) - 0x4E00 for char in result if ord(char) >= 0x4E00]
    assert shown == [number for number in range(len(text)) if number not in hidden]


def test_a_redacted_answer_has_its_mark_wherever_it_goes(tmp_path: Path) -> None:
    """In answers and in what has no question; the original stays in the file."""
    rows = [row(0, "Ask Jo at once", extra={"former": "Jo said so"})]
    review = open_review(tmp_path, rows)
    [answer] = review.answers.rows
    for name, start in (("details", 4), ("former", 0)):
        review.decide(
            "ann",
            "redact",
            answer.submission_id,
            field=name,
            start=start,
            end=start + 2,
            kind="name",
            applies=True,
        )
    clean = review.redacted(answer)
    assert clean.values["details"] == "Ask [redacted: a name] at once"
    assert clean.extra["former"] == "[redacted: a name] said so"
    again = Review.open(tmp_path / "answers.sqlite3")
    assert again.answers.rows[0].values["details"] == "Ask Jo at once"
