"""The warnings of a build: run it, and take them apart."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

# As Sphinx writes a place: `path:line: `, `path:: ` without a line, or nothing.
_WARNING = re.compile(
    r"^(?:(?P<path>[^:\n]+?)(?::(?P<line>\d*))?:? )?(?P<level>WARNING|ERROR|CRITICAL|SEVERE): "
    r"(?P<message>.*?)(?: \[(?P<kind>[\w-]+(?:\.[\w-]+)*)\])?$"
)
_PLACE = re.compile(r"^([^\s:]+\.\w+):(?:(\d+):)? ")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_WITHOUT_TYPE = {"document isn't included in any toctree": "toc.not_included"}
"""Warnings that had no type before Sphinx 8."""


@dataclass(frozen=True, kw_only=True)
class BuildWarning:
    """One warning of Sphinx or an extension.

    Attributes:
        path: The file as the build names it; empty where it names none.
        line: The line, from 1; 0 where the build names none.
        message: Its text.
        kind: Its ``type.subtype``; empty where it has none.
    """

    path: str = ""
    line: int = 0
    message: str
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Build:
    """A build of the document.

    Attributes:
        warnings: Its warnings.
        is_complete: Every page was read; a mistake in a form or in ``conf.py`` stops it.
    """

    warnings: tuple[BuildWarning, ...]
    is_complete: bool = True


def run_build(source: Path, conf_dir: Path) -> Build:
    """Build the document into a temporary folder.

    Args:
        source: The folder of the sources.
        conf_dir: The folder of ``conf.py``.

    Raises:
        Problem: There is no ``conf.py``, or Sphinx ended in a way that no warning explains.
    """
    if not (conf_dir / "conf.py").is_file():
        cause = f"there is no conf.py in {conf_dir.resolve().name}"
        raise Problem(Code.BUILD, cause, "Name its folder with --conf-dir.")
    with TemporaryDirectory(prefix="page-feedback-lint-") as folder:
        out = Path(folder)
        # -n: Sphinx passes over some references without a target otherwise.
        options = ["-b", "html", "-n", "-q", "--keep-going", "--no-color"]
        # Sphinx before 8 leaves the types out by default. Fresh doctrees: most warnings of a
        # page come only when it is read.
        options += ["-D", "show_warning_types=1", "-d", str(out / "doctrees")]
        command = [sys.executable, "-m", "sphinx", *options, "-c", str(conf_dir), str(source)]
        done = subprocess.run(  # noqa: S603 (our own Python, and no shell)
            [*command, str(out / "out")], capture_output=True, text=True, check=False
        )
    warnings = tuple(parse_warnings(done.stderr))
    if done.returncode and not warnings:
        reason = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        cause = f"the document cannot be built: {reason[0]}"
        raise Problem(Code.BUILD, cause, "Run sphinx-build, and correct what it names.")
    return Build(warnings=warnings, is_complete=not done.returncode)


def parse_warnings(text: str) -> Iterator[BuildWarning]:
    """Parse what Sphinx writes to standard error.

    Args:
        text: The whole of it; a line that is no warning belongs to the one before.

    Yields:
        Each warning.
    """
    # An extension may colour its messages in spite of --no-color.
    for line in _ANSI.sub("", text).splitlines():
        match = _WARNING.match(line)
        if match:
            path, number, message = match["path"] or "", match["line"], match["message"]
            # Problems of forms and conf.py begin with their place, as Sphinx knows none.
            if not path and (place := _PLACE.match(message)):
                path, number, message = place[1], place[2], message[place.end() :]
            # Sphinx 7.4 adds the ending of its first parser to a name that has one.
            path = path.removesuffix(".rst") if path.endswith(".md.rst") else path
            kind = match["kind"] or _WITHOUT_TYPE.get(message.strip(), "")
            yield BuildWarning(path=path, line=int(number or 0), message=message, kind=kind)
