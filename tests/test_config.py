"""The options of ``conf.py``, and the messages about those that do not fit."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import sphinx
from building import sphinx_build
from sphinx.errors import VersionRequirementError

if TYPE_CHECKING:
    from pathlib import Path

    from project import Build


@pytest.mark.parametrize(
    ("conf", "message"),
    [
        ("feedback_service = None", "no form service is named, so forms would post nowhere"),
        (
            'feedback_service = {"name": "reciever", "endpoint": "/x"}',
            'Did you mean "receiver"?',
        ),
        ('feedback_service = {"name": "form"}', '"endpoint" is missing'),
        (
            'feedback_service = {"name": "form", "endpoint": "ftp://x/"}',
            "not an address that a page can",
        ),
        (
            'feedback_service = {"name": "form", "endpoint": "http://x.org/"}',
            "not an address that a page",
        ),
        (
            'feedback_service = {"name": "form", "endpoint": "https://u:p@x/"}',
            "which every reader",
        ),
        ('feedback_service = {"name": "form", "endpoint": "/x#y"}', "#fragment"),
        (
            'feedback_service = {"name": "form", "endpoint": "/x", "tokn": "1"}',
            '"tokn" is not a key',
        ),
        ('feedback_service = "receiver"', "feedback_service: 'receiver' does not fit"),
        ('feedback_include = "**"', "feedback_include: '**' does not fit"),
        ("feedback_exclude = [1]", "feedback_exclude: item 1: 1 does not fit"),
        ('feedback_html_builder = "singlehtml"', "'html' or 'dirhtml'"),
        ('feedback_default_form = "pge"', 'Did you mean "page"?'),
        ('feedback_base_url = "example.org"', "Give its http:// or https:// address."),
        ('html_baseurl = "https://exa mple.org/"', "is not the address of a site"),
        ('html_baseurl = "https://example.org/?v=2"', "no page is below a ? or a #"),
        ('feedback_contact = "https://exa mple.org/"', "neither an e-mail address nor"),
        (
            'feedback_service = {"name": "receiver", "endpoint": "https://xn--a/"}',
            "not an address that a page",
        ),
        ("feedback_contact = 3", "It should be text in quotes."),
        (
            'feedback_pdf_cover = {"color": "#123456"}',
            'Did you mean "colour"? Known: colour, logo, logo_alt, subtitle, title.',
        ),
        ('feedback_contact = "our office"', "neither an e-mail address nor the address"),
    ],
)
def test_wrong_option_stops_the_build_and_says_how_to_mend_it(
    build: Build, tmp_path: Path, conf: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        build({}, conf)
    errors = capsys.readouterr().err
    assert stopped.value.code == 2
    assert message in errors
    assert "Nothing was built: one mistake" in errors
    assert not (tmp_path / "out/html/index.html").exists()


def test_five_mistakes_give_five_messages_and_no_crash_banner(tmp_path: Path) -> None:
    """One run tells them all, in forms and options, and ends with a status that is not 0."""
    (tmp_path / "_feedback").mkdir()
    (tmp_path / "_feedback/page.toml").write_text(
        'titel = "x"\n[[field]]\nname = "Role"\ntype = "text"\nlabel = "Role"\n'
        '[[field]]\nname = "page"\ntype = "text"\nlabel = "Page"\n',
        encoding="utf-8",
    )
    (tmp_path / "conf.py").write_text(
        'extensions = ["sphinx_page_feedback"]\nfeedback_contact = 3\n', encoding="utf-8"
    )
    (tmp_path / "index.rst").write_text("Start\n=====\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-b",
        "html",
        str(tmp_path),
        str(tmp_path / "out"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    errors = [line for line in done.stderr.splitlines() if "[feedback." in line]
    assert done.returncode == 2
    assert len(errors) == 6  # a missing title and an unknown "titel" are two
    assert "Nothing was built: 6 mistakes" in done.stderr
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr.lower()


def test_a_misspelt_option_is_named(build: Build) -> None:
    """It would do nothing; a function that conf.py needs is left alone."""
    conf = "def feedback_of(x): ...\nfeedback_excludes = []\nfeedback_exclude = []\n"
    (warning,) = build({}, conf).warnings.splitlines()
    message = 'feedback_excludes: no option has this name. Did you mean "feedback_exclude"?'
    assert message in warning
    assert warning.endswith("[feedback.config]")


def test_environment_overrides_the_endpoint(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a preview posts elsewhere than the published site."""
    monkeypatch.setenv("FEEDBACK_ENDPOINT", "http://127.0.0.1:9/feedback")
    built = build({})
    assert 'action="http://127.0.0.1:9/feedback"' in built.text("index.html")
    assert built.manifest["service"]["endpoint"] == "http://127.0.0.1:9/feedback"


def test_project_without_forms_gets_the_form_that_comes_with_the_extension(
    build: Build,
) -> None:
    built = build({})
    assert "Was this page useful?" in built.text("index.html")
    assert "There is no folder source/_feedback: pages get the form that comes" in built.said
    assert built.warnings == ""


ASK = 'title = "Ours"\n[[field]]\nname = "a"\ntype = "text"\nlabel = "Only question"\n'


@pytest.mark.parametrize(
    ("files", "conf", "messages"),
    [
        (
            {"feedback/page.toml": ASK},
            "",
            ["source/_feedback: there is no such folder, but form files are in feedback."],
        ),
        ({"page.toml": ASK}, "", ["form files are in ..", 'feedback_forms_dir = "."']),
        (
            {"_feedback/page.toml": ASK},
            'feedback_forms_dir = "nope"',
            ["source/nope: there is no such folder", 'feedback_forms_dir = "_feedback"'],
        ),
        ({}, 'feedback_forms_dir = "nope"', ["source/nope: there is no such folder"]),
        ({}, 'feedback_forms_dir = "_feedback"', ["source/_feedback: there is no such folder"]),
        (
            {"_feedback/.keep": ""},
            "",
            ["source/_feedback: the folder has no form file.", "delete the folder."],
        ),
    ],
)
def test_the_built_in_form_never_takes_the_place_of_the_teams_questions(
    build: Build,
    files: dict[str, str],
    conf: str,
    messages: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A folder of another name, or none where one is named, stops the build."""
    with pytest.raises(SystemExit):
        build(files, conf)
    errors = capsys.readouterr().err
    assert "[feedback.no-forms]" in errors
    for message in messages:
        assert message.replace("in ..", "in .") in errors


@pytest.mark.parametrize(("option", "is_said"), [("-q", True), ("-Q", False)])
def test_the_built_in_form_is_told_in_a_quiet_build(
    tmp_path: Path, option: str, *, is_said: bool
) -> None:
    """Without a warning, which `-W` would make an error; only `-Q` asks for no word at all."""
    (tmp_path / "conf.py").write_text(
        'extensions = ["sphinx_page_feedback"]\n'
        'feedback_service = {"name": "form", "endpoint": "https://example.org/f"}\n',
        encoding="utf-8",
    )
    (tmp_path / "index.rst").write_text("Title\n=====\n", encoding="utf-8")
    done = sphinx_build(option, "-W", "-b", "html", tmp_path, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert ("pages get the form that comes with the extension" in done.stderr) is is_said


def test_a_glob_that_matches_no_page_is_named(build: Build) -> None:
    """With the glob that was probably meant, where there is one."""
    page = {"report/status.md": "---\norphan: true\n---\n# Status\n"}
    conf = """
        feedback_include = ["**", "*.md", "source/report/*"]
        feedback_exclude = ["report/", "source/report", "nothing"]
    """
    warnings = build(page, conf).warnings.splitlines()
    guesses = {"*.md": "*", "source/report/*": "report/*", "report/": "report/**"}
    guesses |= {"source/report": "report/**"}
    for glob, guess in guesses.items():
        assert any(f'matches "{glob}". Did you mean "{guess}"?' in line for line in warnings)
    assert any('matches "nothing". Write the path of pages' in line for line in warnings)
    assert all(line.endswith("[feedback.config]") for line in warnings)
    assert len(warnings) == len(guesses) + 1


def test_forms_folder_may_have_another_name(build: Build) -> None:
    form = 'title = "Ours"\n[[field]]\nname = "a"\ntype = "text"\nlabel = "Only question"\n'
    built = build(
        {"forms/ask.toml": form}, 'feedback_forms_dir = "forms"\nfeedback_default_form = "ask"'
    )
    assert "Only question" in built.text("index.html")


def test_an_older_sphinx_is_told_at_once(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sphinx, "version_info", (7, 3, 7, "final", 0))
    with pytest.raises(VersionRequirementError, match=r"7\.4"):
        build({})


def test_how_long_answers_are_kept_is_said_once_and_a_form_may_say_otherwise(
    build: Build,
) -> None:
    form = 'title = "T"\n{}[[field]]\nname = "a"\ntype = "text"\nlabel = "A"\n'
    files = {
        "_feedback/page.toml": form.format(""),
        "_feedback/main.toml": form.format('keep = "P6M"\nkeep_email = "P30D"\n'),
        "main.md": "---\nfeedback: main\norphan: true\n---\n# Main\n",
    }
    built = build(files, 'feedback_keep = {"answers": "P1Y", "email": "P90D"}\n')
    forms = built.manifest["forms"].items()
    kept = {name: (form["keep"], form["keep_email"]) for name, form in forms}
    assert kept == {"page": ("P1Y", "P90D"), "main": ("P6M", "P30D")}
    assert built.warnings == ""
    warnings = build(files, 'feedback_keep = {"answers": "P29D"}\n').warnings
    assert 'feedback_keep["answers"]: "P29D" is less than 30 days' in warnings


@pytest.mark.parametrize(
    "keep", ['{"answers": "1Y"}', '{"anwsers": "P1Y"}', '{"answers": 365}']
)
def test_a_slip_in_how_long_answers_are_kept_stops_the_build(
    build: Build, capsys: pytest.CaptureFixture[str], keep: str
) -> None:
    with pytest.raises(SystemExit):
        build({}, f"feedback_keep = {keep}\n")
    assert "feedback_keep" in capsys.readouterr().err
