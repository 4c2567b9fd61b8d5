"""The pages that the receiver sends, for a reader whose browser runs no script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader
from starlette.responses import HTMLResponse

from sphinx_page_feedback.model import (
    RESERVED_NAMES,
    Checkboxes,
    Hidden,
    Radio,
    Select,
    mailto_link,
    origin_of,
)

from .assign import values_by_name
from .translations import translations
from .validate import hidden_values

if TYPE_CHECKING:
    from uuid import UUID

    from sphinx_page_feedback.manifest.read import Manifest
    from sphinx_page_feedback.model import Field, Form, Posted

    from .http_problems import HTTPProblem

_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'{}; "
    "frame-ancestors 'none'; base-uri 'none'"
)
# Language tags of BCP 47, roughly, and those of Sphinx with an underscore.
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,3}")


@cache
def _environment() -> Environment:
    loader = PackageLoader("sphinx_page_feedback", "templates")
    return Environment(loader=loader, autoescape=True)


@cache
def stylesheet() -> str:
    """Return the style of a form as the site has it, and of the page around it."""
    package = files("sphinx_page_feedback")
    parts = ("static/page-feedback.css", "templates/receiver/receiver.css")
    return "\n".join(package.joinpath(part).read_text(encoding="utf-8") for part in parts)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A request of a browser that is answered with a page.

    Attributes:
        manifest: The pages and forms that there are.
        posted: Everything that was posted, as far as it could be read.
        root: The site's address, ending in a slash; empty if it is not known.
        form: The form as the reader's page had it.
    """

    manifest: Manifest
    posted: Posted
    root: str
    form: Form | None

    @property
    def back(self) -> dict[str, str]:
        """Address and title of the page that the reader came from, if both are known."""
        docname = self.manifest.docnames.get(self._posted("page"), "")
        page = self.manifest.pages.get(docname) if self.root else None
        return {"url": self.root + page.url, "title": page.title} if page else {}

    @property
    def language(self) -> str:
        """The language of the document, as HTML writes it."""
        language = self._posted("language") or self.manifest.language
        return language.replace("_", "-") if _LANGUAGE.fullmatch(language) else "en"

    @property
    def answers(self) -> list[tuple[str, list[str]]]:
        """Each question with what the reader answered."""
        return [
            (self._label(name), [value for value in values if value.strip()])
            for name, values in self.posted.items()
            if name not in RESERVED_NAMES and any(value.strip() for value in values)
        ]

    def answers_beside(self, form: Form) -> list[tuple[str, list[str]]]:
        """Return each question with the answers that the filled-in form does not show.

        Args:
            form: The form that is shown again.
        """
        fields = {key: field for field in form.fields for key in field.keys}
        values = values_by_name(form, self.posted)
        beside = {
            name: [text for text in texts if text not in _shown(fields.get(name), texts)]
            for name, texts in values.items()
        }
        return [(self._label(name), texts) for name, texts in beside.items() if texts]

    def _label(self, name: str) -> str:
        fields = self.form.fields if self.form else ()
        asked = [field for field in fields if not isinstance(field, Hidden)]
        return next((field.label for field in asked if name in field.keys), name)

    @property
    def mail_link(self) -> str:
        """The link that begins an e-mail to the team, with the reader's answers if they fit."""
        text = "\n\n".join("\n".join([asked, *answers]) for asked, answers in self.answers)
        page = {"title": "", "url": "", **self.back}
        return mailto_link(self.manifest.contact, page["title"], page["url"], text)

    def privacy_url(self, form: Form) -> str:
        """Return the address of a form's privacy notice, if it is known."""
        if form.privacy.startswith(("https://", "http://")):
            return form.privacy
        page = self.manifest.pages.get(form.privacy)
        return self.root + page.url if page and self.root else ""

    def _posted(self, name: str) -> str:
        return next(iter(self.posted.get(name, ())), "")


def _shown(field: Field | None, texts: list[str]) -> list[str]:
    """Return the values of one name that the filled-in form shows."""
    if isinstance(field, Checkboxes | Radio | Select):
        values = {option.value for option in field.flat_options}
        # A radio or a select shows one choice, even where two were posted.
        shown = [text for text in texts if text in values]
        return shown if isinstance(field, Checkboxes) else shown[:1]
    return [] if field is None else texts[:1]


def form_page(
    problem: HTTPProblem, visit: Visit, form: Form, submission_id: UUID
) -> HTMLResponse:
    """Return the page with the problem and the form, filled in with all that was posted.

    Args:
        problem: Why it is not stored.
        visit: The request.
        form: The form that was answered.
        submission_id: What the form sends when the button is pressed again.
    """
    posted = visit.posted
    values = values_by_name(form, posted)
    names = {key for field in form.fields for key in field.keys}
    extra = [(n, text) for n, texts in values.items() if n not in names for text in texts]
    sent_again = [*hidden_values(posted), ("submission_id", str(submission_id))]
    return _page(
        "form.html",
        problem.status,
        problem.headers,
        # A browser holds a redirect after the post to this list as well.
        policy=_POLICY.format(f" {origin_of(visit.root)}" if visit.root else ""),
        visit=visit,
        problem=problem,
        answers_beside=visit.answers_beside(form),
        form=form,
        title=form.title,
        level=1,
        prefix="feedback_",
        # Relative: a proxy may serve the receiver below a path of the site.
        action="feedback",
        attributes={},
        hidden=_Pairs([*sent_again, *extra]),
        values=values,
        errors=list(problem.errors),
        intro="",
        contact=visit.manifest.contact,
        mail_link=visit.mail_link,
        disabled="",
        privacy_url=visit.privacy_url(form),
    )


@dataclass(frozen=True)
class _Pairs:
    """Names and values for the template's hidden fields, where a name may come twice."""

    pairs: list[tuple[str, str]]

    def items(self) -> list[tuple[str, str]]:
        """Return the pairs, as a mapping would."""
        return self.pairs


def problem_page(problem: HTTPProblem, visit: Visit) -> HTMLResponse:
    """Return the page with the problem, and with what was posted as far as it could be read.

    Args:
        problem: Why it is not stored.
        visit: The request.
    """
    return _page(
        "problem.html",
        problem.status,
        problem.headers,
        problem=problem,
        visit=visit,
        contact=visit.manifest.contact,
        mail_link=visit.mail_link,
    )


def confirmation_page(reference: str) -> HTMLResponse:
    """Confirm, where no site is known that could.

    Args:
        reference: What the reader may quote.
    """
    return _page("thanks.html", 200, {}, reference=reference, visit=None)


def _page(
    name: str,
    status: int,
    headers: dict[str, str],
    policy: str = _POLICY.format(""),
    **context: Any,
) -> HTMLResponse:
    visit: Visit | None = context["visit"]
    words = translations(visit.manifest.sentences if visit else {})
    html = _environment().get_template(f"receiver/{name}").render(**words, **context)
    return HTMLResponse(html, status, {**headers, "Content-Security-Policy": policy})
