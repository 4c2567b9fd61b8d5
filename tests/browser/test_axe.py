"""axe-core finds no barrier, in any state of a form, theme, colour scheme or width."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Literal

import pytest
from building import DOCNAMES
from endpoint import Step, break_off, pass_on_when
from playwright.sync_api import Page, expect
from reading import MAIN_FORM, PAGE_FORM, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from endpoint import Endpoint
    from serving import Site

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
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


@pytest.fixture(params=["default", "errors", "sending", "failed", "sent"])
def state(request: pytest.FixtureRequest, endpoint: Endpoint) -> Iterator[str]:
    """A state of a form; the receiver is prepared for it."""
    answer = Event()
    plans: dict[str, list[Step]] = {"sending": [pass_on_when(answer)], "failed": [break_off]}
    endpoint.plan.extend(plans.get(request.param, []))
    yield request.param
    answer.set()


def bring_into(state: str, reader: Reader, path: str) -> None:
    """Open a page and bring its form into a state."""
    reader.open(path)
    if state in {"sending", "failed", "sent"}:
        reader.answer() if path == PAGE_FORM else reader.answer_main()
    if state != "default":
        reader.send()
    shown = {
        "default": reader.form,
        "errors": reader.errors,
        "sending": reader.form.get_by_text("Sending…"),
        "failed": reader.failed,
        "sent": reader.sent,
    }
    expect(shown[state]).to_be_visible()


@pytest.mark.parametrize("path", [PAGE_FORM, pytest.param(MAIN_FORM, marks=pytest.mark.slow)])
def test_no_barrier_in_any_state(reader: Reader, state: str, path: str) -> None:
    """In light and dark, at 320 and 1280 pixels."""
    bring_into(state, reader, path)
    assert findings_everywhere(reader.page, ".feedback") == {}


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
