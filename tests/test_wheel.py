"""The wheel and the source distribution, as others get them."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OTHER = Path(__file__).parent / "roots" / "other"
PACKAGE = "sphinx_page_feedback"


def hatch(tree: Path, kind: str, folder: Path) -> Path:
    """Build a distribution of a tree: ``wheel`` or ``sdist``; return its file."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=tree, check=True, capture_output=True)
    (built,) = folder.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    return hatch(ROOT, "wheel", tmp_path_factory.mktemp("dist"))


def test_the_source_distribution_gives_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """It has the site and the tests too, and nothing that was built or installed."""
    sdist = hatch(ROOT, "sdist", tmp_path)
    subprocess.run(["tar", "-xzf", sdist, "-C", tmp_path], check=True)
    (tree,) = tmp_path.glob("*/")
    assert {"conf.py", "docs", "noxfile.py", "tests"} <= {path.name for path in tree.iterdir()}
    assert not {"build", ".nox", ".venv"} & {path.name for path in tree.iterdir()}
    assert not list(tree.rglob("node_modules"))
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(hatch(tree, "wheel", tree)) as other:
        assert sorted(one.namelist()) == sorted(other.namelist())


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    """All that a build needs rides along; tests, documents and this site do not."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    tree = ROOT / "_ext" / PACKAGE
    sources = {path for path in tree.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert names == {path.relative_to(tree.parent).as_posix() for path in sources}
    for needed in (
        "py.typed",
        "defaults/page.toml",
        "templates/feedback/form.html",
        "static/page-feedback.css",
        "static/page.js",
    ):
        assert f"{PACKAGE}/{needed}" in names


def test_two_lines_of_conf_py_put_a_form_on_each_page(wheel: Path, tmp_path: Path) -> None:
    """In reST, with alabaster, without MyST, from the wheel: one form a page, no warning."""
    installed, out = tmp_path / "installed", tmp_path / "html"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    build_site(installed, ["-n", "-W", "-q", "-b", "html", str(OTHER), str(out)])
    pages = [out / "index.html", out / "chapter/one.html", out / "chapter/two.html"]
    for page in pages:
        html = page.read_text()
        assert len(re.findall(r'<form [^>]*class="feedback-form', html)) == 1
        assert 'action="https://forms.example.org/answer"' in html
    assert (out / "_static/page-feedback.js").exists()


def build_site(installed: Path, options: list[str]) -> None:
    """Run Sphinx where our package can only come from the unpacked wheel.

    ``-S`` keeps the editable installation's ``.pth`` file, which points at the tree, unread.
    """
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    start = (
        f"import sys; sys.path[:0] = {[str(installed), *libraries]!r};"
        f"import {PACKAGE}; assert {PACKAGE}.__file__.startswith({str(installed)!r});"
        "from sphinx.cmd.build import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-S", "-c", start, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # That the built-in form is used is said even with -q.
    said = [line for line in done.stderr.splitlines() if "the form that comes with" not in line]
    assert (done.returncode, said) == (0, [])
