"""The LaTeX configuration: the box always, the whole style with ``feedback_pdf_style``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import texescape

from sphinx_page_feedback.log import log_errors
from sphinx_page_feedback.problems import Code, Problem
from sphinx_page_feedback.render import build_day, date_in_words

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinx_page_feedback.config import SiteConfig

_LATEX = Path(__file__).parent / "latex"
BOX, BOOK = "page-feedback", "page-feedback-book"
FONT_PACKAGE = "font_source_sans_pro"
_CUTS = ("Regular", "It", "Semibold", "SemiboldIt")

_DEFAULTS = {
    "latex_show_urls": ("no", "footnote"),
    "latex_show_pagerefs": (False, True),
    "latex_table_style": (["booktabs", "colorrows"], ["booktabs"]),
    "latex_use_xindy": (True, False),
}
"""The defaults of Sphinx and of the style: links that can be read on paper, tables without
coloured rows (which stop LaTeX of 2026 in Sphinx before 9.1.1), an index without xindy."""

# No blank sheets before chapters; no fncychap, since the style sets headings; figures stay
# beside the text about them.
_ELEMENTS = {
    "papersize": "a4paper",
    "pointsize": "11pt",
    "extraclassoptions": "openany,oneside",
    "fncychap": "",
    "figure_align": "H",
    "fvset": r"\fvset{fontsize=\small}",
    "sphinxsetup": "hmargin={27mm,27mm},vmargin={27mm,27mm}",
}
# The style chooses the fonts; those that Sphinx sets here may not be installed.
_UNICODE_ELEMENTS = {"fontpkg": ""}
_ENGLISH_ELEMENTS = {"polyglossia": "", "babel": r"\usepackage{babel}"}
"""With polyglossia the captions of a British book read "Figure1:"."""


def add_latex_style(app: Sphinx, config: Config) -> None:
    """Add the style files of the extension, and the options that go with them.

    Args:
        app: The application.
        config: Its configuration; its lists and mappings are replaced, not changed.

    Raises:
        SystemExit: The logo of the cover is missing, and the error has been logged.
    """
    _add_package(app, config, BOX)
    setup: SiteConfig = config.feedback_setup
    if setup.options.pdf_style:
        _add_package(app, config, BOOK)
        logo = setup.options.pdf_cover.logo
        _require(logo, Path(app.confdir))
        config.latex_additional_files = [*config.latex_additional_files, *_files(logo)]
        _set_defaults(config)
        # The project's values come last, and its preamble after that of the style.
        elements = {**_elements(config), **config.latex_elements}
        preamble = _preamble(config, setup) + elements.get("preamble", "")
        config.latex_elements = {**elements, "preamble": preamble}


def _add_package(app: Sphinx, config: Config, name: str) -> None:
    config.latex_additional_files = [
        *config.latex_additional_files,
        str(_LATEX / f"{name}.sty"),
    ]
    # The style uses macros of hyperref, which Sphinx loads after other packages.
    app.add_latex_package(name, after_hyperref=True)


def _require(logo: str, root: Path) -> None:
    """Stop the build if there is no such file."""
    if logo and not (root / logo).is_file():
        cause, cure = f'there is no file "{logo}"', "Name a file, as seen from conf.py."
        subject = "feedback_pdf_cover"
        place, code = "conf.py", Code.CONFIG
        log_errors([Problem(code=code, place=place, subject=subject, cause=cause, cure=cure)])
        raise SystemExit(2)


def _set_defaults(config: Config) -> None:
    """Change the options of LaTeX that the project left at Sphinx's default."""
    for name, (sphinx_default, style_default) in _DEFAULTS.items():
        # A project that states Sphinx's default gets that of the style: values do not say who set them.
        if config[name] == sphinx_default:
            setattr(config, name, style_default)


def _elements(config: Config) -> dict[str, str]:
    """Return the ``latex_elements`` of the style, which those of the project override."""
    if config.latex_engine not in {"lualatex", "xelatex"}:
        return _ELEMENTS
    english = _ENGLISH_ELEMENTS if config.language.startswith("en") else {}
    return {**_ELEMENTS, **_UNICODE_ELEMENTS, **english}


def _preamble(config: Config, setup: SiteConfig) -> str:
    """Return the macros that hand the style the cover's texts, colour and logo."""
    cover = setup.options.pdf_cover
    day = config.today or date_in_words(build_day(), config.language)
    texescape.init()  # Sphinx does so later, when it makes its LaTeX builder
    subtitle, title, alt, day = (
        texescape.escape(text, config.latex_engine)
        for text in (cover.subtitle, cover.title, cover.logo_alt, day)
    )
    # Title and subtitle are those of the first document; any other keeps its title.
    first = [Path(config.latex_documents[0][1]).stem] if config.latex_documents else [""]
    # The language as a PDF states it (BCP 47): en-GB, not en_GB.
    facts = [config.language.replace("_", "-"), subtitle]
    # Without its #, which starts a parameter in TeX.
    page = [title, subtitle, cover.colour[1:], Path(cover.logo).name, alt, day]
    return "".join(
        command + "".join(f"{{{argument}}}" for argument in arguments) + "\n"
        for command, arguments in (
            ("\\feedbackfacts", facts),
            ("\\feedbackfirst", first),
            ("\\feedbackcover", page),
        )
    )


def _files(logo: str) -> list[str]:
    """Return the files that the book needs beside the style: fonts and the logo."""
    font = find_spec(FONT_PACKAGE)
    folder = Path(font.origin or "").parent / "files" if font else None
    cuts = [str(folder / f"SourceSansPro-{cut}.otf") for cut in _CUTS] if folder else []
    return [*cuts, *filter(None, [logo])]
