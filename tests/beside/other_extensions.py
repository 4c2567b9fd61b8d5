"""Documents with extensions and builders that others wrote: nothing is lost or doubled."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

FORM = 'title = "Our questions"\n[[field]]\nname = "a"\ntype = "textarea"\nlabel = "Answer"\n'
INDEX = """\
Start
=====

.. toctree::

   one
   two
"""
FILES = {
    "_feedback/page.toml": FORM,
    "index.rst": INDEX,
    "one.rst": "One\n===\n\nText\n",
    "two.rst": ":feedback: false\n\nTwo\n===\n\nText\n",
}
CONF = """\
project = "A handbook"
author = copyright = "A team"
version = release = "1"
language = "en"
html_baseurl = "https://example.org/"
feedback_service = {{"name": "form", "endpoint": "https://forms.example.org/f/1"}}
extensions = {extensions!r}
"""
GALLERY = {
    "gallery/GALLERY_HEADER.rst": "Gallery\n=======\n",
    "gallery/plot_a.py": '"""\nA plot\n======\n\nText\n"""\nprint(1)\n',
}
GALLERY_CONF = """\
sphinx_gallery_conf = {"examples_dirs": "gallery", "gallery_dirs": "auto", "plot_gallery": False}
exclude_patterns = ["gallery"]
"""
NOTEBOOK = (
    '{"cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Book"]}],'
)
NOTEBOOK += ' "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
EXTENSIONS: dict[str, tuple[str, dict[str, str], list[str]]] = {
    # name: lines of conf.py, further files, further pages with a form
    "sphinx_sitemap": ("", {}, []),
    "notfound.extension": ("", {"404.rst": ":orphan:\n\nNot found\n=========\n\nText\n"}, []),
    "ablog": ("blog_baseurl = html_baseurl\n", {}, []),
    "myst_nb": ("nb_execution_mode = 'off'\n", {"book.ipynb": NOTEBOOK}, ["book"]),
    "sphinx_gallery.gen_gallery": (GALLERY_CONF, GALLERY, ["auto/index", "auto/plot_a"]),
    "sphinxext.opengraph": ("ogp_site_url = html_baseurl\n", {}, []),
    "sphinx.ext.autosummary": (
        "",
        {"api.rst": "API\n===\n\n.. autosummary::\n   :toctree: made\n\n   json\n"},
        ["api"],
    ),
    "sphinx_copybutton": ("", {}, []),
    "sphinx_togglebutton": ("", {}, []),
    "sphinx_tabs.tabs": ("", {}, []),
    "sphinx_design": ("", {}, []),
}


def run(
    root: Path, builder: str, extensions: list[str], *, ours: bool = True
) -> tuple[Path, str]:
    """Build a document; return its output folder and its warnings."""
    names = [*extensions, *(["sphinx_page_feedback"] if ours else [])]
    lines, files = CONF.format(extensions=names), dict(FILES)
    for name in extensions:
        more, further, _ = EXTENSIONS.get(name, ("", {}, []))
        lines, files = lines + more, {**files, **further}
    pages = [name.partition(".")[0] for name in files if name in {"api.rst", "book.ipynb"}]
    pages += ["auto/index"] if "sphinx_gallery.gen_gallery" in extensions else []
    files["index.rst"] += "".join(f"   {page}\n" for page in pages)
    source = root / ("with" if ours else "without")
    for name, text in {**files, "conf.py": lines}.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, encoding="utf-8")
    out = source / "out"
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, source, out]
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": programs},
    )
    assert done.returncode == 0, done.stderr
    return out, done.stderr.replace(str(source), "")


def check(root: Path, extensions: list[str], further: list[str]) -> Path:
    """Build with and without our extension, and compare; return the folder of the output."""
    out, warnings = run(root, "html", extensions)
    plain, before = run(root, "html", extensions, ours=False)
    assert sorted(warnings.splitlines()) == sorted(before.splitlines())
    manifest = json.loads((out / "feedback.json").read_text(encoding="utf-8"))
    asked = {name for name, page in manifest["pages"].items() if page["form"]}
    assert asked == {"index", "one", *further}
    for page in plain.rglob("*.html"):
        name = page.relative_to(plain)
        text = (out / name).read_text(encoding="utf-8")
        expected = int(name.with_suffix("").as_posix() in asked)
        assert text.count('<form class="feedback-form"') == expected, name
        ids = re.findall(r'<[^>]*\sid="([^"]+)"', text)
        plain_ids = re.findall(r'<[^>]*\sid="([^"]+)"', page.read_text(encoding="utf-8"))
        doubled = {one for one in ids if ids.count(one) > 1 and plain_ids.count(one) < 2}
        assert not doubled, name
    made = {path.relative_to(out).as_posix() for path in out.rglob("*.html")}
    ours = made - {path.relative_to(plain).as_posix() for path in plain.rglob("*.html")}
    assert all(name.startswith("feedback-") for name in ours)
    return out


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_beside_one_extension(extension: str, tmp_path: Path) -> None:
    """The right pages have one form, no warning is new, and no id is there twice."""
    out = check(tmp_path, [extension], EXTENSIONS[extension][2])
    if extension == "sphinx_sitemap":
        assert "feedback-" not in (out / "sitemap.xml").read_text(encoding="utf-8")


def test_beside_ten_extensions_at_once(tmp_path: Path) -> None:
    further = [page for _, _, pages in EXTENSIONS.values() for page in pages]
    check(tmp_path, list(EXTENSIONS), further)


@pytest.mark.parametrize(
    ("builder", "extension", "suffix"),
    [
        ("revealjs", "sphinx_revealjs", "*.html"),
        ("simplepdf", "sphinx_simplepdf", "*.html"),
        ("pdf", "rst2pdf.pdfbuilder", "*.pdf"),
    ],
)
def test_a_builder_of_others_shows_the_link(
    builder: str, extension: str, suffix: str, tmp_path: Path
) -> None:
    """Slides and books have no form, and say where the form of each page is."""
    out, warnings = run(tmp_path, builder, [extension])
    assert "feedback" not in warnings
    written = list(out.rglob(suffix))
    assert written
    if suffix == "*.html":
        text = "".join(path.read_text(encoding="utf-8") for path in written)
        assert "<form" not in text.replace('<form class="search"', "")
        assert "https://example.org/one.html#feedback_form" in text
