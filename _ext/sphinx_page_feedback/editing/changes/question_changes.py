"""What a change changes in the questions, each with its effect on answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_page_feedback.forms import Effect, compare_manifests

if TYPE_CHECKING:
    from sphinx_page_feedback.manifest.read import Manifest


@dataclass(frozen=True, kw_only=True)
class QuestionChange:
    """One change of a form.

    Attributes:
        text: What changed.
        effect: What follows from it.
    """

    text: str
    effect: str


def compare_questions(before: Manifest, after: Manifest) -> tuple[QuestionChange, ...]:
    """Compare what two builds ask, and on which pages.

    What happens to the pages themselves is shown with them.

    Args:
        before: The older manifest.
        after: The newer one.
    """
    return tuple(
        QuestionChange(
            text=f"{change.form or change.page}: {change.text}",
            effect=f"{change.effect[:1].upper()}{change.effect[1:]}.",
        )
        for change in compare_manifests(before, after)
        if change.form or (change.page and change.effect is not Effect.HARMLESS)
    )
