"""What each builder shows of a form, decided by its class and by ``only``, where it is used."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.dummy import DummyBuilder
from sphinx.builders.epub3 import Epub3Builder
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.latex import LaTeXBuilder
from sphinx.builders.linkcheck import CheckExternalLinksBuilder
from sphinx.builders.manpage import ManualPageBuilder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.builders.texinfo import TexinfoBuilder
from sphinx.builders.text import TextBuilder
from sphinx.builders.xml import PseudoXMLBuilder, XMLBuilder
from sphinxcontrib.serializinghtml import JSONHTMLBuilder

from sphinx_page_feedback.outputs import output_of

if TYPE_CHECKING:
    from project import Build, Built
    from sphinx.builders import Builder

PACKAGE = Path(__file__).parents[1] / "_ext" / "sphinx_page_feedback"
NAMES = (
    r"""builder\.name|["'](singlehtml|epub|texinfo|gettext|linkcheck|revealjs|simplepdf)["']"""
)
FORM = 'title = "{0}"\n[[field]]\nname = "words"\ntype = "text"\nlabel = "Words"\n'
FORMS = {f"_feedback/{name}.toml": FORM.format(name) for name in ("page", "main")}
HTML_FORM = "```{feedback} main\n```\n"
ONLY_HTML = f"````{{only}} html\n{HTML_FORM}````\n"
ONLY_LATEX = ONLY_HTML.replace("} html", "} latex")
SITE = 'html_baseurl = "https://example.org/"\n'


class Renamed(StandaloneHTMLBuilder):
    """A site under another name."""

    name = "other"


class OfATheme(DirectoryHTMLBuilder):
    """A theme's own, registered in the place of Sphinx's."""

    def init_css_files(self) -> None:
        """Leave some out."""


class Slides(StandaloneHTMLBuilder):
    """A builder that writes pages in its own way."""

    name = "slides"

    def finish(self) -> None:
        """Do something else."""


class Printed(SingleFileHTMLBuilder):
    """A builder that makes a PDF of one page."""

    name = "printed"
    out_suffix = ".htm"


@pytest.mark.parametrize(
    ("kind", "shows", "assembled"),
    [
        (StandaloneHTMLBuilder, "form", False),
        (DirectoryHTMLBuilder, "form", False),
        (SingleFileHTMLBuilder, "form", True),
        (Renamed, "form", False),
        (OfATheme, "form", False),
        (Slides, "link", False),
        (Printed, "link", True),
        (Epub3Builder, "link", False),
        (LaTeXBuilder, "link", True),
        (TexinfoBuilder, "link", True),
        (ManualPageBuilder, "link", True),
        (TextBuilder, "link", False),
        (JSONHTMLBuilder, "nothing", False),
        (XMLBuilder, "nothing", False),
        (PseudoXMLBuilder, "nothing", False),
        (MessageCatalogBuilder, "nothing", False),
        (CheckExternalLinksBuilder, "nothing", False),
        (DummyBuilder, "nothing", False),
    ],
)
def test_class_of_a_builder_says_what_it_shows(
    kind: type[Builder], shows: str, *, assembled: bool
) -> None:
    output = output_of(kind.__new__(kind))
    assert (output.shows, output.assembled) == (shows, assembled)
    assert output.extra_pages == (shows == "form")


def test_no_module_asks_for_the_name_of_a_builder() -> None:
    asking = [
        path.name
        for path in PACKAGE.rglob("*.py")
        if path.name != "outputs.py" and re.search(NAMES, path.read_text(encoding="utf-8"))
    ]
    assert asking == []


def form_in(built: Built) -> list[str]:
    """Return the names of the forms of the first page, as they were written."""
    return re.findall(r'name="form" value="([^"]*)"', built.text("index.html"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONLY_HTML, "main"),
        (ONLY_LATEX, "page"),
        (ONLY_LATEX + ONLY_HTML.replace("main", "page"), "page"),
        (f"---\nfeedback: false\n---\n# Start\n\n{ONLY_LATEX}", None),
        (f"---\nfeedback: false\n---\n# Start\n\n{ONLY_LATEX}{ONLY_HTML}", "main"),
    ],
)
def test_directive_in_only_counts_where_its_text_does(
    build: Build, text: str, expected: str | None
) -> None:
    """Elsewhere the page is as if it were not written; page and manifest agree."""
    page = text if text.startswith("---") else f"# Start\n\n{text}"
    built = build({**FORMS, "index.md": page}, SITE)
    assert form_in(built) == ([expected] if expected else [])
    assert built.manifest["pages"]["index"]["form"] == expected
    assert built.warnings == ""


def test_a_directive_for_each_output_is_no_second_form(build: Build) -> None:
    """Both builders use the doctrees of one reading."""
    text = f"# Start\n\n{ONLY_HTML}\n{ONLY_LATEX.replace('main', 'page')}"
    files = {**FORMS, "index.md": text, "a.md": "---\norphan: true\n---\n# A\n"}
    site, book = build(files, SITE), build(files, SITE, "latex")
    assert form_in(site) == ["main"]
    assert book.text("test.tex").count("\\feedbackbox{") == 1
    assert site.warnings + book.warnings == ""


def test_a_build_that_writes_nothing_gives_the_same_manifest(build: Build) -> None:
    files = {**FORMS, "index.md": f"# Start\n\n{ONLY_LATEX}"}
    first = build(files, SITE).text("feedback.json")
    again = build(files, SITE)
    assert "targets for 0 source files" in again.said
    assert again.text("feedback.json") == first


def test_two_forms_that_both_hold_are_told(build: Build) -> None:
    text = f"# Start\n\n{ONLY_HTML}\n{ONLY_HTML.replace('} html', '} not latex')}"
    built = build({**FORMS, "index.md": text})
    assert form_in(built) == ["main"]
    assert "a second form on this page is left out" in built.warnings


def test_page_that_nobody_reads_as_a_text_has_no_form_by_itself(build: Build) -> None:
    """A server shows the page "not found" under any address."""
    orphan = "---\norphan: true\n---\n# Page\n"
    files = {"404.md": orphan, "auto/sg_execution_times.md": orphan, "errors/404.md": orphan}
    pages = build(files).manifest["pages"]
    assert {name for name, page in pages.items() if page["form"]} == {"index", "errors/404"}
    wanted = build(files, 'feedback_include = ["**", "404"]\n').manifest["pages"]
    assert wanted["404"]["form"] == "page"


def test_page_that_autosummary_wrote_has_no_form(build: Build) -> None:
    index = "Start\n=====\n\n.. autosummary::\n   :toctree: generated\n\n   json.loads\n"
    conf = 'extensions += ["sphinx.ext.autosummary"]\nroot_doc = "start"\nexclude_patterns = ["index.md"]\n'
    built = build({"start.rst": index}, conf)
    pages = built.manifest["pages"]
    assert (pages["start"]["form"], pages["generated/json.loads"]["form"]) == ("page", None)
    assert 'class="feedback' not in built.text("generated/json.loads.html")
    assert "with neither: 1 (1 since autosummary wrote them)" in built.said


@pytest.mark.parametrize("builder", ["epub", "text", "man"])
def test_output_without_links_is_told_once(build: Build, builder: str) -> None:
    files = {"a.md": "---\norphan: true\n---\n# A\n"}
    built = build(files, 'version = copyright = "1"', builder)
    assert built.warnings.count("html_baseurl") == 1
    assert "[feedback.base-url]" in built.warnings
    assert "with neither: 2 (2 since html_baseurl is not set)" in built.said


def test_each_build_says_how_many_pages_have_a_form(build: Build) -> None:
    files = {"a.md": "---\norphan: true\nfeedback: false\n---\n# A\n"}
    assert (
        "Pages with a form: 1, with a link to it: 0, with neither: 1 (1 by their own front matter)"
        in build(files, SITE).said
    )
    assert "Pages with a form: 0, with a link to it: 1" in build(files, SITE, "text").said


@pytest.mark.parametrize("name", ["feedback-thanks", "feedback-netlify"])
def test_page_with_the_name_of_one_of_ours_stops_the_build(
    build: Build, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    with pytest.raises(SystemExit):
        build({f"{name}.md": "# Ours\n"})
    assert f"{name}: the extension writes a page of this name" in capsys.readouterr().err


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_thanks_page_does_not_grow_and_stays_out_of_lists(build: Build, builder: str) -> None:
    pages = {f"p{number}.md": "---\norphan: true\n---\n# Page\n" for number in range(9)}
    built = build({**FORMS, **pages}, SITE, builder)
    thanks = built.text(built.manifest["thanks"].replace("thanks/", "thanks/index.html"))
    assert "p7" not in thanks
    assert '<meta name="robots" content="noindex">' in thanks
    assert all(
        "feedback-thanks" not in path.read_text() for path in built.out.glob("searchindex.js")
    )


@pytest.mark.parametrize(
    ("service", "made"),
    [
        ('{"name": "receiver", "endpoint": "/feedback"}', True),
        ('{"name": "mailto", "address": "team@example.org"}', False),
        ('{"name": "worker", "endpoint": "https://w.example.org/"}', False),
    ],
)
def test_thanks_page_is_there_where_a_service_leads_to_it(
    build: Build, service: str, *, made: bool
) -> None:
    built = build(FORMS, f"feedback_service = {service}\n")
    assert (built.out / "feedback-thanks.html").exists() == made


def test_a_book_without_boxes_says_that_its_pages_have_no_link(build: Build) -> None:
    """Other outputs of the same project have their links, and miss the address of the site."""
    built = build({}, 'feedback_pdf_box = "none"\n', "latex")
    assert "with neither: 1 (1 since feedback_pdf_box is none)" in built.said
    assert "base-url" not in built.warnings
    assert "base-url" in build({}, 'feedback_pdf_box = "none"\n', "text").warnings
