"""What a proposal changes, for those who review it: questions, pages, links and images."""

from .answer_counts import AnswerCount, count_answers
from .built_site import BuiltSite
from .preview import draw_preview
from .question_changes import QuestionChange, compare_questions
from .refs import BuiltRefs, Document, build_refs, last_changes
from .site_changes import PageChange, SiteChanges, compare_sites
from .summary import summarise

__all__ = [
    "AnswerCount",
    "BuiltRefs",
    "BuiltSite",
    "Document",
    "PageChange",
    "QuestionChange",
    "SiteChanges",
    "build_refs",
    "compare_questions",
    "compare_sites",
    "count_answers",
    "draw_preview",
    "last_changes",
    "summarise",
]
