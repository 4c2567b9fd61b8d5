"""What a form accepts, what it stores, and what it says of a wrong answer."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sphinx_page_feedback.model import Form, reference_of

ROLES = [
    {"value": "data", "label": "Data professional"},
    {"group": "Leaders", "options": [{"value": "lead", "label": "Leader"}, "Other"]},
]
MATRIX = {
    "type": "matrix",
    "name": "ideas",
    "label": "Ideas",
    "rows": [{"value": "a", "label": "First"}, {"value": "b", "label": "Second"}],
    "scales": [
        {"name": "worth", "label": "Worth", "low": "none", "high": "much"},
        {"name": "ease", "label": "Ease", "low": "hard", "high": "easy", "points": 3},
    ],
}


def form_of(*fields: dict[str, Any], **words: Any) -> Form:
    """Return a form with those fields."""
    return Form.model_validate({"name": "page", "title": "Page", "fields": fields, **words})


def text(**keys: Any) -> dict[str, Any]:
    """Return a text field."""
    return {"type": "text", "name": "summary", "label": "Brief summary", **keys}


@pytest.mark.parametrize(
    ("field", "posted", "message"),
    [
        (text(required=True), "", "Enter brief summary"),
        (text(required=True), "   ", "Enter brief summary"),
        (
            text(required=True, messages={"missing": "Enter a brief summary"}),
            "",
            "Enter a brief summary",
        ),
        (text(min_length=5), "four", "Brief summary must be 5 characters or more"),
        (text(max_length=3), "four", "Brief summary must be 3 characters or less"),
        (text(label="Why?", required=True), "", "Enter an answer to “Why?”"),
        (
            text(label="Why?", min_length=9),
            "x",
            "Your answer to “Why?” must be 9 characters or more",
        ),
        (text(label="NHS trust", required=True), "", "Enter NHS trust"),
        (
            text(type="email"),
            "name@",
            "Enter an email address in the correct format, like name@example.com",
        ),
        (
            text(type="select", label="Your role", required=True, options=ROLES),
            "",
            "Select your role",
        ),
        (
            text(type="select", label="Your role", options=ROLES),
            "boss",
            "Select your role from the list",
        ),
        (
            text(type="checkboxes", label="Tasks", required=True, options=["A"]),
            "",
            "Select at least one answer to “Tasks”",
        ),
        (
            text(type="scale", label="Use", low="none", high="much"),
            "6",
            "Select a score from the list for “Use”",
        ),
    ],
)
def test_wrong_answer_is_told_in_the_words_of_the_pattern(
    field: dict[str, Any], posted: str, message: str
) -> None:
    """The words follow GOV.UK's patterns: what to do, without please, sorry or invalid."""
    answers, errors = form_of(field).check({"summary": [posted]})
    assert answers == {}
    assert [error.message for error in errors] == [message]
    assert not re.search(
        r"please|sorry|valid\b|invalid|oops|forgot|required", message, re.IGNORECASE
    )


@given(
    st.text(min_size=1, max_size=500).filter(lambda words: words.strip() and "\r" not in words)
)
def test_words_are_stored_as_they_were_written(words: str) -> None:
    assert form_of(text()).check({"summary": [words]}) == ({"summary": words}, [])


def test_line_ends_of_a_form_post_count_once() -> None:
    """Browsers post CRLF; a script counts LF. What one allows the other must not refuse."""
    form = form_of(text(type="textarea", max_length=3))
    assert form.check({"summary": ["a\r\nb"]}) == ({"summary": "a\nb"}, [])


@given(st.dictionaries(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=3)))
def test_names_that_the_form_does_not_have_are_never_stored(
    posted: dict[str, list[str]],
) -> None:
    form = form_of(text(), text(name="role", type="select", options=ROLES), MATRIX)
    answers, _ = form.check(posted)
    assert answers.keys() <= {
        "summary",
        "role",
        *(key for field in form.fields for key in field.keys),
    }


def test_unanswered_is_absent_and_a_score_is_a_number() -> None:
    """A cell that nobody scored is no zero."""
    posted = {"ideas__a__worth": ["5"], "ideas__b__worth": [""], "ideas__b__ease": ["3"]}
    assert form_of(MATRIX).check(posted) == ({"ideas__a__worth": 5, "ideas__b__ease": 3}, [])


@pytest.mark.parametrize("score", ["0", "4", "-1", "1.5", "²", "x", " 1"])
def test_score_outside_the_scale_is_refused_at_its_cell(score: str) -> None:
    answers, errors = form_of(MATRIX).check({"ideas__a__ease": [score]})
    assert answers == {}
    assert [error.field for error in errors] == ["ideas__a__ease"]


def test_ticked_boxes_are_a_list_without_repeats() -> None:
    boxes = text(type="checkboxes", options=["A", "B", "C"])
    answers, errors = form_of(boxes).check({"summary": ["C", "A", "C", ""]})
    assert (answers, errors) == ({"summary": ["C", "A"]}, [])


def test_hidden_field_has_the_forms_value_whatever_is_posted() -> None:
    hidden = {"type": "hidden", "name": "wave", "value": "2"}
    assert form_of(hidden).check({"wave": ["99"]}) == ({"wave": "2"}, [])


def test_every_error_is_told_at_once_in_the_order_of_the_form() -> None:
    form = form_of(text(required=True), text(name="role", required=True))
    assert [error.field for error in form.check({})[1]] == ["summary", "role"]


def test_manifest_gives_the_form_back_with_its_words() -> None:
    """The receiver reads the manifest; what it says must be what the page says."""
    form = form_of(text(required=True), text(name="role", type="radio", options=ROLES), MATRIX)
    data = json.loads(json.dumps(form.to_manifest(lambda words: f"¡{words}!")))
    again = Form.from_manifest("page", data)
    assert [field.keys for field in again.fields] == [field.keys for field in form.fields]
    [error] = again.check({"role": ["data"]})[1]
    assert error.message == "¡Enter Brief summary!"


@pytest.mark.parametrize("kind", ["email", "textarea", "checkboxes", "scale"])
def test_what_is_about_a_page_or_an_address_is_never_offered_again(kind: str) -> None:
    """The key is unknown there, so a form file that has it is refused."""
    field = {"type": kind, "name": "a", "label": "A", "remember": True}
    with pytest.raises(ValidationError, match=r"remember\n +Extra inputs are not permitted"):
        form_of(field)


def test_version_changes_with_a_field_and_with_nothing_else() -> None:
    form = form_of(text())
    assert form.version == form_of(text(), title="Other", thanks="Thanks").version
    assert form.version == form_of(text(remember=True)).version
    assert form.version != form_of(text(label="Summary")).version
    assert re.fullmatch("[0-9a-f]{12}", form.version)


def test_form_is_open_on_both_of_its_end_days() -> None:
    form = form_of(text(), opens=date(2027, 1, 10), closes=date(2027, 1, 20))
    days = [9, 10, 15, 20, 21]
    states = [form.state_on(date(2027, 1, day)) for day in days]
    assert states == ["early", "open", "open", "open", "closed"]
    assert form_of(text()).state_on(date(1970, 1, 1)) == "open"


def test_reference_follows_from_the_id_and_has_no_lookalikes() -> None:
    one = uuid4()
    assert reference_of(one) == reference_of(one)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", reference_of(one))
    assert len({reference_of(uuid4()) for _ in range(10_000)}) == 10_000
