"""The forms by keyboard, and the names that a screen reader says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from measuring import measure
from playwright.sync_api import expect
from reading import MAIN_FORM, PAGE_FORM, Reader

if TYPE_CHECKING:
    from endpoint import Endpoint
    from receiving import Rows

IDEAS, SCALES = 13, 2
RATING_NAME = re.compile(
    r"^(.{20,}): (Importance 1 means not important, 5 means very important"
    r"|Feasibility 1 means very hard to do, 5 means easy to do)$"
)


def test_the_whole_main_form_by_keyboard(reader: Reader, rows: Rows) -> None:
    """Each idea is opened; each rating is one stop of the Tab key; arrows choose."""
    keys = reader.page.keyboard
    reader.open(MAIN_FORM)
    reader.form.locator("summary").first.focus()
    for idea in range(IDEAS):
        if idea:
            keys.press("Tab")
            keys.press("Enter")
        for scale in range(SCALES):
            keys.press("Tab")
            keys.press("Space")
            for _ in range((idea + scale) % 5):
                keys.press("ArrowRight")
    for _ in range(17):  # the tick-boxes
        keys.press("Tab")
        keys.press("Space")
    keys.press("Tab")
    keys.type("Too little about schools.")
    keys.press("Tab")
    keys.type("Ask them.")
    keys.press("Tab")
    keys.type("Data and digital con")
    keys.press("Tab")
    keys.type("Example Council")
    keys.press("Tab")
    keys.type("name@host.example")
    keys.press("Tab")  # how we use what you send
    keys.press("Tab")
    keys.press("Enter")
    reader.reference()
    answers = rows()[0]["answers"]
    scores = [value for key, value in answers.items() if key.startswith("ideas__")]
    assert len(scores) == IDEAS * SCALES
    assert set(scores) == {1, 2, 3, 4, 5}
    assert len(answers["activities"]) == 17
    assert answers["missed"] == "Too little about schools."
    assert (answers["role"], answers["org"]) == ("consultant", "Example Council")


def test_parts_of_the_long_form_are_found_by_heading(reader: Reader) -> None:
    """Who does not want to score 26 times jumps on, or to an idea; the groups keep their names."""
    reader.open(MAIN_FORM)
    for words in ("How important is each idea", "Which activities deserve more"):
        heading = reader.form.get_by_role("heading", level=3, name=words)
        expect(heading).to_have_count(1)
        expect(reader.form.get_by_role("group", name=words)).to_have_count(1)
    expect(reader.form.get_by_role("heading", level=3)).to_have_count(2)
    expect(reader.form.get_by_role("heading", level=4)).to_have_count(IDEAS)


def open_all(reader: Reader) -> None:
    """Open every idea."""
    reader.form.locator("details").evaluate_all(
        "all => all.forEach((row) => { row.open = true })"
    )


@pytest.mark.parametrize("who", ["reader", "plain_reader"])
def test_enter_in_a_text_field_does_not_send_a_long_form(
    who: str, request: pytest.FixtureRequest, endpoint: Endpoint
) -> None:
    """It would be sent half answered; with script and without. The button sends."""
    reader: Reader = request.getfixturevalue(who)
    reader.page.goto(reader.url + MAIN_FORM)
    reader.form.get_by_label("Your role").select_option("cg_data")
    for label in ("Your organisation", "Your email address"):
        reader.form.get_by_label(label).press("Enter")
    reader.page.wait_for_timeout(300)  # milliseconds, in which it would have been sent
    expect(reader.button).to_be_visible()
    assert endpoint.posts == []
    reader.button.press("Enter")
    expect(reader.button).to_be_hidden()
    assert len(endpoint.posts) == 1


def test_ideas_that_nobody_has_opened_are_one_stop_of_the_tab_key_each(reader: Reader) -> None:
    """39 stops to the button, where there were 53: a reader may open what they care about."""
    reader.open(MAIN_FORM)
    reader.form.locator("summary").first.focus()
    stops = 1
    while not reader.has_focus(reader.button):
        reader.page.keyboard.press("Tab")
        stops += 1
        assert stops < 60
    assert stops == IDEAS + SCALES + 17 + 6 + 1


def test_each_idea_says_whether_it_is_open_and_has_a_score(reader: Reader) -> None:
    """To the eye and to a screen reader: a mark is part of its name."""
    reader.open(MAIN_FORM)
    reader.form.locator("summary").first.click()
    reader.form.locator("summary").nth(1).click()
    rating = reader.form.locator(".feedback-row").nth(1)
    rating.get_by_role("radio", name="No score").first.check()
    mark = "summary => getComputedStyle(summary, '::after').content"
    assert rating.locator("summary").evaluate(mark) == "none"
    rating.get_by_role("radio", name="4").first.check()
    assert "✓" in rating.locator("summary").evaluate(mark)
    assert reader.form.locator("details[open]").count() == 1


def test_each_rating_says_idea_scale_and_both_ends(reader: Reader) -> None:
    """In its group's name, which is announced with the first of its scores."""
    reader.open(MAIN_FORM)
    open_all(reader)
    tree = reader.form.aria_snapshot()
    names = re.findall(r"""group "(.*)"'?:$""", tree, re.MULTILINE)
    ratings = [found for name in names if (found := RATING_NAME.match(name))]
    assert len(ratings) == IDEAS * SCALES
    assert len({found[1] for found in ratings}) == IDEAS


def test_chromium_tells_a_screen_reader_the_same(reader: Reader) -> None:
    """The browser's own accessibility tree, not a program's reading of the page."""
    reader.open(MAIN_FORM)
    open_all(reader)
    session = reader.page.context.new_cdp_session(reader.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def told(node: dict[str, Any], what: str) -> str:
        return str(node.get(what, {}).get("value", ""))

    ratings = [
        node for node in nodes
        if told(node, "role") == "group" and RATING_NAME.match(told(node, "name"))
    ]  # fmt: skip
    assert len(ratings) == len({told(node, "name") for node in ratings}) == IDEAS * SCALES
    for rating in ratings:
        points, below = [], list(rating["childIds"])
        while below:
            node = by_id[below.pop(0)]
            points += [told(node, "name")] if told(node, "role") == "radio" else []
            below = [*node["childIds"], *below]
        assert points == ["1", "2", "3", "4", "5", "No score"]


def test_a_score_can_be_taken_back(reader: Reader, rows: Rows) -> None:
    """A radio cannot be unchecked; "No score" is stored as nothing, and not as a number."""
    reader.open(MAIN_FORM)
    reader.answer_main()
    rating = reader.form.get_by_role("group", name=RATING_NAME).first
    rating.get_by_role("radio", name="No score").check()
    reader.send()
    reader.reference()
    assert not [key for key in rows()[0]["answers"] if key.startswith("ideas__")]


def test_how_much_is_scored_is_told(reader: Reader) -> None:
    """In words, once for each idea, also of scores that the browser kept; then from the start."""
    reader.open(MAIN_FORM)
    open_all(reader)
    told = reader.form.locator(".feedback-scored")
    expect(told).to_have_attribute("role", "status")
    expect(told).to_be_empty()
    ideas = reader.form.locator(".feedback-row")
    ideas.nth(3).get_by_role("radio", name="2").first.check()
    expect(told).to_have_text("1 of 13 scored")
    told.evaluate("told => { told.firstChild.isOld = true }")
    ideas.nth(3).get_by_role("radio", name="5").last.check()
    assert told.evaluate("told => told.firstChild.isOld"), "it would be read out again"
    ideas.nth(7).get_by_role("radio", name="1").first.check()
    expect(told).to_have_text("2 of 13 scored")
    reader.page.goto(f"{reader.url}index.html")
    reader.page.evaluate("setTimeout(() => history.back())")
    expect(told).to_have_text("2 of 13 scored")
    open_all(reader)
    for taken_back in ideas.nth(3).get_by_role("radio", name="No score").all():
        taken_back.check()
    expect(told).to_have_text("1 of 13 scored")
    reader.form.get_by_label("Your role").select_option("cg_data")
    reader.send()
    reader.reference()
    reader.sent.get_by_role("button", name="Send more feedback").click()
    expect(told).to_be_empty()


def test_how_much_is_scored_stays_in_sight_and_covers_no_focus(reader: Reader) -> None:
    """On a phone, from the first idea to the last that is opened."""
    page = reader.page
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 500})
    reader.open(MAIN_FORM)
    open_all(reader)
    told = reader.form.locator(".feedback-scored")
    reader.form.get_by_role("radio").first.focus()
    for _ in range(12):
        page.keyboard.press("Space")
        expect(told).to_be_in_viewport(ratio=1)
        page.keyboard.press("Tab")
        assert measure(page, "isCovered(document.activeElement)") is False


@pytest.mark.parametrize("path", [PAGE_FORM, MAIN_FORM])
def test_the_honeypot_is_there_for_programs_alone(reader: Reader, path: str) -> None:
    """It is in no accessibility tree, no stop of the Tab key, not in sight, never filled in."""
    section = reader.open(path)
    trap = section.locator("[name=hp_field]")
    assert "blank" not in section.aria_snapshot()
    expect(trap).to_have_attribute("tabindex", "-1")
    expect(trap).to_have_attribute("autocomplete", "off")
    expect(trap).not_to_be_in_viewport()
    reader.form.get_by_role("link").last.focus()
    seen = set()
    for _ in range(120):
        reader.page.keyboard.press("Shift+Tab")
        seen.add(reader.page.evaluate("document.activeElement.name ?? ''"))
    assert "hp_field" not in seen
    assert "role" in seen


def test_what_fills_the_honeypot_is_stored_and_marked(reader: Reader, rows: Rows) -> None:
    """Nobody's words are dropped for looking like a program's."""
    reader.open()
    reader.answer()
    reader.form.locator("[name=hp_field]").evaluate(
        "trap => { trap.value = 'http://spam.example' }"
    )
    reader.send()
    reader.reference()
    (row,) = rows()
    assert "spam:honeypot" in row["flags"]
    assert "spam.example" not in str(row)


@pytest.mark.parametrize("path", [PAGE_FORM, MAIN_FORM])
def test_every_control_has_a_name_and_a_group(reader: Reader, path: str) -> None:
    """The form is a region with the name of its heading; each control says its question."""
    section = reader.open(path)
    heading = section.get_by_role("heading", level=2).inner_text()
    expect(reader.page.get_by_role("region", name=heading, exact=True)).to_have_count(1)
    for control in reader.form.locator(".feedback-control").all():
        expect(control).to_have_accessible_name(re.compile(r"\w{4,}"))
