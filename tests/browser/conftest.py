"""One browser and one build of each site for a worker; a tab, rows and plans for a test."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from endpoint import Endpoint
from playwright.sync_api import Page, expect, sync_playwright
from reading import Reader
from receiving import RealReceiver
from serving import Site
from sites import build_all_fields, build_consultation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext
    from reading import NewContext
    from receiving import Rows

CHROMIUM = Path(os.environ.get("FEEDBACK_CHROMIUM") or "/usr/bin/chromium")
SPHINXS_EVAL = "'unsafe-eval' is not an allowed source of script"
"""Sphinx's own ``doctools.js`` makes a function from text where a site is in translation."""
PATIENCE = 20_000
"""Milliseconds until something that should be there counts as missing, on a busy machine."""
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this worker."""
    expect.set_options(timeout=PATIENCE)
    cure = "Install it (apt-get install chromium), or name another in FEEDBACK_CHROMIUM."
    assert CHROMIUM.exists(), f"There is no browser at {CHROMIUM}. {cure}"
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET) as browser,
    ):
        yield browser


@pytest.fixture(scope="session")
def _endpoint() -> Iterator[Endpoint]:
    with closing(Endpoint()) as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def _consultation(
    tmp_path_factory: pytest.TempPathFactory, _endpoint: Endpoint
) -> Iterator[Site]:
    with closing(Site(tmp_path_factory.mktemp("consultation"))) as site:
        build_consultation(site.root, base_url=site.url, endpoint=_endpoint.url)
        yield site


@pytest.fixture(scope="session")
def _all_fields(
    tmp_path_factory: pytest.TempPathFactory, _endpoint: Endpoint
) -> Iterator[Site]:
    with closing(Site(tmp_path_factory.mktemp("all_fields"))) as site:
        build_all_fields(site.root, base_url=site.url, endpoint=_endpoint.url)
        yield site


@pytest.fixture(scope="session")
def _receiver(
    tmp_path_factory: pytest.TempPathFactory, _consultation: Site
) -> Iterator[RealReceiver]:
    database = tmp_path_factory.mktemp("receiver") / "feedback.sqlite3"
    with closing(RealReceiver(_consultation.root, database)) as receiver:
        yield receiver


@pytest.fixture
def endpoint(_endpoint: Endpoint, _receiver: RealReceiver) -> Endpoint:
    """Where both sites post to; it passes on to the real receiver."""
    _endpoint.upstream = _receiver.port
    _endpoint.reset()
    return _endpoint


@pytest.fixture
def site(_consultation: Site) -> Site:
    """This project's own site, in furo, with the service ``receiver``."""
    return _untouched(_consultation)


@pytest.fixture
def all_fields(_all_fields: Site, endpoint: Endpoint) -> Site:
    """A small site in alabaster with the service ``form`` and every type of field."""
    del endpoint
    return _untouched(_all_fields)


def _untouched(site: Site) -> Site:
    site.headers.clear()
    site.missing.clear()
    return site


@pytest.fixture
def rows(_receiver: RealReceiver) -> Rows:
    """What the real receiver stored during this test."""
    before = len(_receiver.rows())
    return lambda: _receiver.rows()[before:]


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[NewContext]:
    """Browser profiles that know nothing of each other, in which no script may fail."""
    made: list[BrowserContext] = []
    broken: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = chromium.new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: broken.append(str(error.error)))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert [error for error in broken if SPHINXS_EVAL not in error] == []


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """A tab."""
    return new_context().new_page()


@pytest.fixture
def reader(page: Page, site: Site, endpoint: Endpoint) -> Reader:
    """A reader of this project's own site."""
    del endpoint
    return Reader(page=page, url=site.url)


@pytest.fixture
def plain_reader(new_context: NewContext, site: Site, endpoint: Endpoint) -> Reader:
    """A reader whose browser runs no script."""
    del endpoint
    page = new_context(java_script_enabled=False).new_page()
    return Reader(page=page, url=site.url)


@pytest.fixture
def all_fields_reader(page: Page, all_fields: Site) -> Reader:
    """A reader of the small site."""
    return Reader(page=page, url=all_fields.url)
