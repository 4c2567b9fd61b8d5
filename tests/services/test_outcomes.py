"""Every kind of reply, and what it proves; the script of a page runs the same cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from configured import read

from sphinx_page_feedback.services import (
    Outcome,
    PostReply,
    ServiceSettings,
    outcome_of,
    outcome_table,
)

CASES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("outcome_cases.json").read_text(encoding="utf-8")
)
FIELD_NAMES = ("summary", "email", "topics")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_reply_proves_what_the_table_says(case: dict[str, Any]) -> None:
    settings = read(case["service"], **case.get("conf", {}))
    assert isinstance(settings, ServiceSettings), settings
    text = case.get("text") or json.dumps(case.get("body", "")).replace('"ID"', '"1f2e"')
    reply = PostReply(
        status=case["status"],
        text=text.replace('"ID"', '"1f2e"'),
        connected=case.get("connected", True),
    )
    assert outcome_of(settings.service, reply, "1f2e", FIELD_NAMES) == case["outcome"]


def test_every_rule_of_the_table_is_reached_by_a_case_or_is_a_status() -> None:
    """And each fact that a rule needs has a meaning in the table."""
    table = outcome_table()
    assert {case["outcome"] for case in CASES} == set(Outcome) == set(table.outcomes)
    for needed, _ in table.rules:
        for fact in needed.split():
            kind = "200" if fact.isdigit() else "2xx" if fact.endswith("xx") else fact
            kind = "type:not-stored" if fact.startswith("type:") else kind
            assert kind in table.facts


def test_the_last_rule_needs_nothing() -> None:
    """So every reply has an outcome."""
    assert outcome_table().rules[-1] == ("", Outcome.UNKNOWN)
