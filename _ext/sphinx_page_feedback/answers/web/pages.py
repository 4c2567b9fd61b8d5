"""The templates of the review, its style and its script."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from sphinx_page_feedback.answers import KINDS, REASONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_page_feedback.answers import Act, Answer, Code, Review

_ASSETS = {"review.css": "text/css", "review.js": "text/javascript"}


@cache
def _environment() -> Environment:
    loader = PackageLoader("sphinx_page_feedback", "templates/review")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def render(template: str, context: dict[str, Any]) -> Response:
    """Return a page.

    Args:
        template: Its name below ``templates/review``.
        context: What it shows.
    """
    return HTMLResponse(_environment().get_template(template).render(context))


def asset(name: str) -> Response:
    """Return the style or the script.

    Args:
        name: Of the file.
    """
    if name not in _ASSETS:
        return PlainTextResponse("There is no such file.", 404)
    path = files("sphinx_page_feedback") / "templates" / "review" / name
    return Response(path.read_bytes(), media_type=_ASSETS[name])


def describe(act: Act, codes: Iterable[Code]) -> str:
    """Return what an act decided, in words.

    Args:
        act: Of the log.
        codes: The codebook.
    """
    details = act.details
    names = {code.id: code.name for code in codes}
    match act.kind:
        case "aside":
            reason = REASONS.get(str(details.get("reason")), "")
            return f"set aside: {reason}" if reason else "it counts"
        case "code":
            name = names.get(str(details.get("code")), details.get("code"))
            stance = f", {details['stance']}" if details.get("stance") else ""
            return f"code {name}{stance}" if details.get("applies") else f"not code {name}"
        case "redact":
            length = int(details["end"]) - int(details["start"])
            what = f"{length} characters of {details['field']}"
            kind = KINDS.get(str(details.get("kind")), "something else")
            return (
                f"redacted {what}: {kind}" if details.get("applies") else f"shows {what} again"
            )
        case "flag":
            return f"looked at {details.get('flag')}"
        case "undo":
            return "undid a decision"
        case _:
            return act.kind


def questions(review: Review, answer: Answer) -> list[tuple[str, str, Any]]:
    """Return name, question and value of each answer, in the order of the form.

    Args:
        review: The answers, with the versions of their forms.
        answer: One of the rows.
    """
    form = review.answers.form_of(answer)
    fields = form.fields_by_key if form else {}
    names = [*(name for name in fields if name in answer.values)]
    names += [name for name in answer.values if name not in fields]
    asked = []
    for name in names:
        field, value = fields.get(name), answer.values[name]
        options = {one.value: one.label for one in getattr(field, "flat_options", ())}
        shown = [options.get(one, one) for one in value] if isinstance(value, list) else value
        label = getattr(field, "label", "") or name
        asked.append(
            (name, label, options.get(shown, shown) if isinstance(shown, str) else shown)
        )
    return [
        *asked,
        *((name, f"{name} (no question)", value) for name, value in answer.extra.items()),
    ]


def beside(keys: list[str], key: str, step: int) -> str:
    """Return the id before or after another; empty at the ends, or where it is not listed.

    Args:
        keys: The ids of a list.
        key: One of them.
        step: -1 or 1.
    """
    place = keys.index(key) + step if key in keys else -1
    return keys[place] if 0 <= place < len(keys) else ""


def page_number(text: str) -> int:
    """Return the number that an address names; 1 for anything else.

    Args:
        text: Of the address.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1  # noqa: PLR2004 (digits)
