"""The log of the team's decisions: acts with person and time, chained by hashes.

It holds ids, field names, offsets, codes and decisions, and no word of a reader. What a person
wrote as a reason stands beside it, and the chain covers a salted hash of it: so the text can be
deleted, and the chain still verifies.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from sphinx_page_feedback.problems import Code, Problem

from .log_file import reading, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

FILE_NAME = "review.sqlite3"
"""The log's name, beside the file of answers."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One decision of one person.

    Attributes:
        kind: What was decided, as ``aside`` or ``code`` (see ``decisions.py``).
        answer: The ``submission_id`` of the answer; empty for what is about several.
        details: The decision, JSON.
        person: Who decided.
        over: The ids of the acts in whose place it stands, as far as the person saw them.
        id: Its own id.
        at: When, in UTC.
        reason_hash: SHA-256 of the salt and the text of the reason; empty without one.
    """

    kind: str
    person: str
    answer: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    over: tuple[str, ...] = ()
    id: str = field(default_factory=lambda: str(uuid4()))
    at: str = field(
        default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds")
    )
    reason_hash: str = ""

    def to_json(self) -> str:
        """Return it as the chain's hashes cover it."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Parse what ``to_json`` wrote."""
        data = json.loads(text)
        return cls(**{**data, "over": tuple(data["over"])})


class Log:
    """A log in its file, which is made when the first act is written."""

    def __init__(self, path: Path) -> None:
        """Read and verify it.

        Args:
            path: The file ``review.sqlite3``.

        Raises:
            Problem: Somebody has edited or cut the log, or the file is something else.
        """
        self.path = path
        self.acts: list[Act] = []
        self._hash = ""
        if self._is_there:
            with reading(path) as database:
                self._read(database)

    @property
    def _is_there(self) -> bool:
        # Without a byte, it was made and nothing was written.
        return self.path.is_file() and self.path.stat().st_size > 0

    @property
    def erased(self) -> frozenset[str]:
        """The ids of the answers that somebody has erased."""
        return frozenset(act.answer for act in self.acts if act.kind == "erased")

    def append(self, acts: Iterable[Act], reasons: Mapping[str, str] | None = None) -> None:
        """Write acts at the end, all or none.

        Args:
            acts: New ones.
            reasons: What a person wrote as a reason, by the act's id.

        Raises:
            Problem: The file cannot be written, or another program has written to it since it
                was read.
        """
        salted = []
        new = []
        for act in acts:
            text = (reasons or {}).get(act.id, "").strip()
            if text:
                salt = secrets.token_hex(16)
                salted.append((act.id, salt, text))
                new.append(replace(act, reason_hash=_reason_hash(salt, text)))
            else:
                new.append(act)
        self._write(new, salted)

    def reasons(self) -> dict[str, str]:
        """Return what was written as a reason, by the act's id."""
        if not self._is_there:
            return {}
        with reading(self.path) as database:
            return dict(database.execute("SELECT act, text FROM reasons"))

    def take_in(self, other: Log) -> int:
        """Append what another person's log has and this one has not.

        What was written about an answer that either of them has erased is not taken in, and
        goes here too.

        Args:
            other: A log that began like this one, or that has nothing in common with it.

        Returns:
            How many acts were new.
        """
        present = {act.id for act in self.acts}
        new = [act for act in other.acts if act.id not in present]
        if not new:
            return 0
        erased = self.erased | other.erased
        wanted = {act.id for act in new if act.answer not in erased}
        with reading(other.path) as database:
            texts = database.execute("SELECT act, salt, text FROM reasons").fetchall()
        self._write(new, [row for row in texts if row[0] in wanted])
        self.delete_reasons(other.erased)
        return len(new)

    def delete_reasons(self, answers: Iterable[str]) -> None:
        """Delete what was written about answers, for good; the chain stays as it is.

        Args:
            answers: Ids of submissions.
        """
        about = set(answers)
        acts = [[act.id] for act in self.acts if act.answer in about]
        if acts and self._is_there:
            with writing(self.path) as database:
                database.executemany("DELETE FROM reasons WHERE act = ?", acts)
            with closing(sqlite3.connect(self.path)) as database:
                database.execute("VACUUM")

    def _read(self, database: sqlite3.Connection) -> None:
        salted = {
            act: (salt, text) for act, salt, text in database.execute("SELECT * FROM reasons")
        }
        for text, stored in database.execute("SELECT act, hash FROM log ORDER BY number"):
            self._hash = _next_hash(self._hash, text)
            if self._hash != stored:
                raise self._edited()
            try:
                act = Act.from_json(text)
            except (KeyError, TypeError, ValueError) as error:
                cause = f"{self.path}: act {len(self.acts) + 1} is none that this release knows"
                cure = "Install the release that wrote it, or a newer one."
                raise Problem(Code.REVIEW_LOG, cause, cure) from error
            reason = salted.get(act.id)
            if reason and _reason_hash(*reason) != act.reason_hash:
                raise self._edited()
            self.acts.append(act)
        head = database.execute("SELECT count, hash FROM head").fetchone()
        if (head or (0, "")) != (len(self.acts), self._hash):
            raise self._edited()

    def _write(self, new: Sequence[Act], salted: Iterable[tuple[str, str, str]]) -> None:
        if not self.path.exists():
            # Its owner's alone from the first byte: ids and names of people are in it.
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        count, last = len(self.acts), self._hash
        with writing(self.path) as database:
            head = database.execute("SELECT count, hash FROM head").fetchone()
            if (head or (0, "")) != (count, last):
                cause = f"another program has written to {self.path} meanwhile"
                cure = "End the other one, and start this one again."
                raise Problem(Code.REVIEW_LOG, cause, cure)
            database.executemany("INSERT INTO reasons VALUES (?, ?, ?)", salted)
            for number, act in enumerate(new, count + 1):
                text = act.to_json()
                last = _next_hash(last, text)
                values = [number, act.id, text, last]
                database.execute("INSERT INTO log VALUES (?, ?, ?, ?)", values)
            database.execute("DELETE FROM head")
            database.execute("INSERT INTO head VALUES (?, ?)", [count + len(new), last])
        self.acts += new
        self._hash = last

    def _edited(self) -> Problem:
        cause = f"{self.path} was edited or cut by something else, after act {len(self.acts)}"
        return Problem(Code.REVIEW_LOG, cause, "Take it from your last back-up.")


def _reason_hash(salt: str, text: str) -> str:
    return sha256(f"{salt}{text}".encode()).hexdigest()


def _next_hash(before: str, text: str) -> str:
    return sha256(f"{before}\n{text}".encode()).hexdigest()
