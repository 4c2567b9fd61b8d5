"""What changed between two builds: any single edit is reported, each with its effect."""

from __future__ import annotations

import copy
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_page_feedback.forms import Change, Effect, compare_manifests, load_forms
from sphinx_page_feedback.manifest.read import parse_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[1] / "roots/all_fields/_feedback"
Place = tuple[str | int, ...]
FORM = load_forms(FOLDER, "forms").forms["page"].to_manifest()
AGREE = {"type": "radio", "name": "agree", "label": "Do you agree?"}
OPTIONS = [{"value": "yes", "label": "I agree"}, {"value": "no", "label": "I disagree"}]


def site(**changes: Any) -> dict[str, Any]:
    """Return the manifest of a site with a form of every field type."""
    form = copy.deepcopy(FORM)
    form |= {"intro": "Hello.", "privacy": "privacy", "opens": "2027-01-02"}
    form["fields"][0]["was"] = ["formerly"]
    return {
        "schema": 2,
        "project": "P",
        "release": "1.0",
        "base_url": "https://docs.example.org/",
        "language": "en",
        "contact": "team@example.org",
        "thanks": "feedback-thanks.html",
        "service": {"name": "receiver", "endpoint": "/feedback"},
        "forms": {"page": form},
        "pages": {
            "index": {
                "title": "Start",
                "url": "index.html",
                "form": "page",
                "source": "index.md",
                "sections": [{"id": "first", "title": "First"}],
                "moved_from": ["start"],
                "form_title": "Your view",
                "form_disabled": "Later",
            },
            "plan": {"title": "Plan", "url": "plan.html", "form": None, "source": "plan.md"},
        },
        **changes,
    }


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Compare two manifests as they stand in files."""
    read = [parse_manifest(json.dumps(data), "feedback.json") for data in (before, after)]
    return compare_manifests(*read)


def leaves(value: Any, path: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield every value of JSON that holds no other, and where it is."""
    items: Any = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        if isinstance(inner, dict | list) and inner:
            yield from leaves(inner, (*path, key))
        else:
            yield (*path, key), inner


def lists(value: Any, path: Place = ()) -> Iterator[tuple[Place, list[Any]]]:
    """Yield every list of JSON, and where it is."""
    items: Any = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        if isinstance(inner, list):
            yield (*path, key), inner
        if isinstance(inner, dict | list):
            yield from lists(inner, (*path, key))


def replaced(path: Place, value: Any) -> dict[str, Any]:
    """Return the site with another value in one place."""
    data = copy.deepcopy(site())
    inner: Any = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return data


TYPES = {"text": "textarea", "textarea": "text", "select": "radio", "radio": "select"}
NAMES = {
    "type",
    "opens",
    "closes",
    "keep",
    "keep_email",
    "drafts",
    "name",
    "value",
    "base_url",
    "form",
    "id",
    0,
}
"""Keys whose values follow a rule."""
OTHER: dict[str | int, str] = {
    "opens": "2027-03-03",
    "closes": "2027-03-03",
    "keep": "P9Y",
    "keep_email": "P9D",
    "drafts": "P9D",
}
"""Keys whose value has a format."""
FIXED = {"schema", "version", "required"}
"""Not compared, derived, or tried below: a matrix cannot be required."""


def edited(path: Place, value: Any) -> Any:
    """Return another valid value."""
    if path[-1] == "type":
        return TYPES.get(value, value)
    if path[-1] in OTHER:
        return OTHER[path[-1]]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return ["before"]
    return "page" if value is None else f"{value}x"


EDITS = [
    pytest.param(path, new, id=".".join(map(str, path)))
    for path, value in leaves(site())
    if path[-1] not in FIXED and (new := edited(path, value)) != value
]


@pytest.mark.parametrize(("path", "value"), EDITS)
def test_any_other_value_is_reported(path: Place, value: Any) -> None:
    after = replaced(path, value)
    assert compare(site(), after) != []
    assert compare(after, site()) != []


def test_nothing_is_reported_where_nothing_changed() -> None:
    assert compare(site(), site()) == []
    assert compare(site(commit="a" * 40), site(commit="b" * 40)) == []


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=".".join(map(str, path))) for path, _ in lists(site())]
)
def test_any_item_that_comes_or_goes_or_moves_is_reported(path: Place) -> None:
    items = dict(lists(site()))[path]
    more = replaced(path, [*items, another(items[0])])
    assert compare(site(), more) != []
    assert compare(more, site()) != []
    if len(items) > 1:
        assert compare(site(), replaced(path, items[1:])) != []
        assert compare(site(), replaced(path, items[::-1])) != []


def another(item: Any) -> Any:
    """Return an item with another name."""
    if isinstance(item, str):
        return f"{item}x"
    if "group" in item:
        return {"group": f"{item['group']}x", "options": [another(item["options"][0])]}
    key = next(key for key in ("value", "name", "id") if key in item)
    return {key: f"{item[key]}x"} | {
        name: item[name] for name in item if name not in {key, "was"}
    }


@settings(deadline=None)
@given(
    st.sampled_from([path.values[0] for path in EDITS if isinstance(path.values[1], str)]),
    st.text(),
)
def test_any_other_text_is_reported(path: Place, text: str) -> None:
    """Blank ends of a text are stripped when it is read; a blank one may be refused."""
    if path[-1] not in NAMES and text.strip():
        after = replaced(path, text)
        if text.strip() != dict(leaves(site()))[path].strip():
            assert compare(site(), after) != []


def agree(*options: Any, **keys: Any) -> dict[str, Any]:
    """Return a site whose form has one field."""
    form = site()["forms"]["page"]
    field = {**AGREE, "options": list(options or OPTIONS), **keys}
    return site(forms={"page": {**form, "fields": [field]}})


def pages(**entries: Any) -> dict[str, Any]:
    """Return a site with other pages."""
    return site(
        pages={name: {"url": f"{name}.html", **entry} for name, entry in entries.items()}
    )


PAGE = {"title": "Plan", "form": "page"}


@pytest.mark.parametrize(
    ("before", "after", "effect", "text"),
    [
        (
            agree(),
            agree({"value": "yes", "label": "I disagree"}, {"value": "no", "label": "I agree"}),
            Effect.MEANING,
            'the field "agree": the option "yes" was “I agree” and is “I disagree”',
        ),
        (agree(), agree(hint="Think of the whole page"), Effect.MEANING, "hint was empty and is “Think"),
        (agree(), agree(required=True), Effect.OPEN_PAGES, "answers from those pages may lack it"),
        (agree(required=True), agree(), Effect.HARMLESS, "it may stay empty"),
        (agree(), agree(remember=True), Effect.HARMLESS, "remember changed"),
        (agree(), agree(OPTIONS[0]), Effect.EXPORTS, 'it no longer has the option "no"'),
        (
            agree(),
            agree(OPTIONS[0], {"value": "nay", "label": "I disagree"}),
            Effect.EXPORTS,
            'if it is "nay" now, say so there: was = ["no"]',
        ),
        (
            agree(),
            agree(OPTIONS[0], {"value": "nay", "was": ["no"], "label": "I disagree"}),
            Effect.HARMLESS,
            'the option "no" is now "nay", and `was` says so',
        ),
        (agree(), agree(name="assent"), Effect.EXPORTS, 'say so there: was = ["agree"]'),
        (agree(), agree(name="assent", was=["agree"]), Effect.HARMLESS, 'it was called "agree"'),
        (agree(was=["old"]), agree(), Effect.EXPORTS, 'no longer says that it was "old"'),
        (agree(), agree(type="select"), Effect.EXPORTS, "it was radio and is select"),
        (agree(), agree(*OPTIONS, "Other"), Effect.HARMLESS, 'it has a new option "Other"'),
        (agree(), agree({"group": "G", "options": OPTIONS}), Effect.MEANING, 'the option "no" (group) was empty and is “G”'),
        (pages(plan=PAGE), pages(plan={**PAGE, "form": None}), Effect.STOPS, "no longer has the"),
        (pages(plan=PAGE), pages(new=PAGE), Effect.STOPS, "has moved to new, say so in moved.toml"),
        (
            pages(plan=PAGE),
            pages(new={**PAGE, "moved_from": ["plan"]}),
            Effect.HARMLESS,
            "page plan: harmless: it moved to new",
        ),
        (pages(a=PAGE, b=PAGE), pages(a=PAGE), Effect.STOPS, "page b: stops collecting: the page is"),
        (
            pages(plan=PAGE),
            pages(plan={**PAGE, "form_disabled": "Over"}),
            Effect.STOPS,
            "page plan: stops collecting: its form is disabled: “Over”",
        ),
        (site(), site(forms={}), Effect.EXPORTS, "page: exports change: the form is gone"),
        (
            site(),
            site(service={"name": "receiver", "endpoint": "/other"}),
            Effect.OPEN_PAGES,
            "site: pages opened before are affected: service was endpoint /feedback",
        ),
    ],
)  # fmt: skip
def test_each_change_has_its_effect(
    before: dict[str, Any], after: dict[str, Any], effect: Effect, text: str
) -> None:
    changes = compare(before, after)
    [change] = [change for change in changes if text in str(change)]
    assert change.effect == effect


@pytest.mark.parametrize(
    ("key", "before", "after", "effect"),
    [
        ("warning", "Nothing personal.", "Anything goes.", Effect.MEANING),
        ("intro", "A.", "B.", Effect.MEANING),
        ("privacy", "privacy", "notice", Effect.MEANING),
        ("thanks", "Thanks.", "Thank you.", Effect.HARMLESS),
        ("closes", None, "2027-03-31", Effect.OPEN_PAGES),
        ("closes", "2027-03-31", "2027-03-01", Effect.OPEN_PAGES),
        ("closes", "2027-03-31", "2027-04-01", Effect.HARMLESS),
        ("closes", "2027-03-31", None, Effect.HARMLESS),
        ("opens", "2027-01-02", "2027-02-01", Effect.OPEN_PAGES),
        ("opens", "2027-01-02", None, Effect.HARMLESS),
    ],
)
def test_texts_and_dates_of_a_form_have_their_effect(
    key: str, before: Any, after: Any, effect: Effect
) -> None:
    [change] = compare(
        replaced(("forms", "page", key), before), replaced(("forms", "page", key), after)
    )
    assert (change.form, change.kind, change.effect) == ("page", key, effect)


@pytest.mark.parametrize(
    ("limits", "effect"),
    [
        ({"max_length": 400}, Effect.OPEN_PAGES),
        ({"max_length": 600}, Effect.HARMLESS),
        ({"min_length": 5}, Effect.OPEN_PAGES),
    ],
)
def test_tighter_limit_affects_open_pages(limits: dict[str, int], effect: Effect) -> None:
    field = {"type": "text", "name": "summary", "label": "Summary"}
    form = site()["forms"]["page"]
    before, after = (
        site(forms={"page": {**form, "fields": [keys]}}) for keys in (field, field | limits)
    )
    [change] = compare(before, after)
    assert change.effect == effect


def test_manifest_of_the_first_release_has_no_intro_to_compare() -> None:
    before = site()
    del before["forms"]["page"]["intro"]
    assert compare(before, site()) == []


def test_site_of_the_tests_has_every_field_type() -> None:
    """Or the edits above would leave a type out."""
    fields = tomllib.loads((FOLDER / "page.toml").read_text(encoding="utf-8"))["field"]
    assert len({field["type"] for field in fields}) == 9
