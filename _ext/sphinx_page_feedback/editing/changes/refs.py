"""Two commits of a document as built sites."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sphinx_page_feedback.editing import run_git
from sphinx_page_feedback.problems import Code, Problem

from .built_site import BuiltSite

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE_FOLDERS = ("_ext/", "_templates/")
_CODE_NAMES = ("conf.py", "noxfile.py", "pyproject.toml", "setup.cfg", "Makefile")


@dataclass(frozen=True, kw_only=True)
class Document:
    """Where a document is in its repository.

    Attributes:
        root: A folder in the checkout.
        source: The folder of the sources, relative to the root.
        conf_dir: The folder of ``conf.py``, relative to the root.
    """

    root: Path
    source: str = "docs"
    conf_dir: str = "."


@dataclass(frozen=True, kw_only=True)
class BuiltRefs:
    """Two builds of a document.

    Attributes:
        before: The older one, of the merge base.
        after: The newer one, of the proposal.
        changed: The files that differ, relative to the root; ``None`` where that is unknown.
        base: The commit of the merge base; empty where there is none.
    """

    before: BuiltSite
    after: BuiltSite
    changed: frozenset[str] | None = None
    base: str = ""


@contextmanager
def build_refs(
    document: Document, base: str, head: str, *, runs_code: bool
) -> Iterator[BuiltRefs]:
    """Build a proposal and the commit that it left.

    Args:
        document: The document.
        base: The branch that the proposal is for.
        head: The proposal.
        runs_code: Build the proposal even if it changes what a build runs.

    Yields:
        The two sites; their folders are deleted afterwards.

    Raises:
        Problem: A commit is unknown, the proposal changes what a build runs, or a build fails.
    """
    root = Path(run_git(document.root, "rev-parse", "--show-toplevel").strip())
    # From where the proposal left its base: what the base gained since is not part of it.
    start = run_git(root, "merge-base", "--end-of-options", base, head).strip()
    # ^{commit}: a tag leads to its commit.
    end = run_git(
        root, "rev-parse", "--verify", "--end-of-options", f"{head}^{{commit}}"
    ).strip()
    changed = frozenset(
        filter(None, run_git(root, "diff", "--name-only", "-z", start, end).split("\0"))
    )
    # Only the proposal may be a stranger's; its base has been accepted.
    code = sorted(filter(_is_code, changed))
    if code and not runs_code:
        names = ", ".join(code[:10]) + (f" and {len(code) - 10} more" if len(code) > 10 else "")  # noqa: PLR2004 (enough to see what it is)
        cause = f"the proposal changes what a build runs, so it was not built: {names}"
        cure = "Read those files; if you trust them, add --run-their-code."
        raise Problem(Code.CHANGES_CODE, cause, cure)
    with TemporaryDirectory(prefix="page-feedback-changes-") as folder:
        before = _build(document, root, start, Path(folder, "before"))
        after = _build(document, root, end, Path(folder, "after"))
        yield BuiltRefs(before=before, after=after, changed=changed, base=start)


def _is_code(path: str) -> bool:
    name = path.rpartition("/")[2]
    return (
        name.endswith((".py", ".pyc", ".pyd", ".so", ".pth"))
        or name in _CODE_NAMES
        or (name.startswith("requirements") and name.endswith((".txt", ".in")))
        or any(f"/{folder}" in f"/{path}" for folder in _CODE_FOLDERS)
    )


def _build(document: Document, root: Path, commit: str, folder: Path) -> BuiltSite:
    tree, out = folder / "tree", folder / "out"
    folder.mkdir(parents=True)
    archive = folder / "tree.tar"
    # An archive, and no worktree of git, which would be noted in the repository.
    run_git(root, "archive", f"--output={archive}", commit)
    with tarfile.open(archive) as files:
        files.extractall(tree, filter="data")  # no link leads out of the folder
    inner = tree / document.root.resolve().relative_to(root.resolve())
    command = [
        sys.executable,
        "-P",  # or a module in the current folder would take the place of an installed one
        "-m",
        "sphinx",
        "-b",
        "html",
        "-q",
        "-d",
        str(folder / "doctrees"),
    ]
    command += ["-c", str(_conf_dir(document, inner)), str(inner / document.source), str(out)]
    done = subprocess.run(  # noqa: S603 (our own Python, and no shell)
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        cause = f"the commit {commit[:12]} cannot be built: {reason[0]}"
        raise Problem(Code.BUILD, cause, "Run page-feedback lint, and correct what it names.")
    return BuiltSite(root=out)


def _conf_dir(document: Document, inner: Path) -> Path:
    """Return the folder of ``conf.py``: the one that is named, else beside the pages."""
    named = inner / document.conf_dir
    return named if (named / "conf.py").is_file() else inner / document.source


def last_changes(document: Document, sources: dict[str, str], commit: str) -> dict[str, str]:
    """Return when each page was last changed, as ``received_at`` writes a moment.

    Args:
        document: The document.
        sources: The source file of each page, relative to the root, by docname.
        commit: The commit to look back from.
    """
    moments = {}
    for docname, path in sources.items():
        # The date of the committer: after a rebase the author's is older than the change.
        options = ("log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%dT%H:%M:%S.000Z")
        moment = run_git(document.root, *options, commit, "--", path).strip()
        if moment:
            moments[docname] = moment
    return moments
