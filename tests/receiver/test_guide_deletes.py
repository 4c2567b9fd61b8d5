"""What the guide says about deleting answers leaves no word of them in any file."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from in_process import receiver_in_process, stored
from receiver_kit import answers, make_manifest
from sqlalchemy import create_engine

from sphinx_page_feedback.model import Submission
from sphinx_page_feedback.receiver.store.row import Row
from sphinx_page_feedback.receiver.store.sql import SqlStore

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "receiver.md"


def statements(reference: str) -> list[str]:
    """Return what the guide gives to the database, for one reference."""
    found = re.search(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1].replace("7KQ2M-9XTRA", reference).strip("; \n").split(";")


def test_a_deleted_answer_is_in_no_file(tmp_path: Path) -> None:
    """Nor is the earlier version that it replaced; every other answer stays."""
    first = answers(details="SENTINEL-1 " * 200)
    second = answers(details="SENTINEL-2 " * 200, replaces=first["submission_id"])
    other = answers(details="Words that stay")
    manifest = make_manifest(tmp_path / "feedback.json")
    with receiver_in_process(manifest, tmp_path / "f.sqlite3") as process:
        for data in (first, second, other):
            assert process.post(data).status == 303
    reference = stored(tmp_path)[1]["reference"]
    files = sorted(tmp_path.glob("f.sqlite3*"))
    assert b"SENTINEL-1" in b"".join(file.read_bytes() for file in files)
    with closing(sqlite3.connect(tmp_path / "f.sqlite3", isolation_level=None)) as database:
        replies = [
            database.execute(statement).fetchone() for statement in statements(reference)
        ]
        assert replies[-1][0] == 0  # nothing kept the log from being emptied
        held = b"".join(file.read_bytes() for file in sorted(tmp_path.glob("f.sqlite3*")))
    assert b"SENTINEL" not in held
    assert [row["answers"]["details"] for row in stored(tmp_path)] == ["Words that stay"]


def test_postgresql_takes_the_same_statements(new_postgresql: str) -> None:
    """All but those that set SQLite up."""
    with closing(SqlStore(new_postgresql)) as store:
        ids = [uuid4() for _ in range(3)]
        for number, key in enumerate(ids):
            about = Submission(submission_id=key, form="page", page="index", answers={})
            replaces = (str(ids[0]),) if number == 1 else ()
            now = datetime.now(UTC)
            store.add(
                [Row(submission=about, received_at=now, payload_hash="", replaces=replaces)]
            )
        reference = store.read(0, 9)[1][1]["reference"]
        engine = create_engine(new_postgresql, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements(reference):
                if "PRAGMA" not in statement:
                    connection.exec_driver_sql(statement.replace("VACUUM", "VACUUM FULL"))
        engine.dispose()
        assert [record["submission_id"] for _, record in store.read(0, 9)] == [str(ids[2])]
