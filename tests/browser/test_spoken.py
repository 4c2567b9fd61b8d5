"""What a screen reader says by itself while a form is used: one message an event (WCAG 2.2, 4.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from endpoint import break_off
from playwright.sync_api import expect
from test_keeping import wait_until_kept

if TYPE_CHECKING:
    from endpoint import Endpoint
    from reading import Reader

LISTEN = """section => {
    globalThis.spoken = [];
    const last = new Map();
    const note = () => {
        for (const region of section.querySelectorAll("[role=alert], [role=status]")) {
            const text = region.innerText.trim().split("\\n")[0];
            if (text && text !== last.get(region)) spoken.push(text);
            last.set(region, text);
        }
    };
    note();
    new MutationObserver(note).observe(section, { childList: true, subtree: true, characterData: true });
}"""
"""Notes the first line of each live region of a form when its text is new."""


def test_each_event_is_said_once_and_a_draft_not_at_all(
    reader: Reader, endpoint: Endpoint
) -> None:
    """The confirmation takes the focus, so it is read without a live region."""
    endpoint.plan.append(break_off)
    reader.open().evaluate(LISTEN)
    assert reader.page.evaluate("spoken") == []
    reader.send()
    expect(reader.errors).to_be_visible()
    reader.answer()
    wait_until_kept(reader.page, 1, "draft")
    reader.send()
    expect(reader.failed).to_be_visible()
    reader.send()
    reader.reference()
    assert reader.page.evaluate("spoken") == [
        "There is a problem",
        "Sending…",
        "We do not know whether your feedback arrived",
        "Sending…",
    ]
    assert reader.has_focus(reader.sent.get_by_role("heading"))
