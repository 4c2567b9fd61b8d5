"""Takes the pictures of the front page from the built site: ``make pictures``.

``python docs/_pictures.py SITE PDF`` writes files into ``docs/_static/pictures``: the beginning
of a page, its form, its foot, and the box that stands in the form's place in print.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUT = Path(__file__).parent / "_static" / "pictures"
DOCNAME = "report/value"
TITLE = ".feedback-title"
WAYS_IN = ".feedback-ways"
WIDTH, HEIGHT = 460, 540
"""CSS pixels of a picture: as much as a phone shows."""
DPI = 80
POINTS = 72
"""Points of an inch."""
MARGIN = 40
"""Points of the sheet that are cut off at its sides, and shown below the box."""
BOX = "Give feedback on this page"


def photograph_site(page: Page, site: Path) -> None:
    """Take the beginning of a page, its form, and the ways to change it."""
    page.goto((site / f"{DOCNAME}.html").absolute().as_uri())
    page.screenshot(path=OUT / "page.png")
    top = page.locator(TITLE).evaluate("title => title.getBoundingClientRect().top + scrollY")
    clip = {"x": 0, "y": top - 24, "width": WIDTH, "height": HEIGHT}
    page.screenshot(path=OUT / "form.png", full_page=True, clip=clip)  # type: ignore[arg-type]
    page.locator(WAYS_IN).screenshot(path=OUT / "ways.png")


def photograph_print(pdf: Path) -> None:
    """Take the lower part of the last sheet of the page, with the box."""
    number, width, bottom = find_box(pdf)
    side, scale = width - 2 * MARGIN, DPI / POINTS
    height = side * HEIGHT / WIDTH
    options = {
        "-f": number, "-l": number, "-r": DPI, "-x": MARGIN * scale,
        "-y": max(0, bottom + MARGIN - height) * scale, "-W": side * scale, "-H": height * scale,
    }  # fmt: skip
    arguments = [text for name, value in options.items() for text in (name, str(int(value)))]
    command = ["pdftoppm", "-png", "-singlefile", *arguments, str(pdf), str(OUT / "print")]
    subprocess.run(command, check=True)  # noqa: S603


def find_box(pdf: Path) -> tuple[int, float, float]:
    """Return the sheet of the page's box, how wide it is, and where its text ends, in points."""
    command = ["pdftotext", "-bbox", str(pdf), "-"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    for number, text in enumerate(output.split("<page ")[1:], 1):
        words = re.findall(r'yMax="([\d.]+)">([^<]*)<', text)
        ends = [float(end) for end, word in words if f"{DOCNAME}.html" in word]
        if BOX in " ".join(word for _, word in words) and ends:
            return number, float(re.findall(r'width="([\d.]+)"', text)[0]), max(ends)
    message = f"{pdf} has no box of {DOCNAME}"
    raise SystemExit(message)


def main() -> None:
    """Take all pictures."""
    site, pdf = map(Path, sys.argv[1:])
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["FEEDBACK_CHROMIUM"], args=["--no-sandbox"]
        )
        size = {"width": WIDTH, "height": HEIGHT}
        page = browser.new_page(viewport=size, device_scale_factor=1.25)  # type: ignore[arg-type]
        photograph_site(page, site)
        browser.close()
    photograph_print(pdf)


if __name__ == "__main__":
    main()
