"""This project's own site, in every format that Sphinx writes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
DOCNAMES = [
    path.relative_to(ROOT / "docs").with_suffix("").as_posix()
    for path in sorted((ROOT / "docs").rglob("*.md"))
]
OPTED_OUT = [
    name
    for name in DOCNAMES
    if re.match(r"---\n(.*\n)*?feedback: false\n", (ROOT / f"docs/{name}.md").read_text())
]
OTHER_THEME = '\nhtml_theme = "alabaster"\nhtml_theme_options = {}\n'
IN_BOTH_THEMES = pytest.mark.parametrize(
    "site", ["", OTHER_THEME], ids=["furo", "alabaster"], indirect=True
)
CONTROLS = r"<\s*(form|input|select|textarea|button|fieldset|script|style)\b"


class Page(HTMLParser):
    """How often each id, and each class of a form, is on a page."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        super().__init__()
        self.ids: Counter[str | None] = Counter()
        self.forms: Counter[str] = Counter()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count what an element is called."""
        named = dict(attrs)
        if "id" in named:
            self.ids[named["id"]] += 1
        if tag == "form":
            self.forms.update((named.get("class") or "").split())


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The site's sources, with more lines in ``conf.py`` if a test asks for them."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    if (ROOT / "_templates").exists():
        shutil.copytree(ROOT / "_templates", tmp_path / "_templates")
    conf = (ROOT / "conf.py").read_text() + getattr(request, "param", "")
    (tmp_path / "conf.py").write_text(conf)
    return tmp_path


def build(site: Path, builder: str) -> Path:
    """Build the site, with warnings as errors; return the folder of what was built."""
    out = site / "build" / builder
    options = ["-n", "-W", "--keep-going", "-q", "-j", "auto", "-d", str(site / "doctrees")]
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-c", ".", *options, "docs"]
    done = subprocess.run(
        [*command, str(out)], cwd=site, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return out


def pages(out: Path, builder: str) -> Iterator[tuple[str, Page]]:
    """Give each page of ``docs/`` as it was built."""
    for name in DOCNAMES:
        folder = "" if name == "index" else f"{name.removesuffix('/index')}/"
        path = f"{folder}index.html" if builder == "dirhtml" else f"{name}.html"
        yield name, Page((out / path).read_text())


@IN_BOTH_THEMES
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_page_ends_with_one_form(site: Path, builder: str) -> None:
    """In each theme, a page has exactly one form, unless it opted out."""
    out = build(site, builder)
    found = {name: page.forms["feedback-form"] for name, page in pages(out, builder)}
    assert found == {name: int(name not in OPTED_OUT) for name in DOCNAMES}
    assert len(found) > len(OPTED_OUT)


@IN_BOTH_THEMES
def test_one_long_page_has_every_form_and_no_id_twice(site: Path) -> None:
    """``singlehtml`` puts all pages into one, where labels must still find their fields."""
    page = Page((build(site, "singlehtml") / "index.html").read_text())
    assert page.forms["feedback-form"] == len(DOCNAMES) - len(OPTED_OUT)
    assert {name: count for name, count in page.ids.items() if count > 1} == {}


@pytest.mark.parametrize("builder", ["latex", "text", "man", "texinfo"])
def test_formats_without_forms_say_where_to_answer(site: Path, builder: str) -> None:
    """Where nothing can be sent from, no control is left: only the address of the form."""
    out = build(site, builder)
    kinds = {".tex", ".txt", ".1", ".texi"}
    written = [path.read_text() for path in out.rglob("*") if path.suffix in kinds]
    words = "\n".join(written)
    assert written
    assert not re.search(CONTROLS, words, re.IGNORECASE)
    assert "Give feedback on this page" in words
    assert "feedback_form" in words.replace("\\_", "_")


@IN_BOTH_THEMES
def test_epub_has_no_form_script_or_style(site: Path) -> None:
    """E-readers cannot send a form: their pages get a link, and no file of ours."""
    (book,) = build(site, "epub").glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        chapters = [name for name in archive.namelist() if name.endswith(".xhtml")]
        text = "\n".join(archive.read(name).decode() for name in chapters)
        assets = [name for name in archive.namelist() if re.search(r"page-feedback\.", name)]
    assert assets == []
    assert not re.search(CONTROLS, text, re.IGNORECASE)
    assert len(re.findall(r'href="[^"]*#feedback_form"', text)) == len(DOCNAMES) - len(
        OPTED_OUT
    )


@pytest.mark.slow
@pytest.mark.parametrize("builder", ["gettext", "xml", "dummy"])
def test_other_builders_take_a_form_in_their_stride(site: Path, builder: str) -> None:
    """A form on each page never makes a builder warn or fail."""
    build(site, builder)
