"""What the extension adds to the time of a book: ``python bench/book.py``."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from builds import environ
from results import Line, circumstances, compare, print_table

PARAGRAPH = "A sentence of a report that is neither short nor long, with *some* stress. " * 6
ITEMS = "".join(f"- item {number} of a list\n" for number in range(4))
TABLE = "| Kind | Count |\n|---|---|\n" + "".join(f"| {n} | {n * n} |\n" for n in range(5))
CONF = """
project = "A measured book"
author = "Nobody"
language = "en_GB"
latex_engine = {engine!r}
html_baseurl = "https://example.org/"
extensions = ["myst_parser"]
"""
EXTENSION = """
extensions.append("sphinx_page_feedback")
feedback_service = {"name": "receiver", "endpoint": "/feedback"}
"""
FORM = 'title = "T"\n[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n'
ACCESSIBLE = "WeasyPrint"
ENGINES = ("lualatex", "xelatex", "pdflatex", ACCESSIBLE)
VARIANTS = {
    "without": "",
    "box": EXTENSION,
    "look": f"{EXTENSION}feedback_pdf_style = True\n",
}


def write_source(folder: Path, pages: int, engine: str) -> None:
    """Write a book of pages of about 350 words, and a configuration for each variant."""
    source = folder / "source"
    (source / "_feedback").mkdir(parents=True)
    (source / "_feedback/page.toml").write_text(FORM)
    names = [f"page{number:03d}" for number in range(pages)]
    index = "\n".join(names)
    (source / "index.md").write_text(f"# Book\n\nAll of it.\n\n```{{toctree}}\n{index}\n```\n")
    for name in names:
        parts = [
            f"# {name}",
            PARAGRAPH,
            "## More",
            PARAGRAPH,
            ITEMS,
            TABLE,
            "One.[^a]",
            PARAGRAPH,
        ]
        (source / f"{name}.md").write_text("\n\n".join([*parts, "[^a]: A note.\n"]))
    # Without the extension there is no accessible PDF, so its boxes alone are left out.
    silent = f'{EXTENSION}feedback_pdf_box = "none"\n'
    variants = {"without": silent, "box": EXTENSION} if engine == ACCESSIBLE else VARIANTS
    engine = "pdflatex" if engine == ACCESSIBLE else engine
    for variant, lines in variants.items():
        (folder / variant).mkdir()
        (folder / variant / "conf.py").write_text(CONF.format(engine=engine) + lines)


def build(folder: Path, variant: str, engine: str) -> float:
    """Build the book anew; return the processor time of all that took part, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with TemporaryDirectory() as scratch:
        conf, source, out = str(folder / variant), str(folder / "source"), f"{scratch}/latex"
        builder = "feedback-pdf" if engine == ACCESSIBLE else "latex"
        quiet = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-c", conf]
        sphinx = [*quiet, "-d", f"{scratch}/doctrees", source, out]
        subprocess.run(sphinx, check=True, env=environ())
        if engine != ACCESSIBLE:
            options = "LATEXMKOPTS=-silent -interaction=nonstopmode -halt-on-error"
            make = ["make", "--silent", "-C", out, "all-pdf", options]
            subprocess.run(make, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(pages: int, runs: int, engine: str) -> list[Line]:
    """Build each variant in turns, every other round backwards.

    The first round, which fills caches, does not count.
    """
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_source(folder, pages, engine)
        names = ["without", "box"] if engine == ACCESSIBLE else list(VARIANTS)
        turns = [names[:: -1 if turn % 2 else 1] for turn in range(runs + 1)]
        rounds = [{name: build(folder, name, engine) for name in turn} for turn in turns][1:]
    times = {name: [one[name] for one in rounds] for name in names}
    extra = [
        (box - base) * 1000 / pages
        for box, base in zip(times["box"], times["without"], strict=True)
    ]
    what, budget = (
        f"Book of {pages} pages, {engine}",
        "1.1 ×" if engine == ACCESSIBLE else "1.05 ×",
    )
    box = compare(f"{what}: a box on each page", times["box"], times["without"], "s", budget)
    look = [
        compare(f"{what}: box and look", times["look"], times["without"], "s")
        for _ in times.keys() & {"look"}
    ]
    per_page = Line(
        what=f"{what}: per page with a box", ours=sorted(extra)[runs // 2], unit="ms"
    )
    return [box, *look, per_page]


@click.command
@click.option("--pages", multiple=True, default=(60, 300), show_default=True, help="Pages.")
@click.option("--runs", default=5, show_default=True, help="Rounds that count.")
@click.option(
    "--engine",
    multiple=True,
    default=ENGINES,
    show_default=True,
    help="TeX engine, or WeasyPrint.",
)
def main(pages: tuple[int, ...], runs: int, engine: tuple[str, ...]) -> None:
    """Measure the processor time of books with and without the extension."""
    head = ["Building a book", "Ratio", "Lowest–highest", "With", "Without", "Budget"]
    lines = [line for name in engine for count in pages for line in measure(count, runs, name)]
    print_table(head, [line.cells for line in lines])
    print(circumstances("sphinx", "myst-parser", "segno"))


if __name__ == "__main__":
    main()
