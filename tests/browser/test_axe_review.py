"""axe-core finds no barrier on the pages of the review, and none is wider than a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewing import running
from team import open_review, row
from test_axe import findings_everywhere

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

PROSE = "We ask the government to publish the data about care every month for every area of it."


def test_no_barrier_on_any_page_of_the_review(chromium: Browser, tmp_path: Path) -> None:
    """With a campaign, a flag, a code, a redaction and a contradiction to show."""
    rows = [row(number, f"{PROSE} {number}", flags=["spam:honeypot"]) for number in range(60)]
    key = rows[0]["submission_id"]
    review = open_review(tmp_path, rows)
    review.decide("Ann", "code", key, code="other", stance="for", applies=True)
    span = {"field": "details", "start": 0, "end": 2, "kind": "name", "applies": True}
    review.decide("Ann", "redact", key, **span)
    review.decide("Ann", "aside", key, "Because", reason="scope")
    with running(tmp_path, rows) as started, chromium.new_context() as context:
        page = context.new_page()
        page.goto(started.first)
        for path in ("", f"answer/{key}", "campaigns", "codes", "flow"):
            page.goto(started.address + path)
            assert findings_everywhere(page) == {}
            page.set_viewport_size({"width": 320, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
