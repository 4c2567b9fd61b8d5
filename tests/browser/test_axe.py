"""No state of a form has a barrier that axe-core finds, or another accessibility tree than noted."""

from __future__ import annotations

import json
import re
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Literal

import pytest
from building import DOCNAMES
from endpoint import Step, break_off, pass_on_when, reply
from playwright.sync_api import Page, expect
from reading import MAIN_FORM, PAGE_FORM, Reader
from test_keeping import wait_until_kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from endpoint import Endpoint
    from playwright.sync_api import Locator
    from serving import Site

HERE = Path(__file__).parent
AXE = HERE / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (320, 1280)
PAGES = [
    *(f"{name}.html" for name in DOCNAMES),
    "feedback-thanks.html",
    "feedback-written.html",
    "genindex.html",
]

ONE_OF_A_KIND = {
    "index.html",
    "feedback.html",
    "feedback-written.html",
}
"""What ``make test`` looks at; the other pages are like these."""
NOT_OURS = {
    ("landmark-unique", ".sidebar-drawer"),  # furo's side bars and docutils' footnotes
    ("landmark-unique", ".footnote-list"),  # are each an <aside> without a name
    ("region", ".back-to-top > span"),  # furo's button floats outside of every landmark
}
"""What furo and docutils are to mend: the rule, and the element that breaks it."""
HELP = """
    .back-to-top { display: none !important }
    .mobile-header { position: static !important }
    :root { background: Canvas }
"""
"""axe-core cannot tell the contrast of what furo floats something over, and takes a page that
leaves its background to the browser for white, in dark mode too."""
ADD_STYLE = """text => {
    const sheet = new CSSStyleSheet();  // a <style> would break the receiver's policy
    sheet.replaceSync(text);
    document.adoptedStyleSheets.push(sheet);
}"""


IN_FORM = "selector => Boolean(document.querySelector(selector)?.closest('.feedback'))"


def findings(page: Page, within: str = "html") -> list[str]:
    """Return what axe-core finds on the page, and what it cannot decide of the form.

    Args:
        page: The tab.
        within: The part of the page to look at.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
        page.evaluate(ADD_STYLE, HELP)
    options = json.dumps({
        "runOnly": TAGS,
        "rules": {"label-content-name-mismatch": {"enabled": True}},
        "resultTypes": ["violations", "incomplete"],
    })  # fmt: skip
    # As high as the page: what the edge of the window cuts, axe-core calls obscured.
    size = page.viewport_size or {"width": 1280, "height": 800}
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({**size, "height": height})
    found: dict[str, Any] = page.evaluate(f"axe.run({json.dumps(within)}, {options})")
    page.set_viewport_size(size)
    broken = [(rule["id"], node) for rule in found["violations"] for node in rule["nodes"]]
    undecided = [
        (rule["id"], node)
        for rule in found["incomplete"]
        for node in rule["nodes"]
        if rule["id"] in {"color-contrast", "target-size"}
        and page.evaluate(IN_FORM, node["target"][-1])
        and "too short to determine" not in node["failureSummary"]  # labels "1" to "5"
    ]
    return [
        f"{rule}: {node['target']} {node['failureSummary']}"
        for rule, node in [*broken, *undecided]
        if (rule, *node["target"]) not in NOT_OURS
    ]


def findings_everywhere(page: Page, within: str = "html") -> dict[str, list[str]]:
    """Return what axe-core finds in each colour scheme and width, where it finds anything."""
    found = {}
    for scheme in SCHEMES:
        for width in WIDTHS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            found[f"{scheme} {width}"] = findings(page, within)
    return {where: lines for where, lines in found.items() if lines}


FORMS = {"page": PAGE_FORM, "main": MAIN_FORM}
STATES = ("default", "errors", "sending", "failed", "sent")
SELDOM = ("opened", "late", "not stored", "refused", "restored")
"""States that few readers see, or that are like another."""
CASES = [
    pytest.param(
        state, form, marks=[] if form == "page" and state in STATES else pytest.mark.slow
    )
    for form in FORMS
    for state in STATES + SELDOM
    if (state, form) != ("opened", "page")  # nothing in it opens
]
AFTER_THE_LAST_DAY = "2027-05-01T12:00:00Z"
PLANS: dict[str, Step] = {
    "failed": break_off,
    "not stored": reply(429, {"detail": "Too many."}, headers={"Retry-After": "90"}),
    "refused": reply(422, {"errors": [{"field": "org", "message": "Enter a shorter name"}]}),
}
WITHOUT_TIME = (
    (re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b"), "REFERENCE"),
    (re.compile(r"here on \d+ \w+ \d{4}"), "here on DATE"),
    (re.compile(r"\n +- /url: .*"), ""),  # with the port of the test
)
LOOKED_AT = {"opened", "sent"}
"""States of the long form whose tree is noted; the others differ as those of the page's form do."""


@pytest.fixture
def state(request: pytest.FixtureRequest, endpoint: Endpoint) -> Iterator[str]:
    """A state of a form; the receiver is prepared for it."""
    answer = Event()
    plans = {**PLANS, "sending": pass_on_when(answer)}
    if request.param in plans:
        endpoint.plan.append(plans[request.param])
    yield request.param
    answer.set()


def bring_into(state: str, reader: Reader, path: str) -> None:
    """Open a page and bring its form into a state."""
    if state == "late":
        reader.page.clock.set_fixed_time(AFTER_THE_LAST_DAY)
    reader.open(path)
    if state not in {"default", "errors", "opened", "late"}:
        reader.answer() if path == PAGE_FORM else reader.answer_main()
    if state == "restored":
        wait_until_kept(reader.page, 1, "draft")
        reader.open(path)
    elif state == "opened":
        reader.form.locator("details").evaluate_all(
            "all => all.forEach((row) => { row.open = true })"
        )
    elif state not in {"default", "late"}:
        reader.send()
    shown = {
        "default": reader.form,
        "opened": reader.form,
        "late": reader.section.locator("[data-state=closed]"),
        "not stored": reader.failed,
        "refused": reader.errors,
        "restored": reader.section.locator(".feedback-restored"),
        "errors": reader.errors,
        "sending": reader.form.get_by_text("Sending…"),
        "failed": reader.failed,
        "sent": reader.sent,
    }
    expect(shown[state]).to_be_visible()


def accessibility_tree(section: Locator) -> str:
    """Return what a screen reader is told of a form, without what differs each time."""
    tree = section.aria_snapshot()
    for pattern, instead in WITHOUT_TIME:
        tree = pattern.sub(instead, tree)
    return f"{tree}\n"


def check_tree(section: Locator, name: str) -> None:
    """Compare a form's accessibility tree with the one that was noted and looked at.

    After a change that is wanted, delete the file: the next run writes it anew, and fails.
    """
    file = HERE / "trees" / f"{name.replace(' ', '-')}.yaml"
    tree = accessibility_tree(section)
    if not file.exists():
        file.write_text(tree, encoding="utf-8")
        pytest.fail(f"{file.name} is new: look at it, then keep it")
    assert tree == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("state", "form"), CASES, indirect=["state"])
def test_no_barrier_in_any_state(reader: Reader, state: str, form: str) -> None:
    """In light and dark, at 320 and 1280 pixels; names and roles are those that were noted."""
    bring_into(state, reader, FORMS[form])
    if form == "page" or state in LOOKED_AT:
        check_tree(reader.section, f"{form} {state}")
    assert findings_everywhere(reader.page, ".feedback") == {}


@pytest.mark.parametrize(
    ("state", "form"),
    [
        pytest.param("untouched", "page"),
        pytest.param("untouched", "main", marks=pytest.mark.slow),
        pytest.param("wrong", "main", marks=pytest.mark.slow),
        pytest.param("sent", "page", marks=pytest.mark.slow),
    ],
)
def test_no_barrier_without_script(reader: Reader, site: Site, state: str, form: str) -> None:
    """The form, the receiver's page that gives the words back, and the page that says thanks."""
    site.missing.add("page-feedback.js")
    reader.open(FORMS[form])
    if state == "untouched":
        if form == "page":
            check_tree(reader.section, "page without script")
        assert findings_everywhere(reader.page, ".feedback") == {}
        return
    reader.answer() if form == "page" else reader.answer_main()
    if state == "wrong":
        reader.form.get_by_label("Your organisation").fill("o" * 201)
    reader.send()
    title = "Error: Tell us what you think of the whole report"
    expect(reader.page).to_have_title(
        title if state == "wrong" else re.compile("^Thank you for your feedback")
    )
    assert findings_everywhere(reader.page) == {}


def test_no_barrier_where_a_form_says_what_it_is_about(reader: Reader) -> None:
    """And where what was written is too long for an e-mail."""
    reader.open("feedback.html?page=report/status")
    expect(reader.form.locator(".feedback-about")).to_be_visible()
    reader.form.get_by_label("What have we missed").fill("ŵ" * 400)
    reader.form.get_by_role("link", name="feedback@example.org").click()
    expect(reader.section.locator(".feedback-long")).to_be_visible()
    assert findings_everywhere(reader.page, ".feedback") == {}


@pytest.mark.parametrize("state", ["default", "errors"], indirect=True)
def test_no_barrier_in_a_theme_without_our_colours(
    all_fields_reader: Reader, state: str
) -> None:
    """Alabaster, with every type of field; the theme's own barriers are left to it."""
    bring_into(state, all_fields_reader, "index.html")
    assert findings_everywhere(all_fields_reader.page, ".feedback") == {}


def test_no_barrier_on_the_receivers_page(reader: Reader, site: Site) -> None:
    """The one that gives the words back where no script of ours has run."""
    site.missing.add("page-feedback.js")
    reader.open()
    reader.answer()
    reader.form.get_by_label("Your organisation").fill("o" * 201)
    reader.send()
    expect(reader.page).to_have_title("Error: Page feedback")
    assert findings_everywhere(reader.page) == {}


@pytest.mark.parametrize(
    "path",
    [
        path if path in ONE_OF_A_KIND else pytest.param(path, marks=pytest.mark.slow)
        for path in PAGES
    ],
)
def test_no_barrier_on_any_page_of_the_site(reader: Reader, path: str) -> None:
    """The whole page, as a reader finds it; furo's search page alone has no heading, yet."""
    reader.open(path)
    assert findings(reader.page) == []
