"""The form in the themes of others: its words and its edges are seen, on light ground and dark."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

HERE = Path(__file__).parent
SOURCE = HERE.parent / "roots" / "all_fields"
CHROMIUM = os.environ.get("FEEDBACK_CHROMIUM") or "/usr/bin/chromium"
IMMATERIAL = """
extensions.insert(0, "sphinx_immaterial")
html_theme_options = {
    "font": False,
    "palette": [
        {"media": f"(prefers-color-scheme: {mode})", "scheme": scheme,
         "toggle": {"icon": "material/eye", "name": mode}}
        for mode, scheme in (("light", "default"), ("dark", "slate"))
    ],
}
"""
THEMES = {
    "alabaster": "", "furo": "", "pydata_sphinx_theme": "", "sphinx_book_theme": "",
    "sphinx_rtd_theme": "", "shibuya": "", "sphinxawesome_theme": "",
    "sphinx_immaterial": IMMATERIAL,
}  # fmt: skip
LEAST_FOR_WORDS, LEAST_FOR_EDGES = 4.5, 3.0
"""Contrast (WCAG 2.2, 1.4.3 and 1.4.11)."""


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all."""
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as browser,
    ):
        yield browser


@pytest.fixture(scope="module", params=THEMES)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a document with every type of field, in a theme."""
    root = tmp_path_factory.mktemp("theme")
    shutil.copytree(SOURCE, root / "docs")
    with (root / "docs" / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"\nhtml_theme = {request.param!r}\nhtml_sidebars = {{}}\n")
        conf.write(THEMES[request.param])
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", root / "docs", root / "html"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    handler = partial(_Handler, directory=str(root / "html"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_edges_are_seen(browser: Browser, site: str, scheme: Any, width: int) -> None:
    """Also of what is wrong; nothing of it is wider than the screen, or hidden by what sticks."""
    with browser.new_context(
        viewport={"width": width, "height": 700}, color_scheme=scheme, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.goto(site)
        page.locator(".feedback form .feedback-button").click()
        page.locator(".feedback-errors").wait_for()
        page.evaluate((HERE / "themes.js").read_text(encoding="utf-8"))
        page.wait_for_timeout(500)  # some themes fade their colours
        faint = page.evaluate(f"colours.faint({LEAST_FOR_WORDS}, {LEAST_FOR_EDGES})")
        assert faint == []
        assert page.evaluate("colours.wide()") == []
        assert page.evaluate("getComputedStyle(colours.item).listStyleType") == "none"
        for link in page.locator(".feedback-errors a").all():
            link.click()
            page.wait_for_timeout(100)
            assert page.evaluate("colours.covered()") == ""
