"""Builds the sites that the browser opens."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALL_FIELDS = Path(__file__).parents[1] / "roots" / "all_fields"
"""A small project of another theme, whose one form has every type of field."""


def build(out: Path, source: Path, *options: str, endpoint: str = "") -> None:
    """Build a site.

    Args:
        out: The folder to build in.
        source: The folder of the pages.
        options: Options of ``sphinx-build``.
        endpoint: Where its forms post to; else what ``conf.py`` says.
    """
    environ = {"FEEDBACK_ENDPOINT": endpoint} if endpoint else {}
    where = [*options, "-d", f"{out}-doctrees", str(source), str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", *where],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def build_consultation(out: Path, *options: str, endpoint: str = "") -> None:
    """Build this project's own site; see ``build``."""
    build(out, ROOT / "docs", "-c", str(ROOT), *options, endpoint=endpoint)


def build_all_fields(out: Path, *options: str, endpoint: str = "") -> None:
    """Build the small project in another theme; see ``build``."""
    build(out, ALL_FIELDS, *options, endpoint=endpoint)
