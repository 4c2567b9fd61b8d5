"""What the site does not do: ask other hosts for anything, or leave traces on a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from endpoint import Endpoint
    from reading import Reader
    from serving import Site

TRACES = """async () => ({
    cookies: document.cookie,
    localStorage: Object.keys(localStorage),
    sessionStorage: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map((database) => database.name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""

NO_TRACE = {
    "cookies": "", "localStorage": [], "sessionStorage": [], "databases": [], "caches": [],
    "workers": 0,
}  # fmt: skip

PLACES = """urls => Promise.all(urls.map(async url => {
    const html = await (await fetch(url)).text();
    const form = new DOMParser().parseFromString(html, "text/html").querySelector("[data-feedback-service]");
    if (!form) return "";
    const heading = form.querySelector("h2")?.tagName ?? "";
    return `${form.parentElement.tagName} ${form.nextElementSibling?.tagName ?? ""} ${heading}`;
}))"""


def test_only_the_site_and_the_endpoint_are_asked_and_no_trace_is_left(
    reader: Reader, site: Site, endpoint: Endpoint
) -> None:
    """On every page, and after sending; furo keeps a theme only once it is clicked."""
    asked: set[str] = set()
    reader.page.context.on("request", lambda request: asked.add(request.url))
    for path in site.pages:
        reader.open(path)
    assert reader.page.evaluate(TRACES) == NO_TRACE
    reader.open()
    reader.answer()
    reader.send()
    reader.reference()
    strangers = {url for url in asked if not url.startswith((site.url, "data:", "blob:"))}
    assert strangers == {endpoint.url}
    assert len(site.pages) > 10
    assert reader.page.context.cookies() == []
    # Its records are gone: see test_keeping.py. The note in the tab: see test_offered_again.py.
    name = "page-feedback:/"
    left = {"databases": [name], "sessionStorage": [name]}
    assert reader.page.evaluate(TRACES) == {**NO_TRACE, **left}


def test_a_page_without_a_form_loads_neither_script_nor_style(
    reader: Reader, site: Site
) -> None:
    """Who does not use the extension does not pay for it."""
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.page.goto(f"{site.url}search.html")
    assert not [url for url in asked if "page-feedback" in url]


def test_the_form_has_the_same_place_on_every_page(reader: Reader, site: Site) -> None:
    """Consistent help (WCAG 2.2, 3.2.6): the last thing in the article, with an h2."""
    reader.open()
    places = reader.page.evaluate(PLACES, [site.url + path for path in site.pages])
    with_form = [place for place in places if place]
    assert len(with_form) > 10
    assert set(with_form) == {"ARTICLE  H2"}
