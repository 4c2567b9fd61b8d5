"""Tabs of the browser, and a small site for each service."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from building import build_quietly
from serving import Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, Page

FORM = """
title = "Page feedback"
[[field]]
name = "summary"
type = "text"
label = "Brief summary"
required = true
[[field]]
name = "details"
type = "textarea"
label = "Details"
[[field]]
name = "email"
type = "email"
label = "Email address"
[[field]]
name = "topics"
type = "checkboxes"
label = "Topics"
options = ["data", "people", "money"]
[[field]]
name = "score"
type = "scale"
label = "Score"
low = "bad"
high = "good"
"""


class Open(Protocol):
    """Opens an address in a tab of its own."""

    def __call__(self, address: str, *, script: bool = True) -> Page:
        """Open it, with or without JavaScript."""


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Tabs that know nothing of each other."""
    contexts = []

    def run(address: str, *, script: bool = True) -> Page:
        context = chromium.new_context(java_script_enabled=script)
        context.set_default_timeout(8_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield run
    for context in contexts:
        context.close()


@dataclass(frozen=True, kw_only=True)
class SmallSite:
    """A built site that is served.

    Attributes:
        root: The folder.
        address: Where it is, ending in a slash.
    """

    root: Path
    address: str


class MakeSite(Protocol):
    """Builds a site with a service, and serves it."""

    def __call__(
        self, service: Mapping[str, Any], endpoint: str = "", base: str = "", form: str = FORM
    ) -> SmallSite:
        """Build it; ``base`` is where it is served, if somebody else does that."""


@pytest.fixture(scope="module")
def make_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSite]:
    """Small sites of two pages."""
    with ExitStack() as served:

        def run(
            service: Mapping[str, Any], endpoint: str = "", base: str = "", form: str = FORM
        ) -> SmallSite:
            folder = tmp_path_factory.mktemp("site")
            root = folder / "out"
            address = base or served.enter_context(closing(Site(root))).url
            (folder / "docs" / "_feedback").mkdir(parents=True)
            (folder / "docs" / "_feedback" / "page.toml").write_text(form, encoding="utf-8")
            _build(folder, root, service, endpoint, address)
            return SmallSite(root=root, address=address)

        yield run


def _build(
    folder: Path, root: Path, service: Mapping[str, Any], endpoint: str, address: str
) -> None:
    source = folder / "docs"
    toctree = "\n```{toctree}\n:hidden:\nstatus\n```\n"
    (source / "index.md").write_text(f"# Start\n{toctree}", encoding="utf-8")
    (source / "status.md").write_text("# The status\n\nWords.\n", encoding="utf-8")
    lines = (
        'extensions = ["sphinx_page_feedback", "myst_parser"]',
        f"feedback_service = {dict(service)!r}",
        f"html_baseurl = {address!r}",
        'feedback_contact = "team@example.org"',
    )
    (source / "conf.py").write_text("\n".join(lines), encoding="utf-8")
    build_quietly(source, root, FEEDBACK_ENDPOINT=endpoint)
