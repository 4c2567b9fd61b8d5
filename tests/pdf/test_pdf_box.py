"""Each page of a book ends with a box whose code and link lead to the form of that page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from books import CONTENT, TAKES_ANSWERS, form_pages
from pdf_tools import EACH_ENGINE, SITE, Project, decoded, flat_text, page_texts, project

if TYPE_CHECKING:
    from pathlib import Path

    from books import Books

STYLED = "feedback_pdf_style = True\n"
DIRHTML = 'feedback_html_builder = "dirhtml"\n'


@pytest.mark.pdf
@pytest.mark.parametrize("engine", EACH_ENGINE)
def test_every_code_leads_to_the_form_of_its_page(
    books: Books, tmp_path: Path, engine: str
) -> None:
    found = decoded(books(engine).pdf, tmp_path / "pictures")
    pages = [*TAKES_ANSWERS.values(), "more.html"]
    pages += [name.replace(".md", ".html") for name in CONTENT]
    assert found == {f"{SITE}{page}?from=pdf#feedback_form" for page in pages}


@pytest.mark.pdf
@pytest.mark.slow
def test_codes_need_no_style(tmp_path: Path) -> None:
    found = decoded(form_pages(tmp_path).book("pdflatex"), tmp_path / "pictures")
    assert found == {f"{SITE}{page}?from=pdf#feedback_form" for page in TAKES_ANSWERS.values()}


def test_site_has_a_form_at_each_address_of_the_book(tmp_path: Path) -> None:
    site = form_pages(tmp_path).sphinx("html")
    for docname in TAKES_ANSWERS:
        assert 'id="feedback_form"' in (site / f"{docname}.html").read_text(encoding="utf-8")


def test_box_follows_the_builder_of_the_site(tmp_path: Path) -> None:
    """With ``dirhtml`` a page is a folder, and an index page its parent."""
    pages = {"a b.md": "# A b\n\nWords.\n", "c/index.md": "# C\n\nWords.\n"}
    index = "# Test\n\nAll.\n\n```{toctree}\na b\nc/index\n```\n"
    made = project(tmp_path, {**pages, "index.md": index}, DIRHTML)
    made.sphinx("latex")
    links = re.findall(r"feedbacklink\{.*\}\{(.*)\?from", made.tex)
    assert links == [f"{SITE}{path}" for path in ("", "a\\%20b/", "c/")]


@pytest.mark.parametrize(
    ("conf", "ending"),
    [
        ('html_file_suffix = ".htm"', ".htm"),
        ('html_file_suffix = ".htm"\nhtml_link_suffix = ""', ""),
    ],
)
def test_box_follows_the_suffix_of_the_site(tmp_path: Path, conf: str, ending: str) -> None:
    made = form_pages(tmp_path, conf)
    made.sphinx("latex")
    assert f"docs/plain{ending}?from=pdf" in made.tex.replace("\\sphinxhyphen{}", "-")


def test_pages_without_an_open_form_have_no_code(boxes: Project) -> None:
    """A closed form and a preview say so; a page that opted out says nothing."""
    boxes = re.findall(r"\\feedbackbox.*?\n\n", boxes.tex, re.DOTALL)
    assert len(boxes) == len(TAKES_ANSWERS) + 2
    told = {re.findall(r"feedbackpage\{(.*?)\}", box)[0]: box for box in boxes}
    assert "This form closed at the end of 31 March 2020." in told["Past"]
    assert "This is a preview." in told["Off"]
    assert "You can answer until the end of 31 March 2999." in told["View"]
    assert [name for name in told if "feedbacklink" not in told[name]] == ["Past", "Off"]
    assert "None" not in told


@pytest.mark.parametrize(("box", "codes", "links"), [("link", 0, 8), ("none", 0, 0)])
def test_box_can_be_a_link_or_nothing(tmp_path: Path, box: str, codes: int, links: int) -> None:
    made = form_pages(tmp_path, f'feedback_pdf_box = "{box}"\n')
    made.sphinx("latex")
    assert made.tex.count("\\def\\feedbackcode") == codes
    assert made.tex.count("\\feedbacklink") == links


def test_box_has_the_words_of_the_documents_language(tmp_path: Path) -> None:
    setup = 'language = "cy"\nfeedback_unreviewed_translations = True\n'
    made = form_pages(tmp_path, setup)
    made.sphinx("latex")
    assert "\\feedbackbox{Rhowch adborth ar y dudalen hon}" in made.tex


@pytest.mark.pdf
@pytest.mark.parametrize("engine", EACH_ENGINE)
def test_printed_address_has_no_anchor_and_breaks_after_slashes_only(
    books: Books, engine: str
) -> None:
    texts = page_texts(books(engine).pdf)
    assert not any("feedback_form" in text for text in texts)
    (sheet,) = [text for text in texts if "early-years-and-childcare.html" in text]
    lines = [line.strip() for line in sheet.splitlines()]
    (last,) = [at for at, line in enumerate(lines) if line.endswith("childcare.html")]
    (first,) = [at for at, line in enumerate(lines[:last]) if "https://example.org" in line]
    address = [line for line in lines[first : last + 1] if line]
    assert len(address) > 1
    assert all(line.endswith("/") for line in address[:-1])


@pytest.mark.pdf
def test_forms_own_page_prints_its_questions(books: Books) -> None:
    """For readers who answer with a pen or by e-mail; a form of many pages is not printed."""
    text = flat_text(books("pdflatex").pdf)
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


def test_box_ends_a_pages_own_text_and_comes_before_the_pages_below(tmp_path: Path) -> None:
    pages = form_pages(tmp_path, STYLED)
    pages.sphinx("latex")
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
@pytest.mark.parametrize(
    "style",
    [
        pytest.param("", id="Sphinx's style", marks=pytest.mark.slow),
        pytest.param(STYLED, id="our style", marks=pytest.mark.slow),
    ],
)
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


def test_sentence_stands_for_the_form_where_there_is_no_page_to_draw_on(
    tmp_path: Path,
) -> None:
    """Plain text names the same address, without the mark of the PDF."""
    out = form_pages(tmp_path).sphinx("text")
    sentence = (out / "two words.txt").read_text(encoding="utf-8").split()
    assert sentence[-1] == f"{SITE}two%20words.html#feedback_form"
