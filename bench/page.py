"""What the form costs a reader's device: main-thread time at load and at Send.

The same page is opened with and without the extension, in turns, in Chromium with its
processor slowed down: ``python bench/page.py --runs 7``.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, Any

import click
from builds import Builder
from document import Document
from playwright.sync_api import sync_playwright
from results import Line, circumstances, compare, print_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, CDPSession, Route

HEAD = ("Main thread", "Ratio", "Lowest–highest", "With", "Without", "Budget")
SLOWER = 4
"""How many times slower than this machine: a phone of the cheaper kind."""
IDLE = 500
"""Milliseconds after which a page has come to rest."""
OURS = "page-feedback"
_RUNNING = {"EvaluateScript", "FunctionCall", "v8.compile"}
_CATEGORIES = "devtools.timeline,v8,disabled-by-default-v8.compile"


@click.command()
@click.option("--runs", default=7, show_default=True, help="Pairs of visits.")
def main(runs: int) -> None:
    """Compare visits with and without a form; print a Markdown table."""
    with TemporaryDirectory(prefix="feedback-bench-") as folder:
        document = Document(Path(folder), 25)
        builders = Builder(document, "with"), Builder(document, "without")
        for builder in builders:
            builder.build()
        path = builders[0].forms_on()[0]
        with sync_playwright() as playwright, _served(document.folder) as address:
            executable = os.environ.get("FEEDBACK_CHROMIUM") or "/usr/bin/chromium"
            browser = playwright.chromium.launch(
                executable_path=executable, args=["--no-sandbox"]
            )
            visits: list[list[dict[str, float]]] = [[], []]
            for run in range(1, runs + 1):
                print(f"visit {run} of {runs}", file=sys.stderr)
                for side, builder in enumerate(builders):
                    url = f"{address}{builder.site.name}/{path}"
                    visits[side].append(_visit(browser, url, sends=side == 0))
            browser.close()
    print(f"\n{circumstances('playwright')}. {SLOWER} times slower, {runs} pairs of visits.\n")
    print_table(HEAD, (line.cells for line in _lines(*visits)))


def _lines(ours: list[dict[str, float]], base: list[dict[str, float]]) -> Iterator[Line]:
    whole = [[visit["whole"] for visit in side] for side in (ours, base)]
    yield compare("A page, until it is at rest", whole[0], whole[1], "ms")
    for what, key, budget in (
        ("Our script, at load", "load", "10 ms"),
        ("Our script, at the first touch and Send", "send", "50 ms"),
    ):
        usual = median(visit[key] for visit in ours)
        yield Line(what=what, ours=usual, unit="ms", budget=budget)


def _visit(browser: Browser, url: str, *, sends: bool) -> dict[str, float]:
    """Open a page, answer its form and send it; return milliseconds of the main thread."""
    context = browser.new_context()
    page = context.new_page()
    page.route("**/feedback", _confirm)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.send("Performance.enable")
    trace = _Trace(session)
    page.goto(url)
    page.wait_for_timeout(IDLE)
    figures = {"whole": _task_time(session), "load": trace.end()}
    if sends:
        form = page.locator(".feedback form")
        form.get_by_label("Brief summary").evaluate("field => { field.value = 'x'.repeat(20) }")
        form.get_by_label("Your role").evaluate("field => { field.selectedIndex = 2 }")
        trace = _Trace(session)
        form.get_by_role("button").click()
        page.locator(".feedback-sent").wait_for()
        page.wait_for_timeout(IDLE)
        figures["send"] = trace.end()
    context.close()
    return figures


def _confirm(route: Route) -> None:
    data = dict(pair.split("=") for pair in str(route.request.post_data).split("&"))
    echo = {"reference": "7KQ2M-9XTRA", "submission_id": data["submission_id"]}
    route.fulfill(status=201, body=json.dumps(echo), content_type="application/json")


def _task_time(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(item["value"] for item in metrics if item["name"] == "TaskDuration")


class _Trace:
    """Adds up the time in which scripts of ours are compiled and run."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._events: list[Mapping[str, Any]] = []
        self._ended = False
        session.on("Tracing.dataCollected", self._collect)
        session.on("Tracing.tracingComplete", self._end)
        session.send(
            "Tracing.start", {"categories": _CATEGORIES, "transferMode": "ReportEvents"}
        )

    def _collect(self, message: Mapping[str, Any]) -> None:
        self._events += message["value"]

    def _end(self, _message: Any) -> None:
        self._ended = True

    def end(self) -> float:
        """Return the milliseconds; an event inside another counts once."""
        self._session.send("Tracing.end")
        while not self._ended:
            self._session.send("Performance.getMetrics")
        total, end = 0.0, 0.0
        for event in sorted(filter(_is_ours, self._events), key=lambda item: item["tts"]):
            finish = event["tts"] + event["tdur"]  # microseconds of the thread's processor time
            total += max(0, finish - max(event["tts"], end))
            end = max(end, finish)
        return total / 1000


def _is_ours(event: Mapping[str, Any]) -> bool:
    data = event.get("args", {}).get("data", {})
    url = data.get("url") or event.get("args", {}).get("fileName") or ""
    return event["name"] in _RUNNING and OURS in url and "tdur" in event


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: Any) -> None:
        """Leave the output to the table."""


if __name__ == "__main__":
    main()
