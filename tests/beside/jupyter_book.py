"""A Jupyter Book 1 project, whose settings stand in ``_config.yml``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CONFIG = """\
title: A handbook
author: A team
execute: {execute_notebooks: "off"}
sphinx:
  extra_extensions: [sphinx_page_feedback]
  config:
    feedback_service: {name: receiver, endpoint: /feedback}
    feedback_contact: team@example.org
"""
FORM = 'title = "Our questions"\n[[field]]\nname = "a"\ntype = "textarea"\nlabel = "Answer"\n'
CELL = '{"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Notes"]}'
NOTEBOOK = f'{{"cells": [{CELL}], "metadata": {{"feedback": false}}, "nbformat": 4, '
NOTEBOOK += '"nbformat_minor": 5}'
FILES = {
    "_config.yml": CONFIG,
    "_toc.yml": "format: jb-book\nroot: intro\nchapters:\n- file: one\n- file: two\n- file: notes\n",
    "notes.ipynb": NOTEBOOK,
    "_feedback/page.toml": FORM,
    "intro.md": "# Start\n\nText\n",
    "one.md": "# One\n\n```{note}\nA note\n```\n",
    "two.md": "---\nfeedback: false\n---\n# Two\n",
}


def test_each_page_ends_with_the_form_and_nothing_is_warned_of(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = [Path(sys.executable).with_name("jupyter-book"), "build", "-W", "-n", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Pages with a form: 2" in done.stdout
    html = tmp_path / "_build" / "html"
    for page, count in {"intro": 1, "one": 1, "two": 0, "notes": 0}.items():
        text = (html / f"{page}.html").read_text(encoding="utf-8")
        assert text.count('<form class="feedback-form"') == text.count("Our questions") == count
    manifest = json.loads((html / "feedback.json").read_text(encoding="utf-8"))
    assert [name for name, page in manifest["pages"].items() if page["form"]] == [
        "intro",
        "one",
    ]
