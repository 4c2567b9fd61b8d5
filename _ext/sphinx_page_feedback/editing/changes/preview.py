"""One HTML file that shows the pages of a change before and after, beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from lxml import html
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

    from .answer_counts import AnswerCount
    from .built_site import BuiltSite
    from .question_changes import QuestionChange
    from .site_changes import PageChange, SiteChanges


_DEMOTED = {"h1": "h4", "h2": "h5", "h3": "h6", "h4": "h6", "h5": "h6"}


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """A page in the preview."""

    change: PageChange
    before: str
    after: str
    form: str
    answers: Sequence[AnswerCount]


def draw_preview(  # noqa: PLR0913 (what the file shows, each once)
    changes: SiteChanges,
    questions: Sequence[QuestionChange],
    before: BuiltSite,
    after: BuiltSite,
    answers: Mapping[str, Sequence[AnswerCount]],
    *,
    names: tuple[str, str],
) -> str:
    """Return the file: style and images inside, no script, and no request to anywhere.

    Args:
        changes: What differs in the pages.
        questions: What differs in the forms, with its effect.
        before: The older build.
        after: The newer build.
        answers: How many answers each page has since it last changed, by docname.
        names: What the two builds are called.
    """
    pages = [_shown(page, before, after, answers) for page in changes.pages]
    environment = Environment(
        loader=PackageLoader("sphinx_page_feedback", "templates/editing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("changes.html").render(
        project=after.manifest.project, names=names, pages=pages, questions=questions,
        links=changes.links, images=changes.images, language=after.manifest.language or "en",
    )  # fmt: skip


def _shown(
    page: PageChange,
    before: BuiltSite,
    after: BuiltSite,
    answers: Mapping[str, Sequence[AnswerCount]],
) -> _Shown:
    old = new = None
    if page.diff:
        old, new = page.diff.before, page.diff.after
    elif page.kind == "added":
        new = after.content(page.docname)
    else:
        old = before.content(page.docname)
    form = after.form(page.docname) if page.kind != "removed" else None
    return _Shown(
        change=page,
        before=_text(old, "before"),
        after=_text(new, "after"),
        form=_text(form, "form"),
        answers=answers.get(page.former or page.docname, ()),
    )


def _text(element: HtmlElement | None, side: str) -> str:
    """Return HTML whose ids cannot clash with those of the other version or another page."""
    if element is None:
        return ""
    for inner in element.iter():
        # Below the headings of the preview itself, of levels 1 to 3.
        if inner.tag in _DEMOTED:
            inner.tag = _DEMOTED[inner.tag]
        for name in ("id", "for", "aria-labelledby", "aria-describedby", "name"):
            inner.attrib.pop(name, None)
        if side == "form" and inner.tag in {"input", "select", "textarea"}:
            # Its label refers to it by the id that is gone.
            inner.set("aria-label", _label(inner))
        if inner.tag in {"ins", "del"}:
            # Most screen readers announce neither ins nor del.
            word = html.Element("span", {"class": "hidden"})
            word.text, word.tail = ("new: " if inner.tag == "ins" else "gone: "), inner.text
            inner.text = None
            inner.insert(0, word)
    element.tag = "div"
    element.tail = None
    element.attrib.clear()
    return Markup(html.tostring(element, encoding="unicode"))  # noqa: S704 (made safe when it was read)


def _label(field: HtmlElement) -> str:
    """Return a name for a field of a form that is only looked at."""
    for parent in field.iterancestors("label", "fieldset", "div"):
        text = " ".join(parent.text_content().split())
        if text:
            return str(text[:200])
    return "a field of the form"
