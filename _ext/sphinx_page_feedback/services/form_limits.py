"""Answers of a form that a service could not take, or not give back as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_page_feedback.model import Checkboxes

from .parameters import service_problem
from .service_parts import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_page_feedback.model import Form
    from sphinx_page_feedback.problems import Problem

    from .settings import ServiceSettings


def limit_problems(settings: ServiceSettings, forms: Iterable[Form]) -> Iterator[Problem]:
    """Look for answers that the service could not take.

    Args:
        settings: The service of the site.
        forms: Every form.

    Yields:
        A problem for each option that would be taken for two, and for each form whose
        longest answers are more than the service takes.
    """
    for form in forms:
        yield from _joined_options(settings, form)
        limit, size = settings.service.body_limit, form.largest_body
        if limit and size > limit:
            cause = (
                f'the longest answers to the form "{form.name}" are {size:,} bytes, and '
                f"{settings.service.title} takes {limit:,}"
            )
            yield service_problem(cause, "Lower max_length of its fields.")


def _joined_options(settings: ServiceSettings, form: Form) -> Iterator[Problem]:
    # GitHub fills a field of an issue form with one text, so there the answers are joined too.
    if settings.service.lists != "join" and not settings.has_issue_form:
        return
    for field in form.fields:
        for option in field.flat_options if isinstance(field, Checkboxes) else ():
            if SEPARATOR.strip() in option.value:
                cause = (
                    f'the option "{option.value}" of the field "{field.name}" of the form '
                    f'"{form.name}" has "{SEPARATOR.strip()}", which joins several answers at '
                    f"{settings.service.title}"
                )
                yield service_problem(cause, "Give the option a value without it.")
