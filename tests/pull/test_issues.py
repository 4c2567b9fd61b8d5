"""Issues of GitHub and GitLab, read back: the answers are found again in what a page wrote."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import hosted
import pytest
from hypothesis import given
from hypothesis import strategies as st
from one_issue import FORM, PAGE, row, source
from pulling import run_pull
from standin import StandIn, running

from sphinx_page_feedback.manifest.read import Manifest
from sphinx_page_feedback.manifest.read import Page as SitePage
from sphinx_page_feedback.pull.rows import RowMapping

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from small_sites import MakeSite, Open

ASKED = """
title = "Page feedback"
[[field]]
name = "summary"
type = "text"
label = "Brief summary"
required = true
[[field]]
name = "email"
type = "email"
label = "Email address"
[[field]]
name = "nature"
type = "select"
label = "Reflection"
options = [{ value = "keen", label = "I’m enthusiastic" }, { value = "cool", label = "I have doubts" }]
[[field]]
name = "details"
type = "textarea"
label = "Details"
[[field]]
name = "role"
type = "radio"
label = "Where you work"
options = [{ value = "la", label = "A council" }, { value = "nhs", label = "The NHS, or near it" }]
[[field]]
name = "topics"
type = "checkboxes"
label = "Topics"
options = [{ group = "First", options = [{ value = "a", label = "Data, and more" }, { value = "b", label = "People" }] }, { value = "c", label = "Money" }]
[[field]]
name = "score"
type = "scale"
label = "Score"
low = "bad"
high = "good"
[[field]]
name = "ideas"
type = "matrix"
label = "Ideas"
rows = [{ value = "ask", label = "Ask why" }, { value = "say", label = "Say how" }]
scales = [{ name = "worth", label = "Worth", low = "none", high = "much" }, { name = "cost", label = "Cost", low = "low", high = "high" }]
"""
ANSWERS = {
    "summary": "Short",
    "email": "me@example.org",
    "nature": "keen",
    "details": "=1+1 “naïve”\n\nA second paragraph & <b>more</b>\n\n### A heading",
    "role": "nhs",
    "topics": ["a", "c"],
    "score": 4,
    "ideas__ask__worth": 5,
    "ideas__say__cost": 1,
}


def pulled(folder: Path, root: Path, standin: StandIn, variable: str) -> list[dict[str, Any]]:
    """Run ``pull`` for a built site, and return the rows."""
    environ = {variable: "key-12345678", "FEEDBACK_READ_ORIGIN": standin.address}
    to = folder / "x.jsonl"
    arguments = ["--manifest", str(root / "feedback.json"), "--to", str(to), "--with-email"]
    done = run_pull(*arguments, **environ)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in to.read_text(encoding="utf-8").splitlines()]


PLACES = {
    "github": ({"repository": "acme/report"}, hosted.GitHub, "GITHUB_TOKEN"),
    "gitlab": ({"project": "acme/report"}, hosted.GitLab, "GITLAB_TOKEN"),
}


def taken_along(page: Page) -> list[str]:
    """Answer every question, and return the title and the text that the link takes along."""
    page.get_by_label("Brief summary").fill(str(ANSWERS["summary"]))
    page.get_by_label("Email address").fill(str(ANSWERS["email"]))
    page.get_by_label("Reflection").select_option("keen")
    page.get_by_label("Details").fill(str(ANSWERS["details"]))
    for label in ("The NHS, or near it", "Data, and more", "Money"):
        page.get_by_label(label).check()
    for field in ("score", "ideas__ask__worth", "ideas__say__cost"):
        page.locator(f'input[name="{field}"][value="{ANSWERS[field]}"]').check()
    page.get_by_role("button", name="Send feedback").click()
    link = page.locator('[data-outcome="link"] a.feedback-open').get_attribute("href")
    return [value for (value,) in parse_qs(urlsplit(str(link)).query).values()]


@pytest.mark.parametrize("name", PLACES)
def test_what_a_reader_took_along_comes_back_as_a_form_would_have_sent_it(
    name: str, make_site: MakeSite, open_page: Open, tmp_path: Path
) -> None:
    """From a browser's form to the link, to the issue, to the table; every field type."""
    conf, standin, variable = PLACES[name]
    site = make_site({"name": name, **conf}, form=ASKED)
    title, text = taken_along(open_page(f"{site.address}status.html?ref=mail#words"))
    server = standin()
    server.stored = [{"title": title, "text": text}]
    if name == "github":  # which mixes pull requests in
        server.stored.append({"title": "A change", "text": "Brief summary\nno", "pull": True})
    with running(server):
        (record,) = pulled(tmp_path, site.root, server, variable)
    assert record["answers"] == {**ANSWERS, "issue": "https://issues.example.org/0"}
    assert (record["form"], record["page"]) == ("page", "status")
    assert record["page_url"] == f"{site.address}status.html"
    assert record["page_title"] == "The status"
    assert record["received_at"] == "2026-11-22T10:00:00.000Z"


@pytest.mark.parametrize(
    ("conf", "arrives"),
    [
        ({"name": "github", "repository": "acme/report"}, {}),
        ({"name": "gitlab", "project": "acme/report"}, {}),
        (
            {"name": "github", "repository": "acme/report", "names": {"summary": "title"}},
            {"title": "Short"},
        ),
        (
            {"name": "github", "repository": "acme/report", "template": "feedback.yml"},
            {"summary": "Short", "template": "feedback.yml", "page": "status"},
        ),
    ],
)
def test_without_javascript_a_link_takes_answers_along_or_says_that_it_cannot(
    conf: dict[str, Any], arrives: dict[str, str], make_site: MakeSite, open_page: Open
) -> None:
    """A plain issue knows a title and a text only: the rest of an address is dropped there."""
    with running(hosted.GitHub()) as standin:
        site = make_site(conf, standin.endpoint)
        page = open_page(f"{site.address}status.html", script=False)
        page.get_by_label("Brief summary").fill("Short")
        page.get_by_role("button", name="Send feedback").click()
        told = page.locator(".feedback-unscripted")
        assert told.is_visible() is not bool(arrives)
        asked = [one.query for one in standin.requests if one.path == standin.endpoint_path]
    assert len(asked) == bool(arrives)
    assert all(query.items() >= arrives.items() for query in asked)


def test_an_issue_form_comes_back_by_its_headings() -> None:
    """By the words of a question or by its name; no answer is no answer."""
    text = (
        "### Brief summary\n\nShort\n\n### details\n\n_No response_\n\n### Topics\n\n"
        "- [X] Data, and more\n- [ ] People\n\n### submission_id\n\n"
        "5b1f0f0e-1c1d-4e3a-8c6f-1a2b3c4d5e6f\n\n### page_url\n\n"
        f"{PAGE}?a=b\n\n### Anything else?\n\nNo"
    )
    record = row(text, title="[Feedback]: mine", template="feedback.yml")
    assert record["submission_id"] == "5b1f0f0e-1c1d-4e3a-8c6f-1a2b3c4d5e6f"
    assert (record["form"], record["page"]) == ("page", "report/status")
    assert record["answers"] == {
        "title": "[Feedback]: mine",
        "summary": "Short",
        "topics": ["a"],
        "Anything else?": "No",
    }


@pytest.mark.parametrize("written", ["a; b", "a", "Data, and more", "People, Data, and more"])
def test_several_answers_in_an_issue_form_are_taken_apart(written: str) -> None:
    """A link puts values into a line of text, and a list of the form has labels."""
    topics = row(f"### Topics\n\n{written}", template="feedback.yml")["answers"]["topics"]
    expected = {"a; b": ["a", "b"], "a": ["a"], "Data, and more": ["a"]}
    # A label with a comma cannot be told from two: then what was written stays.
    assert topics == expected.get(written, [written])


@pytest.mark.parametrize(
    "written",
    [
        "https://xn--bcher-kva.example/my%20docs/%C3%9Cber%20uns/",
        "https://bücher.example/my%20docs/Über%20uns/",
        "https://BÜCHER.example:443/my%20docs/%c3%9cber%20uns/index.html?x=1",
    ],
)
@pytest.mark.parametrize("listed", ["%C3%9Cber%20uns/", "Über uns/"])
def test_a_page_is_found_again_in_whatever_way_its_address_is_written(
    written: str, listed: str
) -> None:
    """A browser encodes what an earlier build, or a person, wrote in letters."""
    one_page = replace(
        source(),
        manifest=Manifest(
            base_url="https://bücher.example/my docs",
            forms={"page": FORM.to_manifest()},
            pages={"Über uns": SitePage(title="About", url=listed, form="page")},
        ),
    )
    item = {"title": "About", "body": f"Brief summary\nGood\n\n{written}"}
    record = RowMapping.of(one_page).row(item)
    assert record["page"] == "Über uns"


def test_words_that_belong_to_no_question_are_kept() -> None:
    """A reader may write above, leave the questions out, or be somebody else altogether."""
    record = row(f"Hello!\n\nBrief summary\nShort\n\n{PAGE}", title="Mine")
    assert record["answers"] == {"title": "Mine", "body": "Hello!", "summary": "Short"}
    other = row("It crashes.", title="A bug")
    assert other["answers"] == {"title": "A bug", "body": "It crashes."}
    assert (other["form"], other["page"], other["page_url"]) == ("", "", "")
    assert row("", title="A bug")["answers"] == {"title": "A bug"}


def test_a_form_without_script_fills_title_and_text_by_their_names() -> None:
    names = {"summary": "title", "details": "body"}
    assert row("All of it", title="Short", names=names)["answers"] == {
        "summary": "Short",
        "details": "All of it",
    }


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(str.strip).filter(bool)


@given(summary=WORDS, details=st.lists(WORDS, min_size=1).map("\n\n".join))
def test_any_words_come_back(summary: str, details: str) -> None:
    """All but one kind: a paragraph that begins as a question that comes later."""
    questions = ("brief summary", "details", "topics")
    if any(
        " ".join(line.split()).casefold().startswith(questions) for line in details.split("\n")
    ):
        return
    text = f"Brief summary\n{summary}\n\nDetails (optional)\n{details}\n\n{PAGE}"
    record = row(text.replace("\n", "\r\n"))
    assert record["answers"] == {"summary": summary, "details": details}
    assert record["page"] == "report/status"


def test_only_issues_with_the_label_are_read(tmp_path: Path) -> None:
    """Where a repository has other issues too."""
    server = hosted.GitHub()
    server.stored = [
        {"title": "A", "text": "Brief summary\nOne", "label": "page feedback"},
        {"title": "B", "text": "It crashes.", "label": "bug"},
    ]
    service = {"name": "github", "repository": "acme/report", "label": "page feedback"}
    manifest = {"service": service, "forms": {"page": FORM.to_manifest()}}
    (tmp_path / "feedback.json").write_text(json.dumps(manifest), encoding="utf-8")
    with running(server):
        (record,) = pulled(tmp_path, tmp_path, server, "GITHUB_TOKEN")
    assert record["answers"]["summary"] == "One"
