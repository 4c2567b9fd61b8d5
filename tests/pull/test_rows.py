"""An item of any service as a row: flags, renamed questions, joined answers."""

from __future__ import annotations

from typing import Any

import pytest
from configured import RIGHT
from hypothesis import given
from hypothesis import strategies as st

from sphinx_page_feedback.manifest.read import Manifest
from sphinx_page_feedback.model import Form, join_list
from sphinx_page_feedback.pull.rows import RowMapping
from sphinx_page_feedback.pull.source import Source
from sphinx_page_feedback.services import SERVICES, ServiceSettings, read_settings

NAMES = ["a; b", "c, d", r"e\\f", "g;h", "plain", "other"]
FORM = Form.model_validate({
    "name": "page",
    "title": "Page feedback",
    "opens": "2027-01-11",
    "closes": "2027-03-31",
    "fields": [
        {"name": "comment", "type": "textarea", "label": "Comment", "was": ["details"]},
        {"name": "score", "type": "scale", "label": "Score", "low": "a", "high": "b",
         "was": ["points"]},
        {"name": "topics", "type": "checkboxes", "label": "Topics", "was": ["subjects"],
         "options": [{"value": value, "label": value} for value in NAMES]},
        {"name": "nature", "type": "select", "label": "Nature",
         "options": [{"value": "keen", "label": "Keen", "was": ["enthusiastic"]}]},
    ],
})  # fmt: skip


def row(received_at: str = "2027-02-01T00:00:00Z", **data: Any) -> dict[str, Any]:
    """Return the row that one item of Formspark becomes."""
    settings = read_settings({"name": "formspark", **RIGHT["formspark"]}, SERVICES, {})
    assert isinstance(settings, ServiceSettings)
    manifest = Manifest(forms={"page": FORM.to_manifest()})
    source = Source(settings=settings, manifest=manifest, environ={})
    item = {"id": "1", "createdAt": received_at, "data": {"form": "page", **data}}
    return RowMapping.of(source).row(item)


def test_answers_to_renamed_questions_stand_under_their_present_names() -> None:
    """For every service; what was sent is kept beside them."""
    sent = {"details": "Long", "points": "4", "subjects": "plain", "nature": "enthusiastic"}
    record = row(**sent)
    assert record["answers"] == {
        "comment": "Long",
        "score": 4,
        "topics": ["plain"],
        "nature": "keen",
    }
    assert record["extra"] == {
        "details": "Long",
        "points": 4,
        "subjects": ["plain"],
        "nature": "enthusiastic",
    }


@pytest.mark.parametrize(
    ("received_at", "flags"),
    [
        ("2027-01-10T09:59:59Z", ["early"]),
        ("2027-01-10T10:00:00Z", []),  # the 11th begins on Kiritimati
        ("2027-04-01T11:59:59Z", []),  # the 31st of March ends at Baker Island
        ("2027-04-01T12:00:00Z", ["late"]),
        ("2027-04-01T14:00:00+02:00", ["late"]),
        ("9999-12-31T23:59:59-11:00", ["late"]),
        ("soon", []),
        ("", []),
    ],
)
def test_what_came_early_or_late_has_a_flag(received_at: str, flags: list[str]) -> None:
    """A day counts while it is that day anywhere on Earth."""
    assert row(received_at)["flags"] == flags


def test_a_flag_of_spam_and_its_old_column_agree() -> None:
    record = row("2027-05-01T00:00:00Z", _honeypot="x")
    assert record["flags"] == ["spam:honeypot", "late"]
    assert record["suspected_spam"] == "honeypot"


@given(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
def test_ticks_that_an_export_of_ours_has_joined_are_separated_again(chosen: list[str]) -> None:
    """Whatever separators the options hold."""
    assert row(topics=join_list(chosen))["answers"]["topics"] == chosen


@pytest.mark.parametrize("joint", ["; ", ", ", ";", ",", "\n"])
def test_ticks_that_a_service_has_joined_are_separated_if_all_are_options(joint: str) -> None:
    assert row(topics=joint.join(["plain", "other"]))["answers"]["topics"] == ["plain", "other"]


def test_a_text_that_is_no_list_of_options_stays_as_it_is() -> None:
    assert row(topics="plain, and more")["answers"]["topics"] == ["plain, and more"]
