"""What the tests of the extension share: a Sphinx project made of a few strings, built for real."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from playwright.sync_api import expect, sync_playwright
from sphinx.application import Sphinx
from sphinx.locale import translators
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser

CHROMIUM = Path(os.environ.get("FEEDBACK_CHROMIUM") or "/usr/bin/chromium")
PATIENCE = 20_000
"""Milliseconds until something that should be there counts as missing, on a busy machine."""
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AS_SINCE_SPHINX_8 = {"show_warning_types": True, "linkcheck_report_timeouts_as_broken": False}
"""What Sphinx 7.4 decides otherwise, or warns about."""
SERVICE = '{"name": "receiver", "endpoint": "/feedback"}'


@dataclass(frozen=True, kw_only=True)
class Built:
    """A project that has been built.

    Attributes:
        app: The application that built it.
        out: What was written.
        said: What Sphinx printed on standard output.
        warnings: What it warned of.
    """

    app: Sphinx
    out: Path
    said: str
    warnings: str

    def text(self, name: str) -> str:
        """Return the text of a file that was written."""
        return (self.out / name).read_text(encoding="utf-8")

    @property
    def manifest(self) -> dict[str, Any]:
        """What ``feedback.json`` holds."""
        data: dict[str, Any] = json.loads(self.text("feedback.json"))
        return data


class Build(Protocol):
    """Builds the project ``source`` of the test's temporary folder."""

    def __call__(
        self, files: Mapping[str, str], conf: str = "", builder: str = "html", parallel: int = 1
    ) -> Built:
        """Write the files over what is there, and build."""


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Build a project: files by name, and the lines of ``conf.py`` beyond the usual two."""

    def run(
        files: Mapping[str, str], conf: str = "", builder: str = "html", parallel: int = 1
    ) -> Built:
        source, out = tmp_path / "source", tmp_path / "out" / builder
        usual = (
            'project = "Test"\nextensions = ["sphinx_page_feedback", "myst_parser"]\n'
            f"feedback_service = {SERVICE}\nexclude_patterns = []\n"
        )
        given = {"index.md": "# Start\n", "conf.py": usual + dedent(conf), **files}
        for name, text in given.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_text(encoding="utf-8") != dedent(text):
                path.write_text(dedent(text), encoding="utf-8")
        said, warned = io.StringIO(), io.StringIO()
        translators.clear()  # Sphinx keeps those of the build before
        try:
            with patch_docutils(source), docutils_namespace():
                app = Sphinx(
                    source, source, out, tmp_path / "doctrees", builder,
                    confoverrides=AS_SINCE_SPHINX_8,
                    status=said, warning=warned, parallel=parallel,
                )  # fmt: skip
                app.build()
        except BaseException:
            sys.stderr.write(warned.getvalue())
            raise
        plain = re.sub(r"\x1b\[[0-9;]*m", "", warned.getvalue())
        return Built(app=app, out=out, said=said.getvalue(), warnings=plain)

    return run


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of this worker: a process can run Playwright only once."""
    expect.set_options(timeout=PATIENCE)
    cure = "Install it (apt-get install chromium), or name another in FEEDBACK_CHROMIUM."
    assert CHROMIUM.exists(), f"There is no browser at {CHROMIUM}. {cure}"
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET) as browser,
    ):
        yield browser


@pytest.fixture
def keeping_chromium(chromium: Browser) -> Iterator[Browser]:
    """A browser that keeps a page that was left, for going back, as readers' browsers do."""
    full = shutil.which("chromium")  # the shell without windows keeps none
    assert full, "Install Chromium itself (apt-get install chromium), as make test-slow does."
    options = {"executable_path": full, "args": QUIET}
    usual = ["--disable-back-forward-cache"]  # Playwright's own
    with chromium.browser_type.launch(**options, ignore_default_args=usual) as browser:
        yield browser
