"""Stop a build whose PDF would lose something that the site shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_page_feedback.problems import Problem

_logger = logging.getLogger(__name__)


def stop_build(problems: Iterable[Problem]) -> NoReturn:
    """Log problems, and end the build without a PDF.

    Args:
        problems: At least one; the place of each is the page.

    Raises:
        SystemExit: Always, since Sphinx would print a traceback for other exceptions.
    """
    for problem in problems:
        # Not by `log_errors`, which says that the mistakes are in the forms or in conf.py.
        _logger.error("%s [feedback.%s]", problem, problem.code)
    raise SystemExit(2)
