"""A reader with a browser: opens a page, answers its form, sends it, looks at what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

PAGE_FORM, MAIN_FORM = "report/status.html", "feedback.html"
SUMMARY = "Say how often the figures change"
DETAILS = "The second table is hard to read.\nA chart would help – “naïve” ones too."


class NewContext(Protocol):
    """Makes a browser profile of its own, with Playwright's options."""

    def __call__(self, **options: Any) -> BrowserContext:
        """Make it."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Someone who reads a site.

    Attributes:
        page: The tab of the browser.
        url: The address of the site, ending in a slash.
    """

    page: Page
    url: str

    def open(self, path: str = PAGE_FORM) -> Locator:
        """Open a page; return its form's section.

        The page tries again by itself in a day: the tests of that say when.
        """
        self.page.goto(self.url + path)
        self.page.evaluate(
            """for (const { dataset } of document.querySelectorAll(".feedback"))
                dataset.feedbackRetry = 86_400_000;"""
        )
        return self.section

    @property
    def section(self) -> Locator:
        """The form with its heading and with what it has said."""
        return self.page.locator(".feedback")

    @property
    def form(self) -> Locator:
        """The form."""
        return self.section.locator("form")

    @property
    def errors(self) -> Locator:
        """The summary of what is wrong."""
        return self.section.locator(".feedback-errors")

    @property
    def failed(self) -> Locator:
        """What is shown when the answers were not, or perhaps not, stored."""
        return self.section.locator(".feedback-failed")

    @property
    def sent(self) -> Locator:
        """The confirmation."""
        return self.section.locator(".feedback-sent")

    @property
    def button(self) -> Locator:
        """The button that sends."""
        return self.form.get_by_role("button", name="Send feedback")

    def answer(self, summary: str = SUMMARY) -> None:
        """Fill in a page's form."""
        form = self.form
        form.get_by_label("Reflection").select_option("unsure")
        form.get_by_label("Brief summary").fill(summary)
        form.get_by_label("Details").fill(DETAILS)
        form.get_by_label("Your role").select_option("la_data")

    def answer_main(self) -> None:
        """Fill in some of the main form."""
        self.form.get_by_role("radio", name="4").first.check()
        self.form.get_by_role("checkbox").first.check()
        self.form.get_by_label("What have we missed").fill(DETAILS)
        self.form.get_by_label("Your role").select_option("cg_data")

    def send(self) -> None:
        """Press the button."""
        self.button.click()

    def reference(self) -> str:
        """Wait for the confirmation; return the reference that it tells."""
        expect(self.sent).to_be_visible()
        return self.sent.locator("strong").inner_text()

    def values(self) -> dict[str, Any]:
        """Return what stands in every control that the reader can see."""
        return self.form.evaluate(  # type: ignore[no-any-return]
            """form => Object.fromEntries(
                [...form.querySelectorAll("input, select, textarea")]
                    .filter((control) => control.type !== "hidden")
                    .map((control) => [control.id, [control.value, control.checked]]))"""
        )

    def has_focus(self, element: Locator) -> bool:
        """Return whether an element has the focus."""
        return bool(element.evaluate("element => element === document.activeElement"))
