"""Builds the sites that the browser opens."""

from __future__ import annotations

from pathlib import Path

from building import sphinx_build

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
    done = sphinx_build("-q", *options, "-d", f"{out}-doctrees", source, out, **environ)
    assert done.returncode == 0, done.stderr


def build_all_fields(out: Path, *options: str, endpoint: str = "") -> None:
    """Build the small project in another theme; see ``build``."""
    build(out, ALL_FIELDS, *options, endpoint=endpoint)
