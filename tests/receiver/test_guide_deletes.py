"""What the guide says about deleting answers leaves no word of them in any file."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from in_process import receiver_in_process, stored
from receiver_kit import answers, make_manifest

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "receiver.md"


def test_a_deleted_answer_is_in_no_file(tmp_path: Path) -> None:
    """Nor is the earlier version that it replaced; every other answer stays."""
    found = re.search(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
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
        statements = found[1].replace("7KQ2M-9XTRA", reference).strip("; \n").split(";")
        replies = [database.execute(statement).fetchone() for statement in statements]
        assert replies[-1][0] == 0  # nothing kept the log from being emptied
        held = b"".join(file.read_bytes() for file in sorted(tmp_path.glob("f.sqlite3*")))
    assert b"SENTINEL" not in held
    assert [row["answers"]["details"] for row in stored(tmp_path)] == ["Words that stay"]
