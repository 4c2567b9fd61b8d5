"""Write the tables of the docs that follow from declarations: ``python docs/_tables.py``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_page_feedback.services import (
    SERVICES,
    Outcome,
    PostReply,
    outcome_of,
    outcome_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_page_feedback.services import Service

DOCS = Path(__file__).parent
_ID = "6f1f2c3e-5a7b-4c1d-9e8f-0a1b2c3d4e5f"
_SHOWS = {
    "site": "works, comes back to your site",
    "service": "works, shows a page of the service",
    "raw": "works, shows the bare reply",
}


def confirms(service: Service) -> str:
    """Return whether a reply of a service can prove that a submission was stored."""
    if service.link:
        return "the reader sends it there"
    # By the table of outcomes, from the fullest reply that the service can give.
    reply = PostReply(status=200, text=json.dumps(_evidence(service)))
    if outcome_of(service, reply, _ID) is Outcome.STORED:
        return "yes, with a reference" if "reference" in service.success.has else "yes"
    return "if you name its `success`" if service.generic and not service.opaque else "no"


def _evidence(service: Service) -> dict[str, Any]:
    """Return the body of a reply that holds all that the service names as evidence."""
    success = service.success
    values = {**dict.fromkeys(success.has, "something"), **success.equals}
    body: dict[str, Any] = {}
    for path, value in (values | ({success.echoes: _ID} if success.echoes else {})).items():
        *parents, name = path.split(".")
        inner = body
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[name] = value
    return body


def counts_once(service: Service) -> str:
    """Return whether a second post of a submission makes no second row."""
    if service.link or (service.generic and service.opaque):
        return "no"
    if service.deduplicates or service.repeated:
        return "yes"
    return "if you say so" if service.generic else "no"


def without_script(service: Service) -> str:
    """Return what a service does for readers without JavaScript."""
    native = service.native
    if native.encoding == "text":
        return "opens an e-mail program"
    if service.link:
        return "works with `names` for a title and a text"
    if native.method == "none":
        return "does not work, and says so"
    return _SHOWS["site" if native.thanks else native.shows]


def reads_back(service: Service) -> str:
    """Return how ``pull`` gets what a service keeps."""
    if service.reader:
        calls = service.reader.calls
        return f"yes, {calls} times a day" if calls else "yes"
    if service.link:
        return "no"
    return "with a `reader`, or from an export" if service.generic else "from an export"


def services() -> Iterable[tuple[str, ...]]:
    """Yield the rows of the table of services."""
    yield (
        "Service",
        "Confirms",
        "Counts a second attempt once",
        "Without JavaScript",
        "Reads back",
    )
    for name, service in SERVICES.items():
        page = "../receiver.md" if name == "receiver" else f"{name}.md"
        text = (DOCS / "guide" / "services" / page).read_text(encoding="utf-8")
        title = re.search(r"^# (.+)$", text, re.MULTILINE)
        label = f"[{title[1] if title else name}]({page})"
        yield (
            label,
            confirms(service),
            counts_once(service),
            without_script(service),
            reads_back(service),
        )


def outcomes() -> Iterable[tuple[str, ...]]:
    """Yield the rows of the table of outcomes."""
    yield "Outcome", "Meaning"
    for outcome, meaning in outcome_table().outcomes.items():
        yield f"`{outcome}`", meaning


def rules() -> Iterable[tuple[str, ...]]:
    """Yield the rows of the table of rules, the first that holds deciding."""
    yield "Facts", "Outcome"
    for needed, outcome in outcome_table().rules:
        yield (
            ", ".join(f"`{fact}`" for fact in needed.split()) or "anything else",
            f"`{outcome}`",
        )


def facts() -> Iterable[tuple[str, ...]]:
    """Yield the rows of the table of facts."""
    yield "Fact", "Meaning"
    for fact, meaning in outcome_table().facts.items():
        yield f"`{fact}`", meaning


TABLES = {
    "guide/services/index.md": {"services": services},
    "reference/services.md": {"outcomes": outcomes, "rules": rules, "facts": facts},
}


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """Return rows as a Markdown table, the first being its head."""
    head, *body = rows
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *body)]
    return "\n".join([lines[0], "|---" * len(head) + "|", *lines[1:]])


def filled(page: str) -> str:
    """Return the text of a page with its tables as they should be."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for name, rows in TABLES[page].items():
        begin, end = f"% table: {name}\n", f"\n% end: {name}"
        head, rest = text.split(begin)
        text = head + begin + "\n" + table(rows()) + "\n" + end + rest.split(end, 1)[1]
    return text


if __name__ == "__main__":
    for page in TABLES:
        (DOCS / page).write_text(filled(page), encoding="utf-8")
