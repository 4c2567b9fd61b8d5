"""What a reader sent from a link: the answers, found again in the text that a page wrote.

A page writes each question on a line of its own, its answer below, then an empty line, and at
the end its address. An issue form of GitHub writes each question as a heading, ``### Question``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from sphinx_page_feedback.model import Checkboxes, Hidden, Matrix, Radio, Select

from .parts import Link
from .reader import at
from .service import OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_page_feedback.model import Field, Form

    from .reader import Written
    from .service import Service
    from .source import Source

_HEADING = "### "
_NO_ANSWER = "_No response_"  # what an issue form of GitHub writes for one
_TICKED = re.compile(r"- \[[xX]\] (.*)")
_UNTICKED = "- [ ] "
_ADDRESS = re.compile(r"(https?|file)://\S+")


def sent_from_link(item: Mapping[str, Any], written: Written, source: Source) -> dict[str, Any]:
    """Return what a reader sent, by the names under which a form would have sent it.

    Args:
        item: What the service gave.
        written: Where the words are in it.
        source: The site's service, forms and pages.

    Returns:
        The answers that are found. The words that belong to no question stand under the name
        that the service has for a text, and a title that is not the page's own under its.
    """
    lines = str(at(item, written.text) or "").replace("\r\n", "\n").strip().split("\n")
    headed = bool(source.settings.values.get("template"))
    url = "" if headed else _address(lines[-1])
    lines = lines[:-1] if url else lines
    best = max(
        (_parsed(lines, form, headed=headed) for form in _forms(source, url)),
        key=lambda one: len(one.answers),
        default=_Parsed(answers={}, rest="\n".join(lines).strip()),
    )
    url = url or _address(best.answers.get("page_url", ""))
    page = source.pages.get(bare(url))
    title = str(at(item, written.title) or "").strip()
    known = {
        "page_url": url,
        **({"page": page.docname, "page_title": page.title} if page else {}),
        **({"form": best.form} if best.answers else {}),
    }
    service = source.settings.service
    link = service.link or Link(title=written.title, body=written.text)
    own = page and re.fullmatch(
        rf"{re.escape(page.title)}( [—–|-] .*)?", title
    )  # with the site's
    said = {
        _name(link.title, written.title, service): "" if own else title,
        _name(link.body, written.text, service): best.rest,
        "issue": str(at(item, written.seen_at) or ""),
    }
    return {**said, **known, **best.answers}


def _name(wire: str, usual: str, service: Service) -> str:
    """Return what stands for a field, if a site has given one the name of a title or text."""
    return wire if wire in service.names.values() else usual


def bare(address: str) -> str:
    """Return an address as it is the same however a server shows it.

    Args:
        address: Of a page, with or without ``index.html``, ``.html``, a query or an anchor.
    """
    parts = urlsplit(address)
    path = parts.path.removesuffix("index.html").removesuffix(".html").rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


@dataclass(frozen=True, kw_only=True)
class _Parsed:
    """What was found in a text, read as an answer to one form."""

    form: str = ""
    answers: Mapping[str, Any]
    rest: str


def _forms(source: Source, url: str) -> list[Form]:
    """Return every form, that of the page first: where two fit, it is the one."""
    page = source.pages.get(bare(url))
    return sorted(source.forms.values(), key=lambda form: not page or form.name != page.form)


def _parsed(lines: list[str], form: Form, *, headed: bool) -> _Parsed:
    """Read a text as answers to a form."""
    fields = {key: field for field in form.fields for key in field.keys}
    questions = [*_questions(form.fields)]
    found: dict[str, list[str]] = {"": []}
    key, at_line = "", 0
    while at_line < len(lines):
        begins = (
            lines[at_line].startswith(_HEADING) if headed else _is_blank(lines, at_line - 1)
        )
        asked, length = _asked(lines[at_line:], questions, headed=headed) if begins else ("", 1)
        if asked and asked not in found:
            key = asked
            found[key] = []
        else:
            found[key] += lines[at_line : at_line + length]
        at_line += length
    rest = "\n".join(found.pop("")).strip()
    answers = {key: _answer(written, fields.get(key)) for key, written in found.items()}
    given = {key: answer for key, answer in answers.items() if answer}
    return _Parsed(form=form.name, answers=given, rest=rest)


def _is_blank(lines: list[str], number: int) -> bool:
    return number < 0 or not lines[number].strip()


def _questions(fields: Iterable[Field]) -> Iterable[tuple[str, str, bool]]:
    """Yield what a page shows as each question, its name, and whether more may follow."""
    for field in fields:
        if isinstance(field, Matrix):
            for row, scale, key in field.cells:
                yield _plain(f"{row.label}: {scale.label}"), key, True
        elif not isinstance(field, Hidden):
            yield _plain(field.label), field.name, False


def _asked(
    lines: list[str], questions: list[tuple[str, str, bool]], *, headed: bool
) -> tuple[str, int]:
    """Return the name of the question that stands at the beginning, and on how many lines."""
    for length in (1,) if headed else (1, 2):  # a row of a matrix is above its scale
        words = _plain(" ".join(lines[:length]).removeprefix(_HEADING))
        for label, key, more in questions:
            if words == label or (words.startswith(f"{label} ") and (more or words[-1] == ")")):
                return key, length
        if headed:
            known = {key for _, key, _ in questions} | {*OURS}
            return (words if words in known else lines[0].removeprefix(_HEADING).strip()), 1
    return "", 1


def _answer(lines: list[str], field: Field | None) -> str | list[str]:
    """Return an answer as a form would have sent it."""
    written = "\n".join(lines).strip()
    if written == _NO_ANSWER:
        return ""
    if isinstance(field, Matrix):
        return next((line.strip() for line in reversed(lines) if line.strip().isdigit()), "")
    if not isinstance(field, Checkboxes | Radio | Select):
        return written
    options = field.flat_options  # a link writes labels, or values into an issue form
    values = {_plain(name): one.value for one in options for name in (one.value, one.label)}
    shown = [_TICKED.sub(r"\1", line) for line in lines if not line.startswith(_UNTICKED)]
    chosen = [part for line in shown if line.strip() for part in _parts(line, values)]
    given = [values.get(_plain(one), one.strip()) for one in chosen]
    return given if isinstance(field, Checkboxes) else "\n".join(given)


def _parts(line: str, known: Mapping[str, str]) -> list[str]:
    """Take apart what a link or an issue form has joined, if all of it is known."""
    tried = (line.split(joint) for joint in ("; ", ", "))
    return next(
        (parts for parts in tried if all(_plain(one) in known for one in parts)), [line]
    )


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _address(line: str) -> str:
    """Return the address that is all of a line, without what follows a ``?`` or ``#``."""
    return re.split(r"[?#]", line.strip())[0] if _ADDRESS.fullmatch(line.strip()) else ""
