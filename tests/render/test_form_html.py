"""What is written: hostile words stay words, a site may change the look, every format says where."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, PackageLoader

from sphinx_page_feedback.model import Form
from sphinx_page_feedback.render import translations

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Template
    from project import Build

HOSTILE = "\"><img src=x onerror=alert(1)>'{{ 7919*7919 }}</textarea><!--"
TYPES = [
    '[[field]]\nname = "a"\ntype = "text"\nlabel = {0}\nhint = {0}\nrequired = true\n',
    '[[field]]\nname = "b"\ntype = "select"\nlabel = {0}\noptions = [{0}, {{group={0}, options=["x"]}}]\n',
    '[[field]]\nname = "c"\ntype = "radio"\nlabel = {0}\noptions = [{0}]\n',
    '[[field]]\nname = "d"\ntype = "checkboxes"\nlabel = {0}\noptions = [{0}]\n',
    '[[field]]\nname = "e"\ntype = "scale"\nlabel = {0}\nlow = {0}\nhigh = {0}\n',
    (
        '[[field]]\nname = "f"\ntype = "matrix"\nlabel = {0}\nrows = [{{value="r", label={0}}}]\n'
        "scales = [{{name='s', label={0}, low={0}, high={0}}}]\n"
    ),
    '[[field]]\nname = "g"\ntype = "textarea"\nlabel = {0}\n',
    '[[field]]\nname = "h"\ntype = "email"\nlabel = {0}\n',
]


def form_section(html: str) -> str:
    """Return the form of a page."""
    return re.findall(r'<section class="feedback".*?</section>', html, re.DOTALL)[0]


def test_hostile_words_in_a_form_file_stay_words(build: Build) -> None:
    """A team's own words may hold any character; none becomes markup."""
    words = json.dumps(HOSTILE)
    form = f"title = {words}\nintro = {words}\nsubmit = {words}\nthanks = {words}\n" + "".join(
        field.format(words) for field in TYPES
    )
    section = form_section(build({"_feedback/page.toml": form}).text("index.html"))
    assert "<img" not in section
    assert "62710561" not in section  # a sum that no version or hash has by chance
    assert "<!--" not in section
    assert HOSTILE in unescape(section)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(min_size=1, max_size=200), reason=st.text(max_size=50))
def test_what_a_reader_typed_comes_back_as_words(words: str, reason: str) -> None:
    """The receiver shows a wrong form again with the reader's words, through the same template."""
    form = Form.model_validate({
        "name": "page", "title": "T",
        "fields": [{"type": "textarea", "name": "a", "label": "A"}, {"type": "text", "name": "b", "label": "B"}],
    })  # fmt: skip
    html = _template().render(
        form=form, title="T", level=1, prefix="p_", action="/", hidden={}, attributes={},
        **translations(), values={"a": [words], "b": [words]}, errors=[], intro="", privacy_url="", contact="",
        disabled=reason,
    )  # fmt: skip
    area = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    line = re.search(r'name="b" value="([^"]*)"', html)
    assert area is not None
    assert line is not None
    assert unescape(area[1]) == words
    assert unescape(line[1]) == words
    assert "<" not in area[1]


@cache  # compiled once, and not once an example
def _template() -> Template:
    loader = PackageLoader("sphinx_page_feedback", "templates")
    return Environment(loader=loader, autoescape=True).get_template("feedback/form.html")


def test_site_may_override_one_template(build: Build, tmp_path: Path) -> None:
    """And changing it writes the pages again, although no page changed."""
    override = {"_templates/feedback/contact.html": "Ring us."}
    conf = 'templates_path = ["_templates"]\n'
    assert "Ring us." in build(override, conf).text("index.html")
    assert "Call us." in build({"_templates/feedback/contact.html": "Call us."}, conf).text(
        "index.html"
    )
    assert (tmp_path / "source/_templates/feedback/contact.html").exists()


def test_only_pages_with_a_form_load_script_and_style(build: Build) -> None:
    built = build({"b.md": "---\norphan: true\nfeedback: false\n---\n# B\n"})
    for page, count in {"index": 1, "b": 0, "search": 0, "genindex": 0}.items():
        html = built.text(f"{page}.html")
        assert html.count("page-feedback.js") == html.count("page-feedback.css") == count
    assert re.search(
        r'<script defer="defer" src="_static/page-feedback\.js\?v=\w+">',
        built.text("index.html"),
    )


def test_form_has_no_inline_script_or_style(build: Build) -> None:
    section = form_section(build({}).text("index.html"))
    assert not re.search(r"<script|<style|\bstyle=|\bon\w+=|javascript:", section)


def test_introduction_is_markdown_and_links_documents(build: Build) -> None:
    form = 'title = "T"\nprivacy = "about/privacy"\nintro = "Read *this*: [notice](about/privacy)."\n'
    field = '[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n'
    built = build(
        {
            "_feedback/page.toml": form + field,
            "about/privacy.md": "---\norphan: true\n---\n# Privacy\n",
        }
    )
    assert 'Read <em>this</em>: <a href="about/privacy.html">notice</a>.' in built.text(
        "index.html"
    )
    assert '<a href="about/privacy.html">How we use what you send</a>' in built.text(
        "index.html"
    )
    assert '<a href="#">How we use what you send</a>' in built.text("about/privacy.html")


@pytest.mark.parametrize("name", ["title", "hp", "error", "hint", "states"])
def test_a_field_of_any_name_has_an_id_of_its_own(build: Build, name: str) -> None:
    """Its label, and the link of the summary, lead to the question and not to a heading."""
    field = f'[[field]]\nname = "{name}"\ntype = "text"\nlabel = "A"\nhint = "B"\n'
    html = build({"_feedback/page.toml": f'title = "T"\n{field}'}).text("index.html")
    ids = re.findall(r' id="([^"]*)"', form_section(html))
    assert f"feedback_{name}" in ids
    assert len(set(ids)) == len(ids)


def test_disabled_form_says_why_and_has_nowhere_to_post_to(build: Build) -> None:
    text = "# Start\n\n```{feedback}\n:disabled: This is a preview.\n```\n"
    section = form_section(build({"index.md": text}).text("index.html"))
    assert "This is a preview." in section
    assert "sends nothing" in section
    assert "action=" not in section
    assert 'type="submit"' not in section


@pytest.mark.parametrize(
    ("builder", "address"),
    [("html", "a/b%20c.html"), ("dirhtml", "a/b%20c/")],
)
@pytest.mark.parametrize("written", ["text", "man", "texinfo", "latex", "epub"])
def test_formats_without_forms_say_where_the_form_is(
    build: Build, written: str, builder: str, address: str
) -> None:
    conf = f"""
        html_baseurl = "https://example.org/docs"
        feedback_html_builder = "{builder}"
        version = copyright = "1"
        man_pages = [("a/b c", "test", "", [], 1)]
        texinfo_documents = [("a/b c", "test", "T", "A", "T", "D", "M")]
        latex_documents = [("a/b c", "test.tex", "T", "A", "manual")]
    """
    page = {"a/b c.md": "---\norphan: true\n---\n# B\n\nWords.\n"}
    built = build(page, conf, written)
    files = {"text": "a/b c.txt", "man": "test.1", "texinfo": "test.texi", "latex": "test.tex"}
    text = built.text(files.get(written, "a/b c.xhtml"))
    marks_where_a_line_may_break = r"\\:|@/|@|\\(?=%)"
    assert f"https://example.org/docs/{address}" in re.sub(
        marks_where_a_line_may_break, "", text
    )
    assert "<form" not in text


def test_formats_without_forms_say_nothing_when_the_site_has_no_address(build: Build) -> None:
    assert build({}, builder="text").text("index.txt").strip() == "Start\n*****"


def test_link_checker_is_not_sent_to_a_site_that_may_not_exist_yet(build: Build) -> None:
    built = build({}, 'html_baseurl = "https://example.invalid/"', "linkcheck")
    assert "example.invalid" not in built.text("output.txt")


def test_thanks_page_has_the_words_of_the_form(build: Build) -> None:
    """Those of the form that was sent, which the anchor names."""
    form = 'title = "T"\nthanks = "We answer by <May>."\n[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n'
    built = build({"_feedback/page.toml": form})
    shown = built.text("feedback-thanks.html").partition('id="form-page"')[2]
    assert "We answer by &lt;May&gt;." in shown.partition("</p>")[0]
    assert "received your feedback" not in build({}).text("feedback-thanks.html")


def test_thanks_page_claims_no_more_than_the_service_does(build: Build) -> None:
    """Netlify shows it whether it has stored an answer or not."""
    conf = 'feedback_service = {"name": "netlify"}\n'
    assert "sent to Netlify Forms, which does not confirm that it was stored" in build(
        {}, conf
    ).text("feedback-thanks.html")
    assert "We have received it" in build({}).text("feedback-thanks.html")


def test_thanks_page_is_made_where_there_are_forms(build: Build) -> None:
    built = build({}, 'feedback_contact = "team@example.org"')
    assert "Thank you for your feedback" in built.text("feedback-thanks.html")
    assert 'href="mailto:team@example.org">' in built.text("feedback-thanks.html")
    none = build({"index.md": "---\nfeedback: false\n---\n# Start\n"}, builder="dirhtml")
    assert not (none.out / "feedback-thanks").exists()
    assert not (none.out / "feedback-thanks.html").exists()


EARLY, OPEN = "You can answer from 10 January 2027.", "You can answer until the end of 20"
CLOSED = "This form closed at the end of 20 January 2027."


@pytest.mark.parametrize(
    ("moment", "told", "taken"),
    [
        ("2027-01-01T00:00", [EARLY, OPEN], True),
        ("2027-01-10T11:59", [EARLY, OPEN], True),
        ("2027-01-10T12:00", [OPEN], True),
        ("2027-01-21T11:59", [OPEN], True),
        ("2027-01-21T12:00", [CLOSED], False),
    ],
)
def test_a_page_says_closed_only_when_the_day_is_over_everywhere(
    build: Build,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    told: list[str],
    *,
    taken: bool,
) -> None:
    """On Baker Island, 12 hours behind UTC, last; and a form that is to open is there before."""
    epoch = datetime.fromisoformat(f"{moment}+00:00").timestamp()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(epoch)))
    days = "opens = 2027-01-10\ncloses = 2027-01-20"
    form = f'title = "T"\n{days}\n[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n'
    section = form_section(build({"_feedback/page.toml": form}).text("index.html"))
    shown = section.partition("<template")[0]
    assert [text for text in (EARLY, OPEN, CLOSED) if text in shown] == told
    assert ("<form" in section) == taken
    assert ('data-feedback-opens="2027-01-10"' in section) == taken


def test_introduction_links_a_place_on_a_page(build: Build) -> None:
    form = 'title = "T"\nintro = "[Rights](about/privacy#your-rights)"\n'
    field = '[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n'
    built = build(
        {
            "_feedback/page.toml": form + field,
            "about/privacy.md": "---\norphan: true\n---\n# Privacy\n",
        }
    )
    assert '<a href="about/privacy.html#your-rights">Rights</a>' in built.text("index.html")


def ratings_of(rows: int, **context: object) -> str:
    """Return a form with a matrix of so many rows, as the receiver shows it."""
    labels = [{"value": f"r{number}", "label": f"Row {number}"} for number in range(rows)]
    scale = {"name": "worth", "label": "Worth", "low": "little", "high": "much"}
    matrix = {"type": "matrix", "name": "m", "label": "M", "rows": labels, "scales": [scale]}
    form = Form.model_validate({"name": "page", "title": "T", "fields": [matrix]})
    usual = {"values": {}, "errors": [], "hidden": {}, "attributes": {}, "level": 1}
    return _template().render(
        form=form, title="T", prefix="p_", **translations(), **{**usual, **context}
    )


def test_rows_of_a_long_matrix_collapse_and_those_with_an_answer_or_an_error_are_open() -> None:
    """Without script too; of a short one nothing collapses."""
    values, errors = {"m__r2__worth": ["9"]}, [{"field": "m__r4__worth", "message": "Wrong"}]
    html = ratings_of(6, values=values, errors=errors)
    rows = re.findall(r'<details class="feedback-row"( open)?><summary>.*?>(.*?)<', html)
    assert [label for is_open, label in rows if is_open] == ["Row 0", "Row 2", "Row 4"]
    assert len(rows) == 6
    assert "<details" not in ratings_of(5)
    assert ratings_of(5).count("<legend>Row ") == 5


def test_both_ends_of_a_scale_are_shown_once_and_are_in_the_name_of_its_group() -> None:
    """Below its radios; a screen reader has them from the name alone."""
    html = ratings_of(1)
    name = re.search(r'data-feedback-field="m__r0__worth"><legend>(.*?)</legend>', html)
    assert name is not None
    assert name[1].endswith('<span class="feedback-hidden">1 means little, 5 means much</span>')
    shown = re.findall(r"<p class=\"feedback-ends\" aria-hidden=\"true\">(.*?)</p>", html)
    assert shown == ["<span>little</span> <span>much</span>"]
