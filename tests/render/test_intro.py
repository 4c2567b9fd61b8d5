"""Where a form leads to: its introduction's links and headings, and its privacy notice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from project import Build

FIELD = '[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n'
NOTICE = {"notice.md": "---\norphan: true\n---\n# Notice\n\n## Rights\n"}


def form(**keys: str) -> dict[str, str]:
    """Return a form file with these keys."""
    said = "".join(f"{key} = '''{text}'''\n" for key, text in keys.items())
    return {**NOTICE, "_feedback/page.toml": f"title = 'T'\n{said}{FIELD}"}


def test_a_page_that_the_introduction_names_spoils_no_other_page(build: Build) -> None:
    """On that page the link leads to its top; on its neighbours it leads to it."""
    about = {"about.md": "---\norphan: true\n---\n# About\n"}
    built = build({**form(intro="Read [more](about)."), **about})
    links = {
        name: re.findall(r'href="([^"]*)">more<', built.text(f"{name}.html"))
        for name in ("about", "index", "notice")  # in the order in which they are written
    }
    assert links == {"about": ["#"], "index": ["about.html"], "notice": ["about.html"]}


def test_headings_are_below_the_forms_own(build: Build) -> None:
    """A page has one heading of the first level, and readers find their way by levels."""
    html = build(form(intro="# One\n\n## Two\n\n###### Six\n")).text("index.html")
    assert [f"<h{level}>{words}</h{level}>" in html for level, words in
            ((3, "One"), (4, "Two"), (6, "Six"))] == [True] * 3  # fmt: skip


@pytest.mark.parametrize(
    ("key", "text", "named", "cure"),
    [
        ("privacy", "notise", "notise", 'Did you mean "notice"? Write its path'),
        ("intro", "See [this](notice.md).", "notice.md", 'Did you mean "notice"? Write its path'),
        ("intro", "See [it](notice.md#rights).", "notice.md#rights", 'Did you mean "notice"? Write its path'),
        ("intro", "See [it](./else/where#x).", "./else/where#x", "Write its path"),
    ],
)  # fmt: skip
def test_a_page_that_does_not_exist_is_told(
    build: Build, key: str, text: str, named: str, cure: str
) -> None:
    """Once, with the form file, and not as a link that leads nowhere."""
    told = build(form(**{key: text})).warnings
    place = f"source/_feedback/page.toml: {key}"
    assert f'WARNING: {place}: the page "{named}" does not exist. {cure}' in told
    assert "[feedback.form-value]" in told
    assert told.count("WARNING") == 1


@pytest.mark.parametrize(
    "target",
    ["notice", "notice#rights", "#top", "/terms.html", "https://example.org/", "mailto:a@b.example"],
)  # fmt: skip
def test_pages_and_addresses_need_no_warning(build: Build, target: str) -> None:
    built = build(form(intro=f"[It]({target})", privacy=target))
    assert built.warnings == ""


def test_the_book_leads_to_a_place_of_the_privacy_notice(build: Build) -> None:
    """As a link inside the book, to the page."""
    pages = {
        "index.md": "# Start\n\n```{toctree}\nlong\nabout\n```\n",
        "long.md": "---\nfeedback: long\n---\n# Long\n",
        "about.md": "# Notice\n",
    }
    files = form(privacy="about#rights")
    files["_feedback/long.toml"] = files["_feedback/page.toml"]
    built = build({**files, **pages}, 'html_baseurl = "https://example.org/"', "latex")
    text = next(built.out.glob("*.tex")).read_text(encoding="utf-8")
    assert re.search(r"hyperref\[\\detokenize\{about::doc\}\].*How we use what you send", text)
    assert "about\\#rights" not in text
