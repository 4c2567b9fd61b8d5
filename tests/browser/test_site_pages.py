"""This site's other extensions make no page with a form that files answers under a wrong name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route
    from serving import Site


def text_of(site: Site, name: str) -> str:
    """Return the text of a file of the site."""
    return (site.root / name).read_text(encoding="utf-8")


def test_not_found_has_no_form_and_is_no_page_of_the_manifest(site: Site) -> None:
    text = text_of(site, "404.html")
    assert "There is no page at this address." in text
    assert "feedback-form" not in text
    assert '"404"' not in text_of(site, "feedback.json")


def test_not_found_looks_the_same_under_any_address(site: Site, chromium: Browser) -> None:
    page = chromium.new_page()
    missing: list[str] = []

    def serve(route: Route) -> None:
        name = route.request.url.partition("example.org/")[2].partition("?")[0]
        file = site.root / name
        if not file.is_file():
            missing.append(name)
        route.fulfill(path=file if file.is_file() else site.root / "404.html")

    page.route("**/*", serve)
    page.goto("https://consultation.example.org/no/such/page")
    assert page.get_by_role("heading", name="Page not found").is_visible()
    assert missing == ["no/such/page"]
    page.close()


def test_a_shared_link_shows_title_and_first_words_of_the_page(site: Site) -> None:
    text = text_of(site, "report/status.html")
    found = dict(re.findall(r'<meta property="(og:\w+)" content="([^"]*)"', text))
    assert found["og:title"] == "Status"
    assert found["og:url"].endswith("/report/status.html")
    assert found["og:description"].startswith("Many local authorities")
