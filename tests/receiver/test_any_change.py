"""Whatever changes while a page is open: every word is in the row, or in a refusal."""

# ruff: noqa: D102 (the names of the rules say what happens)

from __future__ import annotations

import html
import itertools
import re
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from in_process import receiver_in_process, records, stored
from receiver_kit import make_form, make_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from in_process import Reply


@dataclass(frozen=True, kw_only=True)
class OpenPage:
    """What a reader's browser has loaded."""

    fields: list[dict[str, Any]]
    form_version: str
    docname: str


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What was posted, and the words in it."""

    data: dict[str, Any]
    words: list[str]
    reply: Reply = field(repr=False)


NAMES = st.sampled_from(["summary", "details", "comment", "note", "nature", "topics"])
WORDS = map("word{}q".format, itertools.count())


class AnyChange(RuleBasedStateMachine):
    """Forms and pages change while pages are open, and readers send and send again."""

    @initialize()
    def publish_first(self) -> None:
        self.folders, self.stack = ExitStack(), ExitStack()
        self.folder = Path(self.folders.enter_context(tempfile.TemporaryDirectory()))
        self.fields: list[dict[str, Any]] = [
            {"type": "text", "name": "summary", "label": "S", "required": True, "was": []},
            {"type": "textarea", "name": "details", "label": "D", "was": []},
            {
                "type": "select",
                "name": "nature",
                "label": "N",
                "was": [],
                "options": ["o1", "o2"],
            },
            {
                "type": "checkboxes",
                "name": "topics",
                "label": "T",
                "was": [],
                "options": ["t1", "t2"],
            },
            {"type": "email", "name": "email", "label": "E", "was": []},
            {"type": "hidden", "name": "round", "value": "round1"},
        ]
        self.words: dict[str, Any] = {}
        self.docname, self.moved_from = "index", []
        self.has_page = True
        self.attempts: list[Attempt] = []
        self.pages: list[OpenPage] = []
        self.publish()
        self.open_page()
        self.process = self.stack.enter_context(
            receiver_in_process(self.folder / "feedback.json", self.folder / "f.sqlite3")
        )

    def publish(self) -> None:
        """Write the manifest as a deploy does: another file takes its place."""
        page = {"title": "T", "url": "x.html", "form": "page", "moved_from": self.moved_from}
        part = make_manifest(
            self.folder / "part.json",
            forms={"page": make_form("page", fields=self.fields, **self.words)},
            pages={self.docname: page} if self.has_page else {},
        )
        part.replace(self.folder / "feedback.json")

    def names(self) -> set[str]:
        return {name for item in self.fields for name in (item["name"], *item.get("was", []))}

    @rule()
    def open_page(self) -> None:
        form = make_form("page", fields=self.fields, **self.words)
        page = OpenPage(
            fields=list(self.fields), form_version=form["version"], docname=self.docname
        )
        self.pages.append(page)

    @rule(number=st.integers(0, 5), name=NAMES)
    def rename(self, number: int, name: str) -> None:
        item = self.fields[number % len(self.fields)]
        is_free = name not in self.names() or name in item.get("was", [])
        if is_free and item["type"] != "hidden":
            was = [old for old in [item["name"], *item["was"]] if old != name]
            self.fields[number % len(self.fields)] = item | {"name": name, "was": was}
            self.publish()

    @rule(name=NAMES, required=st.booleans())
    def add(self, name: str, required: bool) -> None:  # noqa: FBT001
        if name not in self.names():
            new = {"type": "textarea", "name": name, "label": name, "was": []}
            self.fields.append(new | {"required": required})
            self.publish()

    @precondition(lambda self: len(self.fields) > 2)
    @rule(number=st.integers(0, 5))
    def remove(self, number: int) -> None:
        del self.fields[number % len(self.fields)]
        self.publish()

    @rule(
        number=st.integers(0, 5), kind=st.sampled_from(["text", "scale", "radio", "checkboxes"])
    )
    def retype(self, number: int, kind: str) -> None:
        item = self.fields[number % len(self.fields)]
        if item["type"] != "hidden":
            new = {"type": kind, "name": item["name"], "label": "R", "was": item["was"]}
            more = {"scale": {"low": "l", "high": "h"}, "text": {}}
            self.fields[number % len(self.fields)] = new | more.get(
                kind, {"options": ["o1", "t1"]}
            )
            self.publish()

    @rule(number=st.integers(0, 5))
    def tighten(self, number: int) -> None:
        item = self.fields[number % len(self.fields)]
        if item["type"] in {"text", "textarea"}:
            self.fields[number % len(self.fields)] = item | {"max_length": 3}
            self.publish()

    @rule(number=st.integers(0, 5))
    def rename_option(self, number: int) -> None:
        item = self.fields[number % len(self.fields)]
        if options := item.get("options"):
            first = options[0]
            was = [*first["was"], first["value"]] if isinstance(first, dict) else [first]
            value = next(WORDS)
            new = [{"value": value, "label": value, "was": was}, *options[1:]]
            self.fields[number % len(self.fields)] = item | {"options": new}
            self.publish()

    @rule()
    def move_page(self) -> None:
        self.moved_from = [*self.moved_from, self.docname]
        self.docname = f"page{len(self.moved_from)}"
        self.publish()

    @rule()
    def take_page_away(self) -> None:
        self.has_page = not self.has_page
        self.publish()

    @rule(closes=st.sampled_from([None, "2020-01-01", "2120-01-01"]))
    def close(self, closes: str | None) -> None:
        self.words = {"closes": closes}
        self.publish()

    @rule()
    def restart(self) -> None:
        """As an upgrade does: what was in memory only is gone."""
        self.stack.close()
        self.stack = ExitStack()
        self.process = self.stack.enter_context(
            receiver_in_process(self.folder / "feedback.json", self.folder / "f.sqlite3")
        )

    @rule(
        which=st.integers(0, 9), more=st.booleans(), twice=st.booleans(), brackets=st.booleans()
    )
    def send(self, which: int, *, more: bool, twice: bool, brackets: bool) -> None:
        page = self.pages[which % len(self.pages)]
        data: dict[str, Any] = {"submission_id": str(uuid4()), "form": "page"}
        data |= {"form_version": page.form_version, "page": page.docname}
        data |= dict(self.filled(item) for item in page.fields)
        if brackets:
            data = {n + "[]" if isinstance(v, list) else n: v for n, v in data.items()}
        if more:
            data["unasked"] = next(WORDS)
        if twice and "details" in data:
            data["details"] = [data["details"], next(WORDS)]
        self.try_to_send(data)

    def filled(self, item: dict[str, Any]) -> tuple[str, Any]:
        """Return an answer that the page's own form accepts."""
        values = [o["value"] if isinstance(o, dict) else o for o in item.get("options", [])]
        match item["type"]:
            case "email":
                value: Any = f"{next(WORDS)}@example.org"
            case "hidden":
                value = item["value"]
            case "scale":
                value = "4"
            case "checkboxes":
                value = values
            case "select" | "radio":
                value = values[0]
            case _:
                value = next(WORDS)[: item.get("max_length", 99)]
        return item["name"], value

    def try_to_send(self, data: dict[str, Any]) -> None:
        reserved = {"submission_id", "form", "form_version", "page"}
        values = [value for name, value in data.items() if name not in reserved]
        words = [w for v in values for w in (v if isinstance(v, list) else [v])]
        reply = self.process.post(data)
        if reply.status == 303:
            self.attempts.append(Attempt(data=data, words=words, reply=reply))
            self.check_attempts(self.attempts[-1:])
        else:
            assert reply.status in {403, 422}, reply.text
            text = html.unescape(reply.text)
            assert [word for word in words if word not in text] == []

    def check_attempts(self, attempts: list[Attempt]) -> None:
        rows = {row["submission_id"]: row for row in stored(self.folder)}
        read = {record["submission_id"]: record for record in records(self.process)}
        assert len(read) == len({a.data["submission_id"] for a in self.attempts})
        for attempt in attempts:
            for source in (rows, read):
                row = source[attempt.data["submission_id"]]
                texts = list(texts_of([row["answers"], row["extra"], row.get("contacts", [])]))
                assert [word for word in attempt.words if word not in texts] == []

    @precondition(lambda self: self.attempts)
    @rule(without_email=st.booleans())
    def send_all_again(self, *, without_email: bool) -> None:
        """The same is confirmed, and is one row, whatever has changed in between."""
        reference = re.compile(r"reference=([0-9A-Z-]+)")
        for attempt in self.attempts:
            data = attempt.data
            if without_email:
                data = {n: v for n, v in data.items() if "@" not in str(v)}
            reply = self.process.post(data)
            assert reply.status == 303
            found = [reference.search(r.headers["location"]) for r in (reply, attempt.reply)]
            assert len({match[1] for match in found if match}) == 1
        self.check_attempts(self.attempts)

    def teardown(self) -> None:
        """Close the form for good, and send everything again."""
        if hasattr(self, "process"):
            self.close("2020-01-01")
            self.send_all_again(without_email=False)
            self.send_all_again(without_email=True)
            self.stack.close()
            self.folders.close()


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text and number in JSON."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts_of(item)
    else:
        yield str(value)


AnyChange.TestCase.settings = settings(max_examples=12, stateful_step_count=14, deadline=None)
TestAnyChange = AnyChange.TestCase
