"""Shows what ``page-feedback lint --json`` found beside the lines of a proposal.

``python .ci/annotations.py FILE`` prints at most ten workflow commands of GitHub, since no more
are shown for one step, writes all mistakes into the job summary, and exits 1 if there are any.
"""

from __future__ import annotations

import html
import json
import os
import sys
from pathlib import Path
from typing import Any

MOST = 10


def command(fault: dict[str, Any]) -> str:
    """Return a workflow command that shows a mistake beside its line."""
    place = f"file={_value('docs/' + fault['path'])}"
    line = f",line={int(fault['line'])}" if fault["line"] else ""
    return f"::error {place}{line}::{_message(_text(fault))}"


def summary(faults: list[dict[str, Any]]) -> str:
    """Return all mistakes as HTML, in which nothing that was typed is Markdown."""
    lines = [f"docs/{item['path']}:{item['line'] or 1}\n{_text(item)}" for item in faults]
    text = html.escape("\n\n".join(lines))
    return f"### What to correct ({len(faults)})\n\n<pre>{text}</pre>\n\n"


def _text(fault: dict[str, Any]) -> str:
    edits = [edit["text"] for edit in fault["edits"] if edit["text"]]
    return "\n".join([fault["problem"], fault["cure"], *edits])


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def main() -> None:
    """Print the annotations of the file that is named."""
    faults = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["faults"]
    if not faults:
        sys.stdout.write("Nothing to correct.\n")
        return
    for fault in faults[:MOST]:
        sys.stdout.write(command(fault) + "\n")
    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if place:
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(summary(faults))
    sys.exit(1)


if __name__ == "__main__":
    main()
