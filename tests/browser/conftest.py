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
def the_endpoint() -> Iterator[Endpoint]:
    """The endpoint of this worker; tests take ``endpoint``, which is as new."""
    with closing(Endpoint()) as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def built_consultation(
    tmp_path_factory: pytest.TempPathFactory, the_endpoint: Endpoint
) -> Iterator[Site]:
    """This project's own site, built and served; tests take ``site``, which is as new."""
    with closing(Site(tmp_path_factory.mktemp("consultation"))) as site:
        build_consultation(site.root, f"-Dhtml_baseurl={site.url}", endpoint=the_endpoint.url)
        yield site


@pytest.fixture(scope="session")
def built_all_fields(
    tmp_path_factory: pytest.TempPathFactory, the_endpoint: Endpoint
) -> Iterator[Site]:
    """The small site, built and served; tests take ``all_fields``, which is as new."""
    with closing(Site(tmp_path_factory.mktemp("all_fields"))) as site:
        build_all_fields(site.root, f"-Dhtml_baseurl={site.url}", endpoint=the_endpoint.url)
        yield site


@pytest.fixture(scope="session")
def real_receiver(
    tmp_path_factory: pytest.TempPathFactory, built_consultation: Site
) -> Iterator[RealReceiver]:
    """The receiver of this worker."""
    database = tmp_path_factory.mktemp("receiver") / "feedback.sqlite3"
    with closing(RealReceiver(built_consultation.root, database)) as receiver:
        yield receiver


@pytest.fixture
def endpoint(the_endpoint: Endpoint, real_receiver: RealReceiver) -> Endpoint:
    """Where both sites post to; it passes on to the real receiver."""
    the_endpoint.upstream = real_receiver.port
    the_endpoint.reset()
    return the_endpoint


@pytest.fixture
def site(built_consultation: Site) -> Site:
    """This project's own site, in furo, with the service ``receiver``."""
    return _untouched(built_consultation)


@pytest.fixture
def all_fields(built_all_fields: Site, endpoint: Endpoint) -> Site:
    """A small site in alabaster with the service ``form`` and every type of field."""
    del endpoint
    return _untouched(built_all_fields)


def _untouched(site: Site) -> Site:
    site.headers.clear()
    site.missing.clear()
    return site


@pytest.fixture
def rows(real_receiver: RealReceiver) -> Rows:
    """What the real receiver stored during this test."""
    before = len(real_receiver.rows())
    return lambda: real_receiver.rows()[before:]


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
