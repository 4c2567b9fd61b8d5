"""What we write is right by the HTML standard, in every builder that makes pages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from checkers import MINIMAL, SECTION, forms_of, html_validate, nu
from serving import HOST
from sites import ALL_FIELDS, build

if TYPE_CHECKING:
    from building import BuildDocs
    from receiving import RealReceiver
    from serving import Site

CHECKERS = pytest.mark.parametrize("check", [html_validate, nu])
NOT_OURS = [
    ("nu", r"A “link” element with an “as” attribute"),  # furo prefetches the logo
    ("nu", r"Article lacks heading"),  # furo's <article> holds a <section> with the heading
    ("nu", r"Consider using the “h1” element as a top-level"),  # docutils' sections
    ("nu", r"search\.html:\d+ Bad value “” for attribute “action”"),  # Sphinx's search
    ("html_validate", r'search\.html:\d+ attribute-allowed-values: Attribute "action"'),
]
"""What furo, Sphinx and docutils write: the checker, what it says."""
SERVICES = {
    "confirms": {"name": "formsubmit", "alias": "4d1f6c0b7e2a9835"},
    "is a link": {"name": "github", "repository": "example-org/report"},
    "never confirms": {"name": "opaque", "endpoint": "https://hooks.example.org/in"},
    "posts from the page": {"name": "netlify"},
}
"""One service of each kind that a form's page is different for."""
QUICK = {"confirms", "posts from the page"}

Check = Callable[[Path], list[str]]


def check_forms(forms: list[str], folder: Path, *checks: Check) -> None:
    """Hold forms, each a document of its own, against checkers: no exception is allowed."""
    folder.mkdir(exist_ok=True)
    for number, form in enumerate(forms):
        (folder / f"form-{number}.html").write_text(form, encoding="utf-8")
    assert forms
    for check in checks:
        assert check(folder) == []


@CHECKERS
def test_every_form_of_the_site(built_consultation: Site, tmp_path: Path, check: Check) -> None:
    """On pages, with what the script shows later."""
    check_forms(forms_of(built_consultation.root.rglob("*.html")), tmp_path, check)


@CHECKERS
def test_every_type_of_field(built_all_fields: Site, tmp_path: Path, check: Check) -> None:
    """And a form that is only shown."""
    check_forms(forms_of(built_all_fields.root.rglob("*.html")), tmp_path, check)


def test_all_forms_on_one_page(tmp_path: Path, build_docs: BuildDocs) -> None:
    """``singlehtml``: put together into one document, no id is there twice."""
    out, folder = tmp_path / "out", tmp_path / "together"
    build_docs(out, builder="singlehtml")
    page = (out / "index.html").read_text(encoding="utf-8")
    check_forms([MINIMAL.format("\n".join(SECTION.findall(page)))], folder, html_validate, nu)


@pytest.mark.parametrize(
    "service",
    [
        pytest.param(service, id=name, marks=[] if name in QUICK else [pytest.mark.slow])
        for name, service in SERVICES.items()
    ],
)
def test_the_form_for_every_kind_of_service(service: dict[str, str], tmp_path: Path) -> None:
    """A service may want other hidden fields, other words, another way to send."""
    source, out, folder = tmp_path / "source", tmp_path / "out", tmp_path / "forms"
    shutil.copytree(ALL_FIELDS, source)
    with (source / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"feedback_service = {service!r}\n")
    build(out, source)
    check_forms(forms_of(out.rglob("*.html")), folder, html_validate, nu)


@CHECKERS
def test_every_page_of_the_site(built_consultation: Site, check: Check) -> None:
    """Nothing is wrong but what the theme and Sphinx write on any site."""
    known = [words for checker, words in NOT_OURS if checker == check.__name__]
    found = check(built_consultation.root)
    assert [line for line in found if not any(re.search(words, line) for words in known)] == []


@CHECKERS
def test_the_receivers_pages(real_receiver: RealReceiver, tmp_path: Path, check: Check) -> None:
    """Written for a reader without script: mistakes, a refusal, another address."""
    address = f"http://{HOST}:{real_receiver.port}/feedback"
    posts = {
        "mistakes": {"form": "page", "page": "report/status", "summary": "<b>&"},
        "refusal": {"form": "unknown", "page": "report/status", "summary": "Kept"},
        "elsewhere": {"form": "page", "page": "nowhere", "details": "Kept"},
    }
    for name, post in posts.items():
        reply = requests.post(address, post, headers={"Accept": "text/html"}, timeout=10)
        assert reply.status_code >= 400
        (tmp_path / f"{name}.html").write_text(reply.text, encoding="utf-8")
    assert check(tmp_path) == []
