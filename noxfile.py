"""Every task of the project: ``nox -s NAME``, or ``make NAME``, which installs nox first."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.reuse_venv = "yes"
nox.options.default_venv_backend = "virtualenv"
nox.options.sessions = ["lint", "tests", "html"]

PYPROJECT = nox.project.load_toml("pyproject.toml")
STRICT = ["-n", "-W", "--keep-going", "-j", "auto", "-q"]
BUILD = ["sphinx-build", "-c", ".", "-d", "build/doctrees", *STRICT]
WORKERS = ["-n", "3", "--dist", "worksteal"]  # on two cores: many a test waits
"""A worker keeps the tests of a folder together, and so builds what they share once."""
CHECKERS = Path("tests/browser")
REAL_SERVICES = Path("tests/services/real")
TEX = [
    "latexmk",
    "texlive-luatex",
    "texlive-latex-recommended",
    "texlive-latex-extra",
    "fonts-freefont-otf",
    "fonts-dejavu-core",
    "fonts-noto-color-emoji",
]
OTHER_TEX = ["texlive-xetex", "texlive-fonts-recommended", "tex-gyre"]
PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
READERS = ["poppler-utils", "zbar-tools", "qpdf"]


def install(session: nox.Session, *groups: str, also: tuple[str, ...] = ()) -> None:
    """Install dependency groups of pyproject.toml and the package itself."""
    wanted = nox.project.dependency_groups(PYPROJECT, *groups)
    session.install("--quiet", *wanted, *also, "-e", ".[receiver]")


def install_system(session: nox.Session, *packages: str) -> None:
    """Install Debian packages, or say how and stop."""
    session.run(".ci/apt", *packages, external=True, silent=False)


def find_browser(session: nox.Session) -> None:
    """Find Chromium, or install it."""
    # The shell has no windows, and so needs a third of the processor time for each page.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    if not os.environ.get("FEEDBACK_CHROMIUM"):
        if not any(map(shutil.which, names)):
            install_system(session, "chromium-headless-shell")
        session.env["FEEDBACK_CHROMIUM"] = next(filter(None, map(shutil.which, names)), "")


def install_browser(session: nox.Session) -> None:
    """Find Chromium, and install the HTML and accessibility checkers."""
    find_browser(session)
    install_npm(session, CHECKERS)


def install_npm(session: nox.Session, folder: Path) -> None:
    """Install what a folder's package-lock.json names, if it has changed."""
    lock, done = folder / "package-lock.json", folder / "node_modules/.package-lock.json"
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        session.run("npm", "ci", "--prefix", str(folder))


def install_real_programs(session: nox.Session) -> None:
    """Install the programs that only the slow tests need: services, and a browser with windows."""
    install_system(session, "php-cli", "chromium")
    install(session, "real")
    install_npm(session, REAL_SERVICES)


@nox.session
def live(session: nox.Session) -> None:
    """Show the site on this machine, rebuilt at every edit; forms sent there are stored."""
    install(session, "docs")
    session.run("page-feedback", "live", *session.posargs, interrupt_timeout=15)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests without a mark; ``-- -m slow`` or ``-- -m ''`` runs the slow ones or all."""
    install_system(session, "postgresql", "default-jre-headless", "curl", "jq", *PANGO)
    if not any("not (pdf" in argument for argument in session.posargs):
        install_system(session, *TEX, *OTHER_TEX, *READERS)
    install(session, "test")
    install_browser(session)
    if {"slow", ""}.intersection(session.posargs):
        install_real_programs(session)
    session.run("pytest", *WORKERS, *session.posargs)


@nox.session
@nox.parametrize(
    "sphinx",
    [
        nox.param("~=7.4.0", id="7.4"),
        nox.param("~=8.2.0", id="8.2"),
        nox.param(">=9", id="newest"),
    ],
)
def compat(session: nox.Session, sphinx: str) -> None:
    """Run the tests of the extension with one release of Sphinx."""
    install(session, "test", also=("--upgrade", f"sphinx{sphinx}"))
    # What no release of Sphinx can change.
    others = (
        "answers", "browser", "cli", "forms", "model", "pull", "receiver", "script", "services",
        "workflows",
    )  # fmt: skip
    apart = [f"--ignore=tests/{part}" for part in others]
    session.run(
        "pytest", *WORKERS, "-m", "not (pdf or slow or matrix)", *apart, *session.posargs
    )


JUPYTER_BOOK = ["jupyter-book<2"]
EXTENSIONS = [
    "ablog", "matplotlib", "myst-nb", "rst2pdf", "sphinx", "sphinx-copybutton", "sphinx-design",
    "sphinx-gallery", "sphinx-notfound-page", "sphinx-revealjs", "sphinx-simplepdf",
    "sphinx-sitemap", "sphinx-tabs", "sphinx-togglebutton", "sphinxext-opengraph",
]  # fmt: skip


THEMES = [
    "furo", "playwright", "pydata-sphinx-theme", "shibuya", "sphinx-book-theme",
    "sphinx-immaterial", "sphinx-rtd-theme", "sphinxawesome-theme",
]  # fmt: skip


@nox.session
@nox.parametrize(
    ("tests", "others"),
    [
        nox.param("jupyter_book", JUPYTER_BOOK, id="jupyter-book"),
        nox.param("other_extensions", EXTENSIONS, id="extensions"),
        nox.param("themes", THEMES, id="themes"),
    ],
)
def beside(session: nox.Session, tests: str, others: list[str]) -> None:
    """Build documents with Jupyter Book 1, or with extensions, builders and themes of others."""
    install_system(session, *PANGO)
    if tests == "themes":
        find_browser(session)
    session.install("--quiet", "pytest", *others, ".")
    session.run(
        "pytest", "--noconftest", "-m", "", f"tests/beside/{tests}.py", *session.posargs
    )


@nox.session
def html(session: nox.Session) -> None:
    """Build the site in build/html."""
    install(session, "docs")
    session.run(*BUILD, "-b", "html", "docs", "build/html", *session.posargs)
    session.log("The site is in build/html")


@nox.session
def demo(session: nox.Session) -> None:
    """Open review and report on 400 artificial answers to this site, until Ctrl-C."""
    install(session, "docs")
    session.run(*BUILD, "-q", "-b", "html", "docs", "build/html")
    answers, folder = "build/demo/answers.sqlite3", "build/demo/report"
    manifest = "build/html/feedback.json"
    session.run("python", "docs/_demo.py", manifest, answers)
    session.run("page-feedback", "report", answers, "--to", folder)
    session.log(f"The report is in {folder}/index.html")
    codes = ("--codebook", "build/demo/codebook.toml")
    session.run("page-feedback", "review", answers, *codes, interrupt_timeout=5)


@nox.session
def pdf(session: nox.Session) -> None:
    """Build the book in build/pdf. It needs TeX, which takes about 540 MB of disk."""
    session.log("The book needs TeX: about 540 MB of disk where it is not installed yet")
    install_system(session, *TEX)
    install(session, "docs", "pdf")
    session.run(*BUILD, "-b", "latex", "docs", "build/latex", *session.posargs)
    session.run("page-feedback", "pdf", "build/latex", "build/pdf")


@nox.session(name="pdf-accessible")
def pdf_accessible(session: nox.Session) -> None:
    """Build the PDF for screen readers (PDF/UA-1) in build/pdf."""
    install_system(session, *PANGO)
    install(session, "docs", "pdf")
    out = Path("build/feedback-pdf")
    session.run(*BUILD, "-b", "feedback-pdf", "docs", str(out), *session.posargs)
    for book in out.glob("*.pdf"):
        Path("build/pdf").mkdir(exist_ok=True)
        session.log("The accessible PDF is %s", shutil.copy(book, "build/pdf"))


@nox.session
def pictures(session: nox.Session) -> None:
    """Take the pictures of the front page and the guide from the built site and PDF."""
    install_system(session, *PANGO, "poppler-utils")
    install(session, "test")
    install_browser(session)
    session.env["SITE_REPOSITORY"] = "https://github.com/team/report"  # for the ways in
    for builder in ("html", "feedback-pdf"):
        session.run(*BUILD, "-b", builder, "docs", f"build/pictures/{builder}")
    pdf = next(Path("build/pictures/feedback-pdf").glob("*.pdf"))
    session.run("python", "docs/_pictures.py", "build/pictures/html", str(pdf))


@nox.session
def messages(session: nox.Session) -> None:
    """Write the template of all sentences, and merge it into the file of each language."""
    install(session, "test")
    session.run("python", "tests/support/messages.py")


@nox.session
def linkcheck(session: nox.Session) -> None:
    """Follow every link of the site."""
    install(session, "docs")
    session.run(*BUILD, "-b", "linkcheck", "docs", "build/linkcheck", *session.posargs)


@nox.session(name="lint-pages")
def lint_pages(session: nox.Session) -> None:
    """Find slips in pages and forms, and say what to type instead."""
    install(session, "docs")
    session.run("page-feedback", "lint", "docs", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and types."""
    install(session, "docs", "lint", "pdf")
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check")
    session.run("mypy")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure builds, pages, the receiver and, where TeX is, the book; peers run beside it."""
    install(session, "test")
    session.run("python", "bench", *session.posargs)
