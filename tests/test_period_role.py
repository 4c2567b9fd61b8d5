"""The role ``feedback-keep``: a privacy notice says what the receiver does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_page_feedback.model import Period
from sphinx_page_feedback.period_role import in_words

if TYPE_CHECKING:
    from project import Build

FORM = 'title = "T"\n{}[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n'
FILES = {
    "_feedback/page.toml": FORM.format(""),
    "_feedback/main.toml": FORM.format('keep = "P6M"\n'),
}


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "P1Y2M", "1 year, 2 months"),
        ("en-GB", "P90D", "90 days"),
        ("cy", "P90D", "90 diwrnod"),
        ("ar", "P2M", "شهران"),
        ("pl", "P5M", "5 miesięcy"),
        ("tlh", "P2W", "2 weeks"),  # no language that Babel knows
    ],
)
def test_a_period_is_written_in_the_language_of_the_document(
    language: str, text: str, words: str
) -> None:
    assert in_words(Period.parse(text), language) == words


def test_a_notice_says_how_long_what_is_kept(build: Build) -> None:
    """From the one place where it is declared: the site's setting, or the form's own."""
    page = "# Notice\n\n{feedback-keep}`answers`, {feedback-keep}`main.answers`, {feedback-keep}`main.email`.\n"
    keep = 'feedback_keep = {"answers": "P1Y", "email": "P90D"}\n'
    built = build({**FILES, "index.md": page}, keep)
    assert "<p>1 year, 6 months, 90 days.</p>" in built.text("index.html")
    assert built.warnings == ""


@pytest.mark.parametrize(
    ("asked", "warning"),
    [
        ("email", 'nothing says how long email is kept. Add "email" to feedback_keep'),
        ("anwsers", 'the role feedback-keep knows no "anwsers". Did you mean "answers"?'),
        ("man.answers", 'knows no "man.answers". Did you mean "main.answers"?'),
        ("main.backups", 'knows no "main.backups"'),
    ],
)
def test_what_is_not_declared_is_a_warning(build: Build, asked: str, warning: str) -> None:
    """A notice promises nothing that no setting says."""
    page = f"# Notice\n\n{{feedback-keep}}`{asked}`.\n"
    warnings = build(
        {**FILES, "index.md": page}, 'feedback_keep = {"answers": "P1Y"}\n'
    ).warnings
    assert warning in warnings
    assert "index.md:3" in warnings
