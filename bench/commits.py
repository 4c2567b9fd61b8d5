"""What it is worth that submissions which wait at the same time share one commit."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from results import Line, compare

from sphinx_page_feedback.model import Submission
from sphinx_page_feedback.receiver.store.row import Row
from sphinx_page_feedback.receiver.store.sql import SqlStore

if TYPE_CHECKING:
    from pathlib import Path

SHARED = (16, 64)
_ROWS = 1_024


def measure_commits(folder: Path, runs: int) -> list[Line]:
    """Store the same number of submissions with a commit each and with shared ones.

    Args:
        folder: Where the database may be; its disk is what is measured.
        runs: How often.
    """
    store = SqlStore(f"sqlite:///{folder}/commits.sqlite3")
    rates = {size: [0.0] * runs for size in (1, *SHARED)}
    for run in range(runs):
        for size, found in rates.items():
            found[run] = _rate(store, size)
    store.close()
    return [
        compare(f"{size} in a commit, against one in each", rates[size], rates[1], "")
        for size in SHARED
    ]


def _rate(store: SqlStore, size: int) -> float:
    batches = [[_row() for _ in range(size)] for _ in range(_ROWS // size)]
    start = time.perf_counter()
    for batch in batches:
        store.add(batch)
    return _ROWS / (time.perf_counter() - start)


def _row() -> Row:
    answers = {"summary": "The table shows less than the text promises", "role": "la_data"}
    submission = Submission(submission_id=uuid4(), form="page", page="index", answers=answers)
    return Row(submission=submission, received_at=datetime.now(UTC), payload_hash="")
