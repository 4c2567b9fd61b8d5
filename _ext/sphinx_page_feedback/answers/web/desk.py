"""What one run of the review works on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .search import Index

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_page_feedback.answers import Answer, Review
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

    def page_url(self, answer: Answer) -> str:
        """Return the address of the page that an answer is about; empty if it is not known."""
        page = self.manifest.pages.get(answer.page)
        if not (page and self.manifest.base_url):
            return ""
        fragment = f"#{answer.section}" if answer.section else ""
        return f"{self.manifest.base_url.rstrip('/')}/{page.url}{fragment}"
