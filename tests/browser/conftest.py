"""One build of each site for a worker; a tab, rows and plans for a test."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from endpoint import Endpoint
from reading import Reader
from receiving import RealReceiver
from serving import Site
from sites import build_all_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from building import BuildDocs
    from playwright.sync_api import Browser, BrowserContext, Page
    from reading import NewContext
    from receiving import Rows

SPHINXS_EVAL = "'unsafe-eval' is not an allowed source of script"
"""Sphinx's own ``doctools.js`` makes a function from text where a site is in translation."""


@pytest.fixture(scope="session")
def the_endpoint() -> Iterator[Endpoint]:
    """The endpoint of this worker; tests take ``endpoint``, which is as new."""
    with closing(Endpoint()) as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def built_consultation(
    tmp_path_factory: pytest.TempPathFactory, the_endpoint: Endpoint, build_docs: BuildDocs
) -> Iterator[Site]:
    """This project's own site, built and served; tests take ``site``, which is as new."""
    with closing(Site(tmp_path_factory.mktemp("consultation"))) as site:
        baseurl = f"-Dhtml_baseurl={site.url}"
        build_docs(site.root, baseurl, FEEDBACK_ENDPOINT=the_endpoint.url)
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
        context.set_default_timeout(20_000)  # milliseconds, on a busy machine
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
