"""The answers that a report is about: those that count, narrowed by a filter."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.answers import analysed, matching

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_page_feedback.answers import Answer, Code, Query, Review
    from sphinx_page_feedback.manifest.read import Page
    from sphinx_page_feedback.model import Checkboxes, Form, Radio, Select

    Choice = Select | Radio | Checkboxes

NONE = "No answer"
OTHER = "\0other"
"""Stands for a value that is no option; no option can have this value."""


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """What tables are made of.

    Attributes:
        review: The answers and the team's decisions.
        query: The filter; an empty one takes all that count.
        codes: The codebook.
        pages: The site's pages, by docname; empty if they are not known.
        groups: The names of the fields that say who answered.
    """

    review: Review
    query: Query
    codes: tuple[Code, ...]
    pages: Mapping[str, Page]
    groups: tuple[str, ...]
    _chosen: dict[tuple[str, str], dict[str, list[str]]] = field(default_factory=dict)

    def page_title(self, docname: str) -> str:
        """Return the title of a page of the site; a page that it does not have is another page.

        Args:
            docname: As an answer has it: not every service checks what is sent.
        """
        if not self.pages:
            return docname
        page = self.pages.get(docname)
        return page.title or docname if page else "Another page"

    @cached_property
    def answers(self) -> list[Answer]:
        """Every answer that counts and that the filter lets through."""
        counted = set(analysed(self.review))
        found = matching(self.review, None, self.query, person="")
        return [answer for answer in found if answer.submission_id in counted]

    @property
    def filter(self) -> str:
        """The filter in words; empty if it lets everything through."""
        return "; ".join(f"{name} {value}" for name, value in vars(self.query).items() if value)

    @property
    def suffix(self) -> str:
        """The filter as a part of a file's name."""
        text = "-".join(f"{name}-{value}" for name, value in vars(self.query).items() if value)
        safe = "".join(char if char.isalnum() else "-" for char in text).strip("-")
        return f"--{safe}" if safe else ""

    @property
    def forms(self) -> list[Form]:
        """The forms that have an answer, in the order in which they were published."""
        used = {answer.form for answer in self.answers}
        return [form for form in self.review.answers.latest_forms if form.name in used]

    def of_form(self, form: Form) -> list[Answer]:
        """Return the answers to a form.

        Args:
            form: One of ``forms``.
        """
        return [answer for answer in self.answers if answer.form == form.name]

    def chosen(self, form: Form, field: Choice) -> dict[str, list[str]]:
        """Return the options that each answer to a form chose, by its id; empty for none.

        Args:
            form: One of ``forms``.
            field: Of this form. A value that is no option of it becomes ``OTHER``: not every
                service checks what is sent, so it can be anything that somebody wrote.
        """
        key = form.name, field.name
        if key not in self._chosen:
            options = frozenset(option.value for option in field.flat_options)
            self._chosen[key] = {
                answer.submission_id: _values(answer.values.get(field.name), options)
                for answer in self.of_form(form)
            }
        return self._chosen[key]

    def caption(self, text: str, base: int) -> str:
        """Return a caption that says of how many answers it is, and of which.

        Args:
            text: What was counted.
            base: Of how many answers.
        """
        filtered = f" Filter: {self.filter}." if self.filter else ""
        return f"{text} {base:,} answer{'' if base == 1 else 's'}.{filtered}"


def _values(value: Any, options: frozenset[str]) -> list[str]:
    if value in (None, "", []):
        return []
    values = map(str, value) if isinstance(value, list) else [str(value)]
    return list(dict.fromkeys(one if one in options else OTHER for one in values))


def labels_of(field: Choice, chosen: Mapping[str, list[str]]) -> dict[str, str]:
    """Return the label of each option by its value, and of ``OTHER`` if it was chosen.

    Args:
        field: Of a form.
        chosen: What ``Dataset.chosen`` returns for it.
    """
    labels = {option.value: option.label for option in field.flat_options}
    if any(OTHER in values for values in chosen.values()):
        labels[OTHER] = "Not an option of the form"
    return labels
