"""Builds the sites that the browser opens."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALL_FIELDS = Path(__file__).parents[1] / "roots" / "all_fields"
"""A small project of another theme, whose one form has every type of field."""


def build(out: Path, conf_dir: Path, source: Path, **options: str) -> None:
    """Build a site.

    Args:
        out: The folder to build in.
        conf_dir: The folder of ``conf.py``.
        source: The folder of the pages.
        options: ``base_url`` and ``endpoint``, both as a reader's browser sees them, and
            ``builder``.
    """
    where = ["-b", options.get("builder", "html"), "-c", str(conf_dir), "-d", f"{out}-doctrees"]
    base_url = f"-Dhtml_baseurl={options.get('base_url', 'https://site.example.org/')}"
    endpoint = options.get("endpoint", "https://site.example.org/feedback")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", *where, base_url, str(source), str(out)],
        env={**os.environ, "FEEDBACK_ENDPOINT": endpoint},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def build_consultation(out: Path, **options: str) -> None:
    """Build this project's own site; see ``build``."""
    build(out, ROOT, ROOT / "docs", **options)


def build_all_fields(out: Path, **options: str) -> None:
    """Build the small project in another theme; see ``build``."""
    build(out, ALL_FIELDS, ALL_FIELDS, **options)
