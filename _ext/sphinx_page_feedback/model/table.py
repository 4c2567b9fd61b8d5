"""The columns of a submission, each once, and the CSV file that has them."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TextIO

from .cells import guard, join_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the table of submissions.

    Attributes:
        name: Its name in every export, in the database and, if it is sent, in a post.
        meaning: What it holds, in Markdown, as the reference page has it.
        kind: What a value is: text, a whole number or nothing, a list of texts, or a JSON
            object. SQLite and CSV hold a list joined (see ``join_list``).
        sent: What writes it into a post: the HTML of the page, or its script; empty for
            what is not sent.
        stored: The receiver's table has it; what is not stored follows from other columns.
        exported: ``/submissions`` and every export of ``pull`` have it.
        since: The schema version of the receiver's database that added it.
    """

    name: str
    meaning: str
    kind: Literal["text", "number", "list", "object"] = "text"
    sent: Literal["", "page", "script"] = ""
    stored: bool = True
    exported: bool = True
    since: int = 1

    @property
    def sql_type(self) -> str:
        """The type in SQLite."""
        return "INTEGER" if self.kind == "number" else "TEXT"

    def to_sql(self, value: Any) -> str | int | None:
        """Return a value as a database holds it; a list joined, an object as JSON."""
        if value is None or isinstance(value, str | int):
            return value
        if self.kind == "object":
            return json.dumps(value, ensure_ascii=False)
        return join_list(value)


COLUMNS = (
    Column(
        name="submission_id",
        meaning="A UUID; unique. Where a reader’s browser ran no script and the service made "
        "none, it follows from what the service stored, and is the same at each reading",
        sent="script",
    ),
    Column(
        name="reference",
        meaning="Ten letters and digits that follow from it. Only the receiver shows it to "
        "readers",
    ),
    Column(
        name="received_at",
        meaning="When it arrived, in UTC, as `2027-01-31T09:30:00.000Z`; as the service wrote "
        "it, if that is not a time",
    ),
    Column(name="form", meaning="The name of the form; empty if it is not known", sent="page"),
    Column(name="form_version", meaning="The version of its questions", sent="page"),
    Column(
        name="page",
        meaning="The docname of the page that the answers are about, as in `report/status`",
        sent="script",
    ),
    Column(name="page_url", meaning="The address, without what follows a `?`", sent="script"),
    Column(
        name="page_title",
        meaning="The page’s title as a reader reads it, without markup; made from the page’s "
        "name where its heading has no text",
        sent="script",
    ),
    Column(
        name="section",
        meaning="The anchor of the section that the answers are about, if "
        "[a link](../guide/links-to-forms.md) named one; else empty",
        sent="script",
    ),
    Column(
        name="came_from",
        meaning="`pdf` if a link in the PDF led to the form, else empty",
        sent="script",
        since=2,
    ),
    Column(name="language", meaning="The language of the document", sent="page"),
    Column(name="release", meaning="The release of the document", sent="page"),
    Column(
        name="elapsed_ms",
        meaning="Milliseconds from opening the page to sending",
        kind="number",
        sent="script",
    ),
    Column(
        name="suspected_spam",
        meaning="`honeypot` if the trap was filled in, `service` if the service took it for "
        "spam, else empty; it follows from `flags`",
        stored=False,
    ),
    Column(
        name="flags",
        meaning="What a person should know of it, as [codes](#flags)",
        kind="list",
        since=3,
    ),
    Column(
        name="extra",
        meaning="What was sent under names that the form does not have, and what has another name now as it was stored",
        kind="object",
        since=3,
    ),
    Column(
        name="replaced_by",
        meaning="The `submission_id` of the row that the reader sent in its place, which "
        "counts instead; else empty",
        since=4,
    ),
    Column(
        name="keep_until",
        meaning="The last day on which it is kept, as the form said when it arrived; else empty",
        exported=False,
        since=6,
    ),
    Column(
        name="payload_hash",
        meaning="SHA-256 of the names and values as they were posted; tells a retry from "
        "something else",
        exported=False,
    ),
)
"""What a submission has besides its answers, in the order of every export."""

COMING = ("channel", "entered_by", "commit", "quote_before",
          "quote_after")  # fmt: skip
"""Names of columns that later releases add; no new field may have one."""

EXPORTED = tuple(column.name for column in COLUMNS if column.exported)
"""The columns of every export, before the answers."""
SENT_NAMES = tuple(column.name for column in COLUMNS if column.sent)
"""What every post carries besides the answers."""
SCRIPTED_NAMES = tuple(column.name for column in COLUMNS if column.sent == "script")
"""The names that the page's script writes."""
HONEYPOT = "hp_field"
"""The trap of the built-in form, which readers do not see."""
REPLACES = "replaces"
"""The ids of submissions in whose place another is sent; the receiver alone is sent it."""
RESERVED_NAMES = frozenset({*SENT_NAMES, HONEYPOT, REPLACES, "received_at", "reference"})
"""Names under which nothing that a reader wrote is ever posted."""
COLUMN_NAMES = frozenset({*EXPORTED, *COMING}) - RESERVED_NAMES
"""Names that a field of an earlier release may have, and a new one may not."""


def suspicion(flags: Iterable[str]) -> str:
    """Return the rules by which a submission is taken for spam, as ``suspected_spam`` has it.

    Args:
        flags: The codes of the column ``flags``.
    """
    rules = (flag.removeprefix("spam:") for flag in flags if flag.startswith("spam:"))
    return join_list(rules)


def write_table(file: TextIO, records: Iterable[Mapping[str, Any]], keys: Sequence[str]) -> int:
    """Write submissions as CSV (RFC 4180), text in quotes and numbers bare.

    Args:
        file: Opened with ``newline=""``.
        records: The submissions, each with its ``answers``.
        keys: The answers that get a column of their own.

    Returns:
        How many submissions were written.
    """
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([*EXPORTED, *keys])
    count = 0
    for record in records:
        answers = record["answers"]
        values = [*(record.get(name) for name in EXPORTED), *(answers.get(key) for key in keys)]
        writer.writerow([_cell(value) for value in values])
        count += 1
    return count


def _cell(value: Any) -> str | int:
    """Return a cell: only a number that we made ourselves is one in the file."""
    if isinstance(value, int):
        return value
    if isinstance(value, list):
        return guard(join_list(value))
    if isinstance(value, dict):
        # It begins with a brace, so it needs no guard.
        return json.dumps(value, ensure_ascii=False) if value else ""
    return guard(str(value)) if value is not None else ""
