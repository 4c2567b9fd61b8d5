"""Measures what is on a page, by eye and by ruler."""

from __future__ import annotations

import math
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SCRIPT = Path(__file__).with_name("measure.js")
MARGIN = 6
"""CSS pixels around a control that belong to its picture: a focus ring is outside of it."""


def measure(page: Page, what: str) -> Any:
    """Return what ``measure.js`` measures on the page.

    Args:
        page: The tab.
        what: A call, such as ``clipped()``.
    """
    if not page.evaluate("'measure' in globalThis"):
        page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    return page.evaluate(f"measure.{what}")


def picture(element: Locator) -> bytes:
    """Return a picture of an element and a little of what is around it."""
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    assert box, "the element is not to be seen"
    return element.page.screenshot(
        clip={
            "x": math.floor(box["x"]) - MARGIN,
            "y": math.floor(box["y"]) - MARGIN,
            "width": math.ceil(box["width"]) + 2 * MARGIN,
            "height": math.ceil(box["height"]) + 2 * MARGIN,
        }
    )


def edge_contrast(element: Locator) -> float:
    """Return the contrast of an element's outline with what is around it, from 1 to 21.

    Args:
        element: A control; the side that is seen least counts.
    """
    image = b64encode(picture(element)).decode()
    return float(measure(element.page, f'edgeContrast("{image}", {MARGIN})'))
