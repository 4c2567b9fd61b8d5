"""``Form.largest_body``: no answer that the form accepts is larger."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from requests import Request

from sphinx_page_feedback.model import Form

NAME = "n" * 60
SCALE: dict[str, Any] = {"label": "S", "low": "l", "high": "h", "points": 11}
FIELDS: list[dict[str, Any]] = [
    {"type": "text", "max_length": 500},
    {"type": "textarea"},
    {"type": "email"},
    {"type": "select", "options": ["短", "十二個字の選択肢です"]},
    {"type": "checkboxes", "options": ["一", "二", "三"]},
    {"type": "scale", **SCALE},
    {
        "type": "matrix",
        "rows": [{"value": NAME, "label": "R"}],
        "scales": [{**SCALE, "name": NAME}],
    },
    {"type": "hidden", "value": "値" * 100},
]
CONTEXT = {"page_title": "標題" * 100, "page_url": "https://example.org/" + "%E9" * 300}


def form_of(*fields: dict[str, Any]) -> Form:
    """Return a form of those fields, each with a long name of its own."""
    named = [
        {**({} if field["type"] == "hidden" else {"label": "L"}), "name": f"{NAME[:58]}{index}"}
        | field
        for index, field in enumerate(fields)
    ]
    return Form.model_validate({"name": "page", "title": "P", "fields": named})


def fullest(form: Form, character: str) -> list[tuple[str, str]]:
    """Return the longest answers that a form accepts, made of one character."""
    entries: list[tuple[str, str]] = []
    for field in form.fields:
        match field.type:
            case "text" | "textarea" | "email":
                entries.append((field.name, character * field.max_length))
            case "select":
                entries.append((field.name, field.flat_options[-1].value))
            case "checkboxes":
                entries += [(field.name, option.value) for option in field.flat_options]
            case "hidden":
                entries.append((field.name, field.value))
            case _:
                entries += [(key, "11") for key in field.keys]
    return entries


@pytest.mark.parametrize("character", ["漢", "😀", "\r\n", '"', "\x01"])
@pytest.mark.parametrize("fields", [FIELDS, *([field] for field in FIELDS)])
def test_no_answer_is_larger_in_any_encoding(
    fields: list[dict[str, Any]], character: str
) -> None:
    form = form_of(*fields)
    entries = [*CONTEXT.items(), *fullest(form, character)]
    parts = [(name, (None, value)) for name, value in entries]
    multipart = Request("POST", "http://localhost", files=parts).prepare().body
    assert len(urlencode(entries)) <= form.largest_body
    assert len(json.dumps(dict(entries))) <= form.largest_body
    assert isinstance(multipart, bytes)
    assert len(multipart) <= form.largest_body


def test_two_text_areas_of_the_usual_length_may_be_full_of_chinese() -> None:
    form = form_of({"type": "textarea"}, {"type": "textarea"})
    assert len(urlencode(fullest(form, "漢"))) > 65_536
    assert form.largest_body >= len(urlencode(fullest(form, "漢")))
