"""Ask git."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from pathlib import Path


def run_git(root: Path, *arguments: str) -> str:
    """Run git and return what it prints.

    Args:
        root: A folder in the checkout.
        arguments: Its command and options.

    Raises:
        Problem: git is not installed, or refused.
    """
    # git writes names outside ASCII as octal escapes otherwise.
    command = ["git", "-c", "core.quotePath=off", "-C", str(root), *arguments]
    # For dates in `format-local`, which are to be in UTC.
    environ = {**os.environ, "TZ": "UTC"}
    try:
        done = subprocess.run(  # noqa: S603 (git, and no shell)
            command, capture_output=True, text=True, check=False, env=environ
        )
    except OSError as error:
        raise Problem(Code.GIT, "git cannot be run", "Install git.") from error
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["git failed"]
        cause = f"git does not know what changed: {reason[0].removeprefix('fatal: ')}"
        cure = "Name a branch or commit that this clone has; fetch it first (git fetch)."
        raise Problem(Code.GIT, cause, cure)
    return done.stdout
