"""Problems as messages of Sphinx's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.application import Sphinx

    from .catalogue import Catalogue
    from .problems import Code, Problem

_logger = logging.getLogger(__name__)


def warn(code: Code, cause: str, cure: str, *, location: Any) -> None:
    """Warn of a problem on a page.

    Args:
        code: The kind of problem.
        cause: What is wrong, without a full stop.
        cure: What to write instead, a sentence.
        location: The node or docname.
    """
    _logger.warning(
        "%s. %s", cause, cure, location=location, type="feedback", subtype=str(code)
    )


def log_warnings(problems: Iterable[Problem]) -> None:
    """Warn of problems with the configuration that do not stop the build.

    Args:
        problems: One warning each.
    """
    for problem in problems:
        _logger.warning("%s", problem, type="feedback", subtype=str(problem.code))


def log_processor(title: str, region: str) -> None:
    """Log the company that receives the answers, which the privacy notice must name.

    Args:
        title: The name of the service.
        region: Where it keeps answers; empty if its documentation does not say.
    """
    where = region or "its documentation does not say where it keeps answers"
    _logger.info("Feedback goes to %s (%s): name it in your privacy notice", title, where)


def log_untranslated(app: Sphinx, catalogue: Catalogue) -> None:
    """Log that some of the extension's sentences stay English, and how to change that.

    Args:
        app: Says whether messages are shown.
        catalogue: The sentences in the document's language.
    """
    count = len(catalogue.untranslated)
    if not count:
        return
    cure = "Add a translation, as the guide “Translate the forms” shows"
    if catalogue.unreviewed:
        cure = (
            f"{catalogue.unreviewed} have a translation that no speaker has reviewed: "
            "feedback_unreviewed_translations = True in conf.py takes them"
        )
    text = "%s sentences of the forms are English in this document (%s). %s."
    _log_always(app, text, count, catalogue.language, cure)


def log_built_in_form(app: Sphinx, folder: str) -> None:
    """Log that the form that comes with the extension is used.

    Args:
        app: Says whether messages are shown.
        folder: Where form files would be, as in ``docs/_feedback``.
    """
    text = "There is no folder %s: pages get the form that comes with the extension. To ask your own questions, add %s/page.toml"
    _log_always(app, text, folder, folder)


def _log_always(app: Sphinx, text: str, *arguments: object) -> None:
    _logger.info(text, *arguments)
    # -q hides every message below a warning, and this must be seen (decision 63). A warning it is
    # not: -W would stop a project that means it.
    if app.quiet:
        app._warning.write(f"{text % arguments}\n")  # noqa: SLF001 (-Q empties it too)


def log_count(forms: int, links: int, without: int, why: Sequence[str]) -> None:
    """Log how many pages of a build have a form, a link to it, or neither.

    Args:
        forms: Pages with a form.
        links: Pages with a link.
        without: Pages with neither.
        why: Counts of the last, each with its reason.
    """
    reasons = f" ({', '.join(why)})" if why else ""
    text = "Pages with a form: %s, with a link to it: %s, with neither: %s%s"
    _logger.info(text, forms, links, without, reasons)


def log_errors(problems: Sequence[Problem]) -> None:
    """Log the problems that stop a build, and that it is stopped.

    Args:
        problems: At least one.
    """
    for problem in problems:
        # The code is part of the text: with a `type`, `suppress_warnings` would hide the error.
        _logger.error("%s [feedback.%s]", problem, problem.code)
    count = f"{len(problems)} mistakes" if len(problems) > 1 else "one mistake"
    text = "Nothing was built: %s in the forms, in conf.py or in names of pages, listed above"
    _logger.error(text, count)
