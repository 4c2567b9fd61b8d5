"""Links that tell a form what it is about, in every format, and what is wrong with one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from project import Build

LINK = "[Tell *us*](../long-form.md?page=report/a%26b&section=costs)"
PAGES = {
    "long-form.md": "---\norphan: true\n---\n# Long\n",
    "report/a&b.md": f"---\norphan: true\n---\n# A & B\n\n## Costs\n\n{LINK}\n",
    "bare.md": "---\norphan: true\nfeedback: false\n---\n# Bare\n",
}
ABOUT = "?page=report/a%26b&amp;section=costs#feedback_form"


def linked(text: str, words: str) -> str:
    """Return the address of the link with these words."""
    found = re.search(rf'href="([^"]*)"[^>]*>(?:<[^>]+>)*{words}', text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("builder", "page", "address"),
    [
        ("html", "report/a&b.html", "../long-form.html"),
        ("dirhtml", "report/a&b/index.html", "../../long-form/"),
    ],
)
def test_a_link_to_a_form_keeps_what_it_is_about(
    build: Build, builder: str, page: str, address: str
) -> None:
    built = build(PAGES, builder=builder)
    assert built.warnings == ""
    assert linked(built.text(page), "Tell ") == address + ABOUT
    assert "Tell <em>us</em>" in built.text(page)


def test_restructuredtext_has_a_role_for_it(build: Build) -> None:
    """A ``:doc:`` takes no query; the role reads the same as the link in Markdown."""
    role = ":feedback:`Tell us <../long-form?page=report/a%26b&section=costs>`"
    page = f":orphan:\n\nRest\n====\n\n{role} and :feedback:`/long-form`\n"
    built = build({**PAGES, "report/rest.rst": page})
    assert built.warnings == ""
    assert linked(built.text("report/rest.html"), "Tell us") == f"../long-form.html{ABOUT}"
    assert linked(built.text("report/rest.html"), "/long-form").endswith("#feedback_form")


def test_a_link_may_be_about_a_section_of_its_own_page(build: Build) -> None:
    text = "# Start\n\n## Costs\n\n[This](?section=costs) [that](index.md?section=costs#top)\n"
    built = build({"index.md": text})
    assert built.warnings == ""
    assert linked(built.text("index.html"), "This") == "?section=costs#feedback_form"
    assert linked(built.text("index.html"), "that") == "?section=costs#top"


def test_a_link_may_say_that_it_comes_from_the_pdf(build: Build) -> None:
    """As the codes of the book do; an author may make one for paper of another kind."""
    built = build({**PAGES, "index.md": "# Start\n\n[Words](long-form.md?from=pdf)\n"})
    assert built.warnings == ""
    assert linked(built.text("index.html"), "Words") == "long-form.html?from=pdf#feedback_form"


def test_a_link_without_words_has_the_title_of_the_page(build: Build) -> None:
    built = build({**PAGES, "index.md": "# Start\n\n[](long-form.md?page=index)\n"})
    assert built.warnings == ""
    assert linked(built.text("index.html"), "Long") == (
        "long-form.html?page=index#feedback_form"
    )


@pytest.mark.parametrize(
    "builder",
    ["singlehtml", "epub", "latex", "text", "man", "texinfo", "gettext", "xml", "linkcheck"],
)
def test_elsewhere_it_is_a_plain_link(build: Build, builder: str) -> None:
    """No format but that of a site can tell a form anything."""
    conf = 'version = copyright = "1"\n'
    index = "# Start\n\n```{toctree}\nlong-form\nreport/a&b\nbare\n```\n"
    built = build({**PAGES, "index.md": index}, conf, builder)
    assert not [line for line in built.warnings.splitlines() if "a&b" in line]
    written = [path for path in built.out.rglob("*") if path.suffix in {
        ".html", ".xhtml", ".tex", ".txt", ".1", ".texi", ".xml",
    }]  # fmt: skip
    assert not [path for path in written if "?page=" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    ("link", "told"),
    [
        (
            "long-form.md?page=report/a",
            'page "report/a", which does not exist. Did you mean "report/a&b"?',
        ),
        ("long-form.md?page=zzzz", "Write its path from the source folder"),
        (
            "long-form.md?page=report/a%26b&section=cost",
            'the page "report/a&b" has no section "cost". Did you mean "costs"?',
        ),
        ("long-form.md?section=costs", 'the page "long-form" has no section "costs".'),
        ("long-form.md?page=index&sektion=x", '"sektion" in the link tells a form nothing.'),
        ("long-form.md?from=post", 'the link comes from "post", which no form knows.'),
        ("bare.md?page=index", 'the link leads to "bare.md", which has no form.'),
        ("longform.md?page=index", 'which does not exist. Did you mean "long-form"?'),
        ("gone.md?page=index", 'the link leads to "gone.md", which does not exist.'),
    ],
)
def test_a_link_that_promises_too_much_is_told_at_build_time(
    build: Build, link: str, told: str
) -> None:
    built = build({**PAGES, "index.md": f"# Start\n\n[Words]({link})\n"})
    (warning,) = built.warnings.splitlines()
    assert "index.md:3: WARNING: " in warning
    assert told in warning
    assert warning.endswith("[feedback.form-link]")
    assert "Words" in built.text("index.html")


@pytest.mark.filterwarnings("ignore:.*MystReferenceResolver")
def test_other_links_with_a_query_are_left_to_markdown(build: Build) -> None:
    """It is not for a form's extension to say what they mean."""
    built = build({**PAGES, "index.md": "# Start\n\n[Words](long-form.md?utm=1)\n"})
    assert "myst.xref_missing" in built.warnings
    assert "feedback.form-link" not in built.warnings
