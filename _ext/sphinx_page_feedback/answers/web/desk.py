"""What one run of the review works on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_page_feedback.answers import Index, find_campaigns

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_page_feedback.answers import Answer, Campaign, Review
    from sphinx_page_feedback.manifest.read import Manifest

    from .guard import Keys


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What one run of the review works on.

    Attributes:
        review: The answers and the decisions.
        person: Who works here.
        codebook: The file of the codes.
        manifest: Of the site; without pages if none is at hand.
        keys: The secrets of this run.
    """

    review: Review
    person: str
    codebook: Path
    manifest: Manifest
    keys: Keys

    @cached_property
    def index(self) -> Index:
        """The words of every answer."""
        return Index(self.review.answers)

    @cached_property
    def texts(self) -> dict[str, str]:
        """What each reader wrote, by the id of the answer."""
        answers = self.review.answers
        return {
            one.submission_id: "\n".join(answers.written(one).values()) for one in answers.rows
        }

    @cached_property
    def campaigns(self) -> list[Campaign]:
        """The groups of near-identical texts."""
        return find_campaigns(self.texts)

    def page_url(self, answer: Answer) -> str:
        """Return the address of the page that an answer is about; empty if it is not known."""
        page = self.manifest.pages.get(answer.page)
        if not (page and self.manifest.base_url):
            return ""
        fragment = f"#{answer.section}" if answer.section else ""
        return f"{self.manifest.base_url.rstrip('/')}/{page.url}{fragment}"
