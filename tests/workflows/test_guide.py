"""What the guide for people tells them to copy works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
CONF = """\
extensions = ["myst_parser", "sphinx_page_feedback"]
feedback_service = {"name": "receiver", "endpoint": "/feedback"}
feedback_contact = "team@example.org"
html_baseurl = "https://report.example.org/"
show_warning_types = True
"""
INDEX = "# Report\n\n```{toctree}\nnext-steps\n```\n"


def test_the_page_that_the_guide_gives_to_copy_has_no_slip(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "guide" / "contributing.md").read_text(encoding="utf-8")
    block = re.search(r"^ *```markdown\n(.*?)^ *```$", guide, re.MULTILINE | re.DOTALL)
    assert block is not None
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text(CONF, encoding="utf-8")
    (docs / "index.md").write_text(INDEX, encoding="utf-8")
    (docs / "next-steps.md").write_text(dedent(block[1]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx_page_feedback.cli", "lint", "docs"],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "0 mistakes: nothing to correct.\n"
