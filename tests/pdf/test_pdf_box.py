"""Each page of a book ends with a box whose code and link lead to the form of that page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pdf_tools import ENGINES, SITE, Project, decoded, flat_text, page_texts, project

if TYPE_CHECKING:
    from pathlib import Path

FORM = """
title = "Your view"
intro = "See [the page](plain) and *mind*: [help](https://example.org/help)."
privacy = "plain"
{closes}
[[field]]
name = "words"
type = "textarea"
label = "Your words"
hint = "A few will do"
rows = 3
[[field]]
name = "scores"
type = "matrix"
label = "How important?"
rows = [{{ value = "a", label = "First idea" }}, {{ value = "b", label = "Second idea" }}]
scales = [
  {{ name = "i", label = "Importance", low = "low", high = "high" }},
  {{ name = "f", label = "Feasibility", low = "hard", high = "easy" }},
]
[[field]]
name = "role"
type = "select"
label = "Your role"
required = true
options = ["One", {{ group = "Others", options = ["Two", "Three"] }}, "Four"]
[[field]]
name = "rating"
type = "scale"
label = "All in all"
low = "bad"
high = "good"
"""
PAGES = {
    "plain.md": "# Plain & simple_100%\n\nWords.\n",
    "two words.md": "# Two words\n\n- a\n- b\n",
    "ünï.md": "# Ünï\n\nWords.\n",
    "over.md": "# Over\n\nOwn.\n\n```{toctree}\nunder/page\n```\n\n## Later\n\nMore of its own.\n",
    "under/page.md": "# Under\n\n| A |\n|---|\n| b |\n",
    "view.md": "---\nfeedback: main\n---\n# View\n\nSay.\n",
    "past.md": "---\nfeedback: past\n---\n# Past\n\nWords.\n",
    "off.md": "# Off\n\n```{feedback}\n:disabled: This is a preview.\n```\n",
    "none.md": "---\nfeedback: false\n---\n# None\n\nWords.\n",
    "_feedback/main.toml": FORM.format(closes="closes = 2999-03-31"),
    "_feedback/past.toml": FORM.format(closes="closes = 2020-03-31"),
    "_feedback/page.toml": 'title = "T"\n[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n',
}
TAKES_ANSWERS = {
    "index": "index.html",
    "plain": "plain.html",
    "two words": "two%20words.html",
    "ünï": "%C3%BCn%C3%AF.html",
    "over": "over.html",
    "under/page": "under/page.html",
    "view": "view.html",
}
STYLED = "feedback_pdf_style = True\n"
DIRHTML = 'feedback_html_builder = "dirhtml"\n'


@pytest.fixture
def pages(tmp_path: Path) -> Project:
    """A project with every kind of page."""
    return _pages(tmp_path)


def _pages(root: Path, conf: str = "") -> Project:
    listed = {name: text for name, text in PAGES.items() if not name.startswith("_")}
    forms = {name: text for name, text in PAGES.items() if name.startswith("_")}
    made = project(root, listed, conf)
    return project(root, {**forms, "index.md": _text(made, "index.md")}, conf)


def _text(made: Project, name: str) -> str:
    return (made.root / "source" / name).read_text(encoding="utf-8")


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("engine", "style"),
    [*((engine, STYLED) for engine in ENGINES), ("pdflatex", "")],
    ids=[*ENGINES, "pdflatex in Sphinx's style"],
)
def test_every_code_leads_to_the_form_of_its_page(
    tmp_path: Path, engine: str, style: str
) -> None:
    """And the site that was built has a form at each address."""
    made = _pages(tmp_path, style)
    found = decoded(made.book(engine), tmp_path / "pictures")
    links = {f"{SITE}{page}?from=pdf#feedback_form" for page in TAKES_ANSWERS.values()}
    assert found == links
    site = made.sphinx("html")
    for docname in TAKES_ANSWERS:
        assert 'id="feedback_form"' in (site / f"{docname}.html").read_text(encoding="utf-8")


@pytest.mark.pdf
def test_box_follows_the_builder_of_the_site(tmp_path: Path) -> None:
    """With ``dirhtml`` a page is a folder, and an index page its parent."""
    pages = {"a b.md": "# A b\n\nWords.\n", "c/index.md": "# C\n\nWords.\n"}
    index = "# Test\n\nAll.\n\n```{toctree}\na b\nc/index\n```\n"
    made = project(tmp_path, {**pages, "index.md": index}, DIRHTML)
    found = decoded(made.book("pdflatex"), tmp_path / "pictures")
    assert found == {f"{SITE}{path}?from=pdf#feedback_form" for path in ("", "a%20b/", "c/")}


@pytest.mark.parametrize(
    ("conf", "ending"),
    [
        ('html_file_suffix = ".htm"', ".htm"),
        ('html_file_suffix = ".htm"\nhtml_link_suffix = ""', ""),
    ],
)
def test_box_follows_the_suffix_of_the_site(tmp_path: Path, conf: str, ending: str) -> None:
    made = _pages(tmp_path, conf)
    made.sphinx("latex")
    assert f"docs/plain{ending}?from=pdf" in made.tex.replace("\\sphinxhyphen{}", "-")


def test_pages_without_an_open_form_have_no_code(pages: Project) -> None:
    """A closed form and a preview say so; a page that opted out says nothing."""
    pages.sphinx("latex")
    boxes = re.findall(r"\\feedbackbox.*?\n\n", pages.tex, re.DOTALL)
    assert len(boxes) == len(TAKES_ANSWERS) + 2
    told = {re.findall(r"feedbackpage\{(.*?)\}", box)[0]: box for box in boxes}
    assert "This form closed at the end of 31 March 2020." in told["Past"]
    assert "This is a preview." in told["Off"]
    assert "You can answer until the end of 31 March 2999." in told["View"]
    assert [name for name in told if "feedbacklink" not in told[name]] == ["Past", "Off"]
    assert "None" not in told


@pytest.mark.parametrize(("box", "codes", "links"), [("link", 0, 7), ("none", 0, 0)])
def test_box_can_be_a_link_or_nothing(tmp_path: Path, box: str, codes: int, links: int) -> None:
    made = _pages(tmp_path, f'feedback_pdf_box = "{box}"\n')
    made.sphinx("latex")
    assert made.tex.count("\\def\\feedbackcode") == codes
    assert made.tex.count("\\feedbacklink") == links


def test_book_without_an_address_of_its_site_has_no_box(tmp_path: Path) -> None:
    made = _pages(tmp_path, 'html_baseurl = ""\n')
    made.sphinx("latex")
    assert "\\feedbackbox" not in made.tex


def test_box_has_the_words_of_the_documents_language(tmp_path: Path) -> None:
    """A project's own catalogue stands for one that comes with the extension."""
    catalogue = tmp_path / "source/locale/cy/LC_MESSAGES/sphinx_page_feedback.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Give feedback on this page"\nmsgstr "Rhowch adborth ar y dudalen hon"\n'
    )
    setup = """
        language = "cy"
        def setup(app):
            from pathlib import Path
            from babel.messages.mofile import write_mo
            from babel.messages.pofile import read_po
            folder = Path(app.confdir) / "locale"
            source = folder / "cy/LC_MESSAGES/sphinx_page_feedback.po"
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po))
            app.add_message_catalog("sphinx_page_feedback", str(folder))
    """
    made = _pages(tmp_path, setup)
    made.sphinx("latex")
    assert "\\feedbackbox{Rhowch adborth ar y dudalen hon}" in made.tex


@pytest.mark.pdf
def test_forms_own_page_prints_its_questions(tmp_path: Path) -> None:
    """For readers who answer with a pen or by e-mail; a form of many pages is not printed."""
    text = flat_text(_pages(tmp_path, STYLED).book("lualatex"))
    for words in (
        "Your view See the page",
        "Your words (optional) – A few will do",
        "Importance: 1",
        "Feasibility: 1",
        "First idea 1 2 3 4 5 1 2 3 4 5",
        "Your role Tick one box.",
        "You can also send your answers by e-mail to team@example.org.",
    ):
        assert words in re.sub(r"[\N{NO-BREAK SPACE} ]+", " ", text)


def test_box_ends_a_pages_own_text_and_comes_before_the_pages_below(pages: Project) -> None:
    pages.sphinx("latex", "-D", "feedback_pdf_style=1")
    places = [pages.tex.index(words) for words in ("More of its own", "feedbackpage{Over}")]
    below = [pages.tex.index(words) for words in ("{Under}\n", "feedbackpage{Under}")]
    assert [*places, *below] == sorted([*places, *below])


BLOCKS = {
    "words": "Last words of the page. " * 3,
    "list": "- one\n- two\n- three",
    "table": "| A | B |\n|---|---|\n" + "| a | b |\n" * 6,
    "long": "| A | B |\n|---|---|\n" + "| a | b |\n" * 34,
    "code": "```python\n" + "x = 1\n" * 7 + "```",
    "figure": "```{figure} a.png\nA caption.\n```",
    "note": "```{note}\nMind it.\n```",
    "terms": "Term\n: Meaning.\n\nOther\n: Meaning.",
    "quote": "> Quoted words.",
    "formula": "$$\na = b + c\n$$",
    "heading": "## A last heading\n\nOne line.",
    "footnote": "A line with a note.[^a]\n\n[^a]: The note.",
}
LINES = "Some words that fill a line of the page so that the next block moves down. " * 2


@pytest.mark.pdf
@pytest.mark.parametrize("style", ["", STYLED], ids=["Sphinx's style", "our style"])
def test_no_box_stands_alone_on_a_sheet(tmp_path: Path, style: str) -> None:
    """Whatever a page ends with, and wherever on the sheet that is."""
    pages = {
        f"{kind}{count}.md": f"# {kind} {count}\n\n{(LINES + chr(10) * 2) * count}{block}\n"
        for kind, block in BLOCKS.items()
        for count in range(9, 22, 3)
    }
    pdf = project(tmp_path, pages, style, images="a.png").book("pdflatex")
    texts = [text.split("\n") for text in page_texts(pdf)]
    starts = [[line.strip() for line in lines if line.strip()][:2] for lines in texts]
    assert sum("Give feedback" in " ".join(lines) for lines in texts) == len(pages) + 1
    assert [start for start in starts if "Give feedback on this page" in " ".join(start)] == []


def test_sentence_stands_for_the_form_where_there_is_no_page_to_draw_on(pages: Project) -> None:
    """Plain text names the same address, without the mark of the PDF."""
    out = pages.sphinx("text")
    said = (out / "two words.txt").read_text(encoding="utf-8").split()
    assert said[-1] == f"{SITE}two%20words.html#feedback_form"
