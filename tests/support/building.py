"""``sphinx-build`` in the process of the test: the same command, without a start of Python."""

from __future__ import annotations

import os
import warnings
from contextlib import redirect_stderr, redirect_stdout
from fnmatch import fnmatch
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Protocol
from unittest.mock import patch

import pytest
from sphinx.cmd.build import main
from sphinx.locale import translators

ROOT = Path(__file__).parents[2]
LEFT_OUT = ("decisions/000[2-9]*", "decisions/00[1-9]*", "decisions/0[1-9]*")
"""Pages that tests do not build: half of all, like the one that is left, and without a form."""
_DOCS = ROOT / "docs"
_ALL = [path.relative_to(_DOCS).with_suffix("") for path in sorted(_DOCS.rglob("*.md"))]
DOCNAMES = [
    page.as_posix()
    for page in _ALL
    if not any(fnmatch(page.as_posix(), one) for one in LEFT_OUT)
]
"""The pages that are built."""
DAY = "1800000000"
"""15 January 2027 in seconds since 1970: a day on which this site's forms are open."""


def sphinx_build(*arguments: str | Path, **environ: str) -> CompletedProcess[str]:
    """Run ``sphinx-build``.

    Args:
        arguments: Its arguments. Without ``-j`` it stays in this process.
        environ: Changes to the environment while it runs.

    Returns:
        Its exit status and what it printed.
    """
    translators.clear()  # Sphinx keeps those of the build before
    args = [str(argument) for argument in arguments]
    out, err = StringIO(), StringIO()
    with (
        patch.dict(os.environ, environ),
        redirect_stdout(out),
        redirect_stderr(err),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # other extensions call what Sphinx has deprecated
        warnings.filterwarnings("error", module="sphinx_page_feedback")
        try:
            status = main(args)
        except SystemExit as end:
            status = int(end.code or 0)
    return CompletedProcess(args, status, out.getvalue(), err.getvalue())


def build_quietly(*arguments: str | Path, **environ: str) -> None:
    """Run ``sphinx-build -q -W``; the test fails if it warns or prints anything."""
    done = sphinx_build("-q", "-W", "--keep-going", *arguments, **environ)
    printed = done.stdout + done.stderr
    if done.returncode or printed:  # as text alone: tests count what stands in it
        message = f"exit status {done.returncode}\n{printed}"
        raise AssertionError(message)


class BuildDocs(Protocol):
    """Builds this project's own site."""

    def __call__(
        self, out: Path, *options: str, builder: str = "html", conf: str = "", **environ: str
    ) -> None:
        """Build it into the folder ``out``; a warning is a failure.

        Args:
            out: The folder to write.
            options: Options of ``sphinx-build``.
            builder: The name of a builder.
            conf: Lines that follow those of the site's ``conf.py``.
            environ: Changes to the environment.
        """


@pytest.fixture(scope="session")
def build_docs(tmp_path_factory: pytest.TempPathFactory) -> BuildDocs:
    """Build this project's own site; its pages are read once for all builders of a worker."""
    folder = tmp_path_factory.mktemp("docs")

    def run(
        out: Path, *options: str, builder: str = "html", conf: str = "", **environ: str
    ) -> None:
        confdir = _longer_conf(tmp_path_factory.mktemp("conf"), conf) if conf else ROOT
        # gettext numbers paragraphs, so Sphinx keeps its doctrees apart.
        doctrees = folder / ("gettext" if builder == "gettext" else "shared")
        without = f"-Dexclude_patterns={','.join(LEFT_OUT)}"
        where = (without, "-c", confdir, "-d", doctrees, ROOT / "docs", out)
        build_quietly("-b", builder, *options, *where, **{"SOURCE_DATE_EPOCH": DAY, **environ})

    return run


def _longer_conf(folder: Path, lines: str) -> Path:
    """Return a folder that is the site's but for more lines in ``conf.py``."""
    for name in ("docs", "_templates", "_ext"):
        (folder / name).symlink_to(ROOT / name)
    text = (ROOT / "conf.py").read_text(encoding="utf-8")
    (folder / "conf.py").write_text(f"{text}\n{lines}\n", encoding="utf-8")
    return folder
