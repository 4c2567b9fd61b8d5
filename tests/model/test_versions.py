"""``was``: an answer to an earlier version is read under the names of today, and nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sphinx_page_feedback.model import (
    Form,
    apply_renames,
    find_name_clashes,
    present_row,
    without_addresses,
)


def form_of(*fields: dict[str, Any]) -> Form:
    """Return a form with those fields."""
    return Form.model_validate({"name": "page", "title": "Page", "fields": fields})


def select(name: str, *options: Any, **keys: Any) -> dict[str, Any]:
    """Return a field with options."""
    return {"type": "select", "name": name, "label": name, "options": options, **keys}


def text(name: str, **keys: Any) -> dict[str, Any]:
    """Return a text field."""
    return {"type": "textarea", "name": name, "label": name, **keys}


def option(value: str, *was: str) -> dict[str, Any]:
    """Return an option with its former values."""
    return {"value": value, "label": value, "was": was}


MATRIX = {
    "type": "matrix",
    "name": "ideas",
    "was": ["views"],
    "label": "Ideas",
    "rows": [{"value": "reports", "was": ["papers"], "label": "Reports"}],
    "scales": [{"name": "worth", "was": ["value"], "label": "W", "low": "l", "high": "h"}],
}


def test_renamed_field_keeps_its_answers_and_the_original_name_stays_in_extra() -> None:
    form = form_of(text("comment", was=["remark", "details"]))
    assert apply_renames(form, {"details": "Long."}) == (
        {"comment": "Long."},
        {"details": "Long."},
    )
    assert apply_renames(form, {"remark": "Long."}) == (
        {"comment": "Long."},
        {"remark": "Long."},
    )
    assert apply_renames(form, {"comment": "Long."}) == ({"comment": "Long."}, {})


def test_field_that_was_renamed_back_may_name_its_present_name_among_its_former_ones() -> None:
    form = form_of(text("mood", was=["nature", "mood"]))
    assert apply_renames(form, {"nature": "good"}) == ({"mood": "good"}, {"nature": "good"})
    assert apply_renames(form, {"mood": "good"}) == ({"mood": "good"}, {})


def test_renamed_option_is_read_under_its_present_value() -> None:
    form = form_of(select("mood", option("happy", "glad", "merry"), "sad", was=["nature"]))
    assert apply_renames(form, {"mood": "merry"}) == ({"mood": "happy"}, {"mood": "merry"})
    assert apply_renames(form, {"nature": "glad"}) == ({"mood": "happy"}, {"nature": "glad"})
    assert apply_renames(form, {"mood": "sad"}) == ({"mood": "sad"}, {})


def test_two_ticked_options_that_became_one_are_ticked_once() -> None:
    form = form_of({**select("tasks", option("ab", "a", "b"), "c"), "type": "checkboxes"})
    assert apply_renames(form, {"tasks": ["a", "c", "b"]})[0] == {"tasks": ["ab", "c"]}


@pytest.mark.parametrize(
    "former", ["views__papers__value", "ideas__papers__value", "views__reports__worth"]
)
def test_score_follows_its_matrix_its_row_and_its_scale(former: str) -> None:
    answers, extra = apply_renames(form_of(MATRIX), {former: 4})
    assert (answers, extra) == ({"ideas__reports__worth": 4}, {former: 4})


def test_answer_under_the_present_name_wins_and_the_former_one_is_kept() -> None:
    form = form_of(text("comment", was=["details"]))
    assert apply_renames(form, {"details": "Old.", "comment": "New."}) == (
        {"comment": "New."},
        {"details": "Old."},
    )


def test_what_was_stored_beside_the_answers_becomes_one_if_the_form_accepts_it() -> None:
    """The receiver had never seen the page's version, so nothing has checked it."""
    form = form_of(
        text("comment", was=["details"], max_length=10),
        {"type": "scale", "name": "score", "label": "Score", "low": "l", "high": "h"},
    )
    assert apply_renames(form, {}, {"details": "Short.", "score": "4"}) == (
        {"comment": "Short.", "score": 4},
        {"details": "Short.", "score": "4"},
    )
    refused = {"details": "Much too long.", "score": "9", "else": "what", "details[]": ["x"]}
    assert apply_renames(form, {}, refused) == ({}, refused)


def test_answers_to_a_form_that_is_gone_are_read_as_they_were_asked() -> None:
    assert apply_renames(None, {"a": "x"}, {"b": "y"}) == ({"a": "x"}, {"b": "y"})


@pytest.mark.parametrize(
    "fields",
    [
        [text("a", was=["b"]), text("b")],
        [text("a", was=["b"]), text("b", was=["a"])],
        [text("a", was=["old"]), text("b", was=["old"])],
        [text("a", was=["ideas__reports__worth"]), MATRIX],
        [text("a", was=["views"]), MATRIX],
    ],
)
def test_former_name_that_leads_to_two_fields_is_a_clash(fields: list[dict[str, Any]]) -> None:
    [(_, cause, cure)] = list(find_name_clashes(form_of(*fields).fields))[:1]
    assert "former name" in cause
    assert "`was`" in cure


def test_two_scores_of_one_name_are_a_clash() -> None:
    rating = {"label": "W", "low": "l", "high": "h"}
    matrix = {
        **MATRIX,
        "rows": [{"value": "a", "label": "A"}, {"value": "a__b", "label": "B"}],
        "scales": [{**rating, "name": "b__c"}, {**rating, "name": "c"}],
    }
    [(_, cause, _)] = find_name_clashes(form_of(matrix).fields)
    assert cause == 'two answers with the name "ideas__a__b__c"'


@pytest.mark.parametrize(
    "wrong",
    [
        select("a", option("x", "y"), "y"),
        select("a", option("x", "z"), option("y", "z")),
        {
            **MATRIX,
            "rows": [{"value": "a", "was": ["b"], "label": "A"}, {"value": "b", "label": "B"}],
        },
    ],
)
def test_former_value_that_leads_to_two_options_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="of two: "):
        form_of(wrong)


NAMES = ["a", "b", "c", "d"]
VALUES = ["v", "w", "x", "y"]


@dataclass(eq=False)
class Asked:
    """A question through its history."""

    name: str
    value: str
    was: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    def to_field(self) -> dict[str, Any]:
        """Return it as a form file would have it at present."""
        return select(self.name, option(self.value, *self.values), "other", was=self.was)


def rename(names: list[str], present: str, new: str) -> list[str]:
    """Return the former names after a renaming, the latest first."""
    return [name for name in dict.fromkeys([present, *names]) if name != new]


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[tuple[dict[str, str], list[Asked]]], list[Asked]]:
    """Return what was stored at each moment with whom it asked, and who is asked at the end."""
    asked = [
        Asked(name, draw(st.sampled_from(VALUES)))
        for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    ]
    stored: list[tuple[dict[str, str], list[Asked]]] = []
    gone: set[str] = set()
    for _ in range(draw(st.integers(1, 8))):
        stored.append(({one.name: one.value for one in asked}, [*asked]))
        one = draw(st.sampled_from(asked))
        others = (other for other in asked if other is not one)
        taken = {*gone, *(name for other in others for name in (other.name, *other.was))}
        match draw(st.sampled_from(["rename", "option", "remove", "add"])):
            case "rename" if free := [name for name in NAMES if name not in {*taken, one.name}]:
                new = draw(st.sampled_from(free))
                one.was, one.name = rename(one.was, one.name, new), new
            case "option":
                new = draw(st.sampled_from([value for value in VALUES if value != one.value]))
                one.values, one.value = rename(one.values, one.value, new), new
            case "remove" if len(asked) > 1:
                asked.remove(one)
                gone |= {one.name, *one.was}  # never given to another question
            case "add" if free := [
                name for name in NAMES if name not in {*taken, one.name, *one.was}
            ]:
                asked.append(Asked(draw(st.sampled_from(free)), draw(st.sampled_from(VALUES))))
    return stored, asked


@settings(deadline=None)
@given(histories())
def test_any_history_of_renames_reads_each_answer_under_its_present_name(
    history: tuple[list[tuple[dict[str, str], list[Asked]]], list[Asked]],
) -> None:
    """Renamed twice, renamed back, removed, added; fields and options: nothing is lost."""
    stored, asked = history
    form = form_of(*(one.to_field() for one in asked))
    assert list(find_name_clashes(form.fields)) == []
    for answers, respondents in stored:
        read, extra = apply_renames(form, answers)
        for one in respondents:
            if one in asked:
                assert read[one.name] == one.value
        for name, value in answers.items():
            assert value in {read.get(name), extra.get(name)}
        assert apply_renames(form, read, extra) == (read, extra)


FREE = st.dictionaries(
    st.sampled_from(["a", "b", "c", "ideas__reports__worth", "views__papers__value", "?"]),
    st.one_of(
        st.text(max_size=3), st.integers(0, 9), st.lists(st.sampled_from(VALUES), max_size=3)
    ),
)


@settings(deadline=None)
@given(FREE, FREE)
def test_no_word_is_lost_whatever_was_stored(
    answers: dict[str, Any], extra: dict[str, Any]
) -> None:
    form = form_of(text("a", was=["b"]), select("c", option("v", "w"), "x", was=["d"]), MATRIX)
    read, kept = apply_renames(form, answers, extra)
    for name, value in [*answers.items(), *extra.items()]:
        present = form.renames.present_value(name, value)
        assert value in [read.get(name), kept.get(name)] or present == read.get(name)
    assert apply_renames(form, read, kept) == (read, kept)


def test_former_names_and_an_upgrade_change_no_version() -> None:
    """The values are those of the first release: a new key may not move them."""
    plain = [
        text("a"),
        select("c", "x", {"group": "G", "options": ["y"]}),
        {**MATRIX, "was": []},
    ]
    form = form_of(*plain, {"type": "hidden", "name": "h", "value": "1"})
    assert form.version == "29dd90016954"
    assert "was" not in str(form_of(*plain[:2]).to_manifest())
    renamed = form_of(text("a", was=["b"]), select("c", option("x", "z"), "y", was=["d"]))
    assert renamed.version == form_of(text("a"), select("c", "x", "y")).version
    assert "'was': ['z']" in str(renamed.to_manifest())


def test_version_that_a_manifest_states_counts() -> None:
    """A later release may have written keys that this one does not know."""
    data = {**form_of(text("a")).to_manifest(), "version": "0123456789ab"}
    data["fields"][0]["later"] = True
    assert Form.from_manifest("page", data).version == "0123456789ab"


def test_a_row_of_a_moved_page_is_read_under_the_new_name() -> None:
    """The name that it was stored with stays, and reading twice is like reading once."""
    row = {"form": "page", "page": "old", "answers": {"details": "Long."}, "extra": {"x": "1"}}
    docnames = {"old": "new", "new": "new"}
    once = present_row(row, {}, docnames)
    assert once == row | {"page": "new", "extra": {"x": "1", "page": "old"}}
    assert present_row(once, {}, docnames) == once
    assert present_row(once, {}, {"new": "newest"})["extra"]["page"] == "old"
    assert present_row(row, {}, {"new": "new"}) == row


def test_an_email_address_is_taken_out_under_every_name_that_its_field_has_had() -> None:
    form = form_of(text("a"), {"type": "email", "name": "mail", "label": "E", "was": ["email"]})
    row = {
        "form": "f",
        "answers": {"a": "x", "mail": "1@host.example"},
        "extra": {"email": "2@"},
    }
    assert without_addresses(row, {"f": form}) == {
        "form": "f",
        "answers": {"a": "x"},
        "extra": {},
    }
    assert without_addresses(row, {}) == row
