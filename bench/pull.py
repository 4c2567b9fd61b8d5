"""What ``page-feedback pull`` takes for a row, and how much memory, as a receiver fills up.

A server of this program lists rows as the receiver does, and the command writes them to a file,
in a process of its own: ``python bench/pull.py --rows 100000 --runs 3``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import click
from results import Line, circumstances, compare, print_table, write_json

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW_AND_MANY = 10
"""How many times as many rows the second reading has."""
HEAD = ("Reading", "Ratio", "Lowest–highest", "Many rows", "A tenth of them", "Budget")
MEASURED = """
import resource, sys
from pathlib import Path
from sphinx_page_feedback.cli import main

try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(line for line in status if line.startswith("VmHWM")).split()[1]
    print(used.ru_utime + used.ru_stime, peak, file=sys.stderr)
"""
ANSWERS = {
    "nature": "issue",
    "summary": "The second section promises more than the table shows",
    "details": "I read this with a colleague who does the work every day. " * 4,
    "activities": ["data", "people"],
    "score": 4,
}


def row(number: int) -> str:
    """Return a submission as the receiver lists it.

    Args:
        number: Which; no two are the same.
    """
    return json.dumps(
        {
            "submission_id": str(UUID(int=number)),
            "reference": "7KQ2M-9XTRA",
            "received_at": f"2026-11-22T{number // 3_600_000 % 24:02}:00:00.{number % 1000:03}Z",
            "form": "page",
            "form_version": "0123456789ab",
            "page": "report/status",
            "page_url": "https://docs.example.org/report/status.html",
            "page_title": "The status",
            "language": "en_GB",
            "elapsed_ms": 48_211,
            "suspected_spam": "",
            "flags": [],
            "extra": {},
            "answers": ANSWERS,
        }
    )


@contextmanager
def listing(count: int) -> Iterator[str]:
    """Run a server that lists rows.

    Args:
        count: How many.

    Yields:
        The endpoint that stands for it.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Send one page; no version of any form is kept here."""
            if urlsplit(self.path).path != "/submissions":
                self.send_error(404)
                return
            query = parse_qs(urlsplit(self.path).query)
            start, limit = int(query.get("after", ["0"])[0]), int(query["limit"][0])
            end = min(start + limit, count)
            body = "".join(f"{row(number)}\n" for number in range(start, end)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            if end < count:
                self.send_header("Link", f'<?after={end}&limit={limit}>; rel="next"')
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/feedback"
        finally:
            server.shutdown()
            thread.join()


def reading(count: int, ending: str) -> tuple[float, float]:
    """Read so many rows into a file of one kind.

    Args:
        count: How many.
        ending: Of the file, as in ``.csv``.

    Returns:
        Processor time in milliseconds a row, and the most memory in MB.
    """
    with TemporaryDirectory(prefix="feedback-bench-") as folder, listing(count) as endpoint:
        command = [sys.executable, "-c", MEASURED, "pull", "--endpoint", endpoint]
        environ = {
            **os.environ,
            "FEEDBACK_READ_TOKEN": "x" * 40,
            "PYTHONPATH": str(Path(__file__).parents[1] / "_ext"),
        }
        done = subprocess.run(
            [*command, "--to", f"answers{ending}"],
            cwd=folder, env=environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if not done.stdout.startswith(f"{count:,} submissions"):
            raise click.ClickException(done.stdout + done.stderr)
    seconds, peak = done.stderr.split()[-2:]
    return float(seconds) / count * 1_000, int(peak) * 1_024 / 1e6


@click.command()
@click.option("--rows", default=100_000, show_default=True, help="Rows of the larger reading.")
@click.option("--runs", default=3, show_default=True, help="Readings of each kind.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write it all here too.")
def main(rows: int, runs: int, file: Path | None) -> None:
    """Compare a large reading with a smaller one; print a Markdown table."""
    lines = []
    for ending in (".csv", ".sqlite3"):
        few, many = [], []
        for _ in range(runs):
            few.append(reading(rows // FEW_AND_MANY, ending))
            many.append(reading(rows, ending))
        times = [[time for time, _ in results] for results in (many, few)]
        what = f"Processor time a row, {rows:,} rows to {ending}"
        lines.append(compare(what, *times, unit="ms", budget="1.0 ×"))
        peak = median(memory for _, memory in many)
        base = median(memory for _, memory in few)
        lines.append(
            Line(what=f"Memory, {rows:,} rows to {ending}", ours=peak, base=base, unit="MB",
                 budget="80 MB")
        )  # fmt: skip
    said = (
        f"{circumstances('ijson', 'requests')}. {runs} {'reading' if runs == 1 else 'readings'}"
    )
    print(f"\n{said}.\n")
    print_table(HEAD, (line.cells for line in lines))
    if file:
        write_json(file, said, lines)


if __name__ == "__main__":
    main()
