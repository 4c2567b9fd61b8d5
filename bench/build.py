"""What the extension adds to the building of a document and to its pages.

The same document is built with and without it, in turns, each time in a new process:
``python bench/build.py --pages 1000 --runs 5``.
"""

from __future__ import annotations

import gzip
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
from builds import Build, Builder
from document import Document
from processes import end_in_order
from results import Line, circumstances, compare, print_table, write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HEAD = ("Building", "Ratio", "Lowest–highest", "With", "Without", "Budget")
PACKAGES = ("sphinx", "myst-parser", "furo", "docutils", "pydantic")
PEERS = {"PushFeedback 0.1.85": 24_800, "Isso 0.14.0": 22_300}
"""Bytes of script and style, gzip -9, that a page with each of them loads: the figures that
the budgets of this project were set by."""
FULL = ("-E", "-a")


@click.command()
@click.option("--pages", default=1000, show_default=True, help="Pages that have a form.")
@click.option("--runs", default=5, show_default=True, help="Pairs of builds for each line.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write it all here too.")
def main(pages: int, runs: int, file: Path | None) -> None:
    """Compare builds with and without the extension; print a Markdown table."""
    end_in_order()
    with TemporaryDirectory(prefix="feedback-bench-") as folder:
        lines = measure(Document(Path(folder), pages), runs)
    said = circumstances(*PACKAGES)
    print(f"\n{said}. {pages:,} pages with a form, {runs} pairs of builds.\n")
    print_table(HEAD, (line.cells for line in lines))
    if file:
        write_json(file, said, lines)


def measure(document: Document, runs: int) -> list[Line]:
    """Measure everything.

    Args:
        document: What to build.
        runs: How many pairs of builds each figure comes from.
    """
    ours, base = Builder(document, "with"), Builder(document, "without")
    in_turns = partial(_in_turns, runs=runs, builders=(ours, base))
    two = in_turns("2 processes", build=lambda builder: builder.build(*FULL, "-j", "2"))
    one = in_turns("1 process", build=lambda builder: builder.build(*FULL))
    calm = in_turns(
        "no garbage collected", build=lambda builder: builder.build(*FULL, collect=False)
    )
    weight = [*_pages(ours, base), *_script_and_style(ours)]
    edit = in_turns("one-page edit", build=Builder.build, prepare=document.edit_page)
    question = in_turns("changed question", build=Builder.build, prepare=document.edit_question)
    return [
        _compare("Full build, no garbage collected: processor time", calm, _cpu, "s", "1.03 ×"),
        *_full("1 process", one, "1.03 ×", "1.05 ×"),
        *_full("2 processes", two, "", ""),
        *_phases(one),
        *_edit("One page edited", edit, "reads 1 page"),
        *_edit("One question reworded", question, "reads 0 pages"),
        *weight,
    ]


def _in_turns(
    what: str,
    runs: int,
    builders: Sequence[Builder],
    build: Callable[[Builder], Build],
    prepare: Callable[[], None] = lambda: None,
) -> list[list[Build]]:
    """Return the builds of each builder; they take turns, so a slow minute is shared."""
    pairs = []
    for run in range(1, runs + 1):
        print(f"{what}: pair {run} of {runs}", file=sys.stderr)
        prepare()
        order = builders if run % 2 else builders[::-1]  # who comes second finds warm caches
        built = {builder: build(builder) for builder in order}
        pairs.append([built[builder] for builder in builders])
    return [list(builds) for builds in zip(*pairs, strict=True)]


def _cpu(build: Build) -> float:
    return build.cost.cpu


def _full(how: str, builds: list[list[Build]], time: str, memory: str) -> list[Line]:
    name = f"Full build, {how}"
    return [
        _compare(f"{name}: processor time", builds, _cpu, "s", time),
        _compare(f"{name}: elapsed time", builds, lambda b: b.cost.wall, "s", time),
        _compare(f"{name}: peak memory", builds, lambda b: b.cost.peak / 1e6, "MB", memory),
    ]


def _phases(builds: list[list[Build]]) -> list[Line]:
    return [
        _compare("Reading alone: processor time", builds, lambda b: b.reading, "s"),
        _compare("Writing alone: processor time", builds, lambda b: b.writing, "s"),
    ]


def _edit(what: str, builds: list[list[Build]], budget: str) -> list[Line]:
    return [
        _count(f"{what}: pages read", builds, lambda b: b.read, budget),
        _count(f"{what}: pages written", builds, lambda b: b.written),
        _compare(f"{what}: processor time", builds, _cpu, "s"),
    ]


def _compare(
    what: str,
    builds: list[list[Build]],
    figure: Callable[[Build], float],
    unit: str,
    budget: str = "",
) -> Line:
    ours, base = ([figure(build) for build in side] for side in builds)
    return compare(what, ours, base, unit, budget)


def _count(
    what: str, builds: list[list[Build]], figure: Callable[[Build], int], budget: str = ""
) -> Line:
    """Take the worst run: a count that differs from run to run is a fault."""
    ours, base = (max(figure(build) for build in side) for side in builds)
    return Line(what=what, ours=ours, base=base, unit="", budget=budget)


def _pages(ours: Builder, base: Builder) -> list[Line]:
    names = ours.forms_on()
    sides = [[(builder.site / name).read_bytes() for name in names] for builder in (ours, base)]
    raw = [[len(page) for page in side] for side in sides]
    packed = [[len(gzip.compress(page, 9)) for page in side] for side in sides]
    return [
        compare("A page", raw[0], raw[1], "B"),
        compare("A page, gzip -9", packed[0], packed[1], "B"),
    ]


def _script_and_style(builder: Builder) -> list[Line]:
    static = builder.site / "_static"
    files = (static / "page-feedback.js", static / "page-feedback.css")
    ours = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
    what = "Script and style, gzip -9, against "
    return [
        compare(what + peer, [ours], [theirs], "B", "6 kB") for peer, theirs in PEERS.items()
    ]


if __name__ == "__main__":
    main()
