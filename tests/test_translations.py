"""A document in another language: its forms are in that language, or say what stays English."""

from __future__ import annotations

import re
import shutil
import string
from typing import TYPE_CHECKING

import messages
import pytest

from sphinx_page_feedback.catalogue import TEMPLATE, po_file, read_catalogue, read_po_file

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Message
    from project import Build

UNREVIEWED = "feedback_unreviewed_translations = True\n"
FORM = """\
title = "Our questions"
intro = "Read *this* first."
[[field]]
name = "role"
type = "select"
label = "Role"
hint = "As on your badge"
required = true
options = [{ value = "board", label = "Board member" }, { value = "other", label = "Other" }]
"""
GERMAN = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Our questions"
msgstr "Unsere Fragen"

msgid "Role"
msgstr "Rolle"

msgid "Board member"
msgstr "Vorstand"

#, fuzzy
msgid "Other"
msgstr "Nicht geprüft"
"""


def placeholders(text: str) -> set[str]:
    """Return the names that a sentence has values put in for."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def translations(language: str) -> list[Message]:
    return [message for message in read_po_file(po_file(language)) if message.id]


def form_of(html: str) -> str:
    """Return the words of the form of a page, without tags."""
    section = html.partition('<section class="feedback"')[2].partition("</section>")[0]
    return re.sub(r"<[^>]+>", "\n", section)


def test_the_template_for_translators_has_every_sentence() -> None:
    """After a change of words, ``nox -s messages`` writes it anew."""
    assert TEMPLATE.read_bytes() == messages.as_text(messages.extract())


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_each_sentence_is_translated_with_all_that_is_put_into_it(language: str) -> None:
    of_template = {message.id for message in read_po_file(TEMPLATE) if message.id}
    assert {message.id for message in translations(language)} == of_template
    for message in translations(language):
        english = message.id if isinstance(message.id, str) else message.id[1]
        strings = [message.string] if isinstance(message.string, str) else message.string
        assert all(strings), english
        for text in strings:
            # "One minute" may be a word for the number; everything else must be there.
            assert placeholders(text) | {"number"} == placeholders(english) | {"number"}, text


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_language_has_a_form_of_a_sentence_for_every_number(language: str) -> None:
    catalogue = read_catalogue(language, unreviewed=True)
    for singular, forms in catalogue.counted.items():
        assert singular not in forms.values()
        assert len(forms) > 1


def test_translations_that_nobody_reviewed_are_used_only_where_the_site_says_so(
    build: Build,
) -> None:
    """Until then the sentences are marked as English, and the build says so once."""
    conf = 'language = "cy"\nfeedback_contact = "team@example.org"\n'
    built = build({"_feedback/page.toml": FORM}, conf)
    html = built.text("index.html")
    assert (
        '<span lang="en" dir="ltr">(optional)</span>' not in html
    )  # its one field is required
    assert (
        '<button class="feedback-button" type="submit"><span lang="en" dir="ltr">Send' in html
    )
    (line,) = [line for line in built.said.splitlines() if "are English" in line]
    assert "feedback_unreviewed_translations = True" in line
    assert built.warnings == ""
    built = build({"_feedback/page.toml": FORM}, conf + UNREVIEWED)
    html = built.text("index.html")
    assert "Anfon adborth" in form_of(html)
    assert 'lang="en"' not in html
    assert "are English" not in built.said
    sentences = messages.extract()
    english = {m.id for m in sentences if isinstance(m.id, str) and len(m.id) > 12}
    assert [text for text in english if text in form_of(html)] == []


def test_the_form_that_comes_with_the_extension_is_translated_too(build: Build) -> None:
    html = build({}, f'language = "pl"\n{UNREVIEWED}').text("index.html")
    assert "Czy ta strona była przydatna?" in form_of(html)
    assert 'value="partly"' in html
    assert re.findall('data-wait="minutes" data-number="([a-z]+)"', html) == [
        "few",
        "many",
        "one",
    ]


def test_without_any_translation_all_of_it_is_marked_as_english(build: Build) -> None:
    built = build({}, 'language = "ja"\n')
    section = re.search(r'<section class="feedback"[^>]*>', built.text("index.html"))
    assert section
    assert 'lang="en" dir="ltr"' in section[0]
    assert "Add a translation" in built.said


def test_a_form_in_a_language_from_right_to_left_has_that_direction(build: Build) -> None:
    built = build({"_feedback/page.toml": FORM}, f'language = "ar"\n{UNREVIEWED}')
    section = re.search(r'<section class="feedback"[^>]*>', built.text("index.html"))
    assert section
    assert 'dir="rtl"' in section[0]
    assert built.manifest["direction"] == "rtl"


def test_an_english_document_carries_no_sentences(build: Build) -> None:
    built = build({}, 'language = "en-GB"\n')
    assert not {"sentences", "direction"} & built.manifest.keys()
    assert "are English" not in built.said


def test_a_project_translates_its_own_forms_as_it_does_its_pages(
    build: Build, tmp_path: Path
) -> None:
    """Names and values stay, and what is marked fuzzy is left out, as Sphinx does it."""
    written = build({"_feedback/page.toml": FORM}, "", "gettext").text("feedback-forms.pot")
    asked = re.findall('^msgid "(.+)"$', written, re.MULTILINE)
    assert asked == [
        "Our questions", "Read *this* first.", "Role", "As on your badge", "Board member", "Other",
    ]  # fmt: skip
    assert "page.toml" in written
    shutil.rmtree(tmp_path / "doctrees")  # builders for web pages cannot read these
    file = tmp_path / "source" / "locale" / "de" / "LC_MESSAGES" / "feedback-forms.po"
    file.parent.mkdir(parents=True)
    file.write_text(GERMAN, encoding="utf-8")
    conf = f'language = "de"\nlocale_dirs = ["locale"]\n{UNREVIEWED}'
    built = build({"_feedback/page.toml": FORM}, conf)
    html = built.text("index.html")
    assert "Unsere Fragen" in form_of(html)
    assert '<option value="board">Vorstand</option>' in html
    assert '<option value="other">Other</option>' in html
    assert 'data-feedback-missing="Bitte wählen: „Rolle“"' in html
    (field,) = built.manifest["forms"]["page"]["fields"]
    assert (field["name"], field["messages"]["missing"]) == ("role", "Bitte wählen: „Rolle“")
