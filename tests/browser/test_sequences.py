"""Whatever happens in whatever order: said to be stored is stored once, and no word is lost."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from endpoint import break_off, lose_reply, pass_on, reply
from playwright.sync_api import expect
from reading import PAGE_FORM
from test_keeping import OTHER_PAGE, kept, wait_until_kept

if TYPE_CHECKING:
    from endpoint import Endpoint
    from reading import Reader
    from receiving import Rows

FAULTS = {
    "nothing": pass_on, "lost": break_off, "reply lost": lose_reply, "500": reply(500, ""),
    "portal": reply(200, "<title>Welcome</title>", "text/html"), "429": reply(429, ""),
}  # fmt: skip
STEPS = 9


class Sequence:
    """A reader who does one thing after another, and what must hold after each."""

    def __init__(self, reader: Reader, rows: Rows, endpoint: Endpoint, seed: int) -> None:
        """Begin on a page.

        Args:
            reader: The reader, in a profile that knows nothing.
            rows: What has been stored.
            endpoint: Where the form posts to.
            seed: Of what happens.
        """
        self.reader, self.rows, self.endpoint = reader, rows, endpoint
        self.random = Random(seed)
        self.count = 0
        self.text = ""
        self.done: list[str] = []
        reader.open()

    def step(self) -> None:
        """Do something, and wait until nothing moves."""
        name = self.random.choice(["write", "send", "send", "reload", "leave", "wait"])
        self.done.append(name)
        getattr(self, name)()
        self.reader.page.wait_for_timeout(700)  # longer than the pause before a draft is kept
        self.check()

    def write(self) -> None:
        """Write something new, in the form as it is now."""
        if not self.reader.form.is_visible():
            self.reader.section.get_by_role("button", name="Send more feedback").click()
        self.count += 1
        self.text = f"Words {self.count}"
        self.reader.answer()
        self.reader.form.get_by_label("Details").fill(self.text)

    def send(self) -> None:
        """Press the button; something may go wrong on the way."""
        if not self.reader.form.is_visible():
            return
        fault = self.random.choice(sorted(FAULTS))
        self.done[-1] += f" ({fault})"
        self.endpoint.plan.append(FAULTS[fault])
        self.reader.send()
        outcome = self.reader.failed.or_(self.reader.sent).or_(self.reader.errors)
        expect(outcome.first).to_be_visible()
        self.endpoint.plan.clear()

    def reload(self) -> None:
        """Load the page anew."""
        self.reader.open()

    def leave(self) -> None:
        """Look at another page, and come back."""
        self.reader.open(OTHER_PAGE)
        self.reader.page.wait_for_timeout(300)
        self.reader.open(PAGE_FORM)

    def wait(self) -> None:
        """Let the page do what it does when a device is online again."""
        self.reader.page.evaluate("dispatchEvent(new Event('online'))")

    def check(self) -> None:
        """Hold what was said against what is stored."""
        counted = [row["answers"]["details"] for row in self.rows() if not row["replaced_by"]]
        assert len(set(counted)) == len(counted), self.done
        if self.reader.sent.is_visible():
            echo = self.reader.sent.locator(".feedback-echo").inner_text()
            assert [
                text for text in counted if echo.endswith(f"\n{text}") or f"\n{text}\n" in echo
            ]
        for _ in range(50):  # a busy machine needs longer than the pause
            if self.text in self.places():
                return
            self.reader.page.wait_for_timeout(100)
        raise AssertionError(self.done)

    def places(self) -> list[str]:
        """Return the texts that are in the form, stored or kept."""
        stored = [row["answers"]["details"] for row in self.rows()]
        return [self.shown(), *stored, *map(_details, kept(self.reader.page))]

    def shown(self) -> str:
        """Return what stands in the form."""
        return self.reader.form.get_by_label("Details").input_value()


def _details(item: dict[str, Any]) -> str:
    return dict(item["entries"]).get("details", "")


SLOW, MATRIX = pytest.mark.slow, pytest.mark.matrix
SLOW_SEEDS = 20
"""Sequences that .ci/run tries; the others take as long again, and run before a release."""


@pytest.mark.parametrize(
    "seed",
    [pytest.param(seed, marks=SLOW if seed < SLOW_SEEDS else MATRIX) for seed in range(40)],
)
def test_no_word_is_lost_and_none_counts_twice(
    reader: Reader, rows: Rows, endpoint: Endpoint, seed: int
) -> None:
    """Faults, edits, reloads and other pages in an order that the seed decides."""
    sequence = Sequence(reader, rows, endpoint, seed)
    sequence.write()
    wait_until_kept(reader.page, 1)
    for _ in range(STEPS):
        sequence.step()
