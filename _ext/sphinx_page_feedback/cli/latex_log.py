"""Read LaTeX's log: the problems of a book, each with its page, cause and cure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_page_feedback.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

MM_PER_POINT = 25.4 / 72.27
"""TeX's point is 1/72.27 of an inch (The TeXbook, chapter 10)."""
TOO_WIDE = 5.0
"""In millimetres: less than that stays inside the margin and is not noticed."""

# Sphinx writes \sphinxstepscope before each page of a toctree, and the docname into its label.
_SCOPE = re.compile(r"^\\sphinxstepscope", re.MULTILINE)
_PAGE = re.compile(r"\\detokenize\{([^{}]+)::doc\}")
# With -file-line-error an error begins with file and line; those without a place, with "!".
_ERROR = re.compile(r"^(?:\S*\.tex:(\d+):|!) (.+)", re.MULTILINE)
_ERROR_LINE = re.compile(r"^l\.(\d+) (.*)", re.MULTILINE)
_GLYPH = re.compile(r"^Missing character: There is no (\S) ", re.MULTILINE)
_WIDE = re.compile(
    r"^Overfull \\hbox \(([\d.]+)pt too wide\)(?:.*?lines? (\d+))?", re.MULTILINE
)
_REFERENCE = re.compile(
    r"^LaTeX Warning: (?:Hyper r|R)eference `(.+?)' .*?undefined on input line (\d+)",
    re.MULTILINE,
)
_CURES = (
    (
        re.compile(r"Unicode character .*\(U\+"),
        'pdflatex cannot print it. Set latex_engine = "lualatex", or write something else.',
    ),
    (
        re.compile(r"The font .* cannot be found"),
        "Install the font: fonts-freefont-otf on Debian, or the one that conf.py names.",
    ),
    (
        re.compile(r"File `.*\.sty' not found"),
        "Install the TeX packages: texlive-latex-extra on Debian.",
    ),
    (
        re.compile(
            r"File `.*' not found|Cannot determine size|image inclusion failed", re.IGNORECASE
        ),
        "Put the image where the page says, as PNG, JPEG or PDF.",
    ),
    (
        re.compile(
            r"Undefined control|Missing|Extra [}&]|Double s|math|Paragraph ended|Runaway"
        ),
        "Correct the formula or the raw LaTeX there.",
    ),
)
_GLYPH_CURE = (
    'Set latex_engine = "lualatex", which borrows from FreeSans, FreeSerif and Noto Color '
    "Emoji (on Debian: fonts-freefont-otf, fonts-noto-color-emoji), or write something else."
)
_LUALATEX_CURE = (
    "Install a font that has it (on Debian: fonts-freefont-otf, fonts-noto-color-emoji), name "
    "one in latex_elements, or write something else."
)
_WIDE_CURE = "Shorten the word, or give the table fewer or wider columns (`:widths:`)."
_DIRECTION_CURE = (
    "Load babel with bidi=basic in latex_elements, or keep that text out of this book with the "
    "directive only: the site and the accessible PDF print it right."
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TURNS = re.compile(r"bidi|\\setmainlanguage(?:\[.*?\])?\{(?:arabic|hebrew|persian|urdu)")
_NO_ADDRESS = "% page-feedback: this form has no address"
"""What the extension writes in place of a box that would have no address to print."""
_ADDRESS_CURE = 'Set html_baseurl = "https://…" in conf.py, or feedback_pdf_box = "none".'
_REFERENCE_CURE = "Correct the link, or put the page that it leads to into the book."
_OTHER_CURE = "Correct what LaTeX could not read there."


@dataclass(frozen=True, kw_only=True)
class LatexProblem:
    """A problem of a book.

    Attributes:
        code: The kind of problem; a heading of the error page.
        page: The docname of its page; empty if the log does not say.
        cause: The cause, without a full stop.
        cure: The cure, a sentence.
    """

    code: Code
    page: str
    cause: str
    cure: str


@dataclass(frozen=True, kw_only=True)
class _Source:
    """The LaTeX that Sphinx wrote, in which each page has its label."""

    text: str

    def page_at(self, line: int) -> str:
        """Return the docname of the page that a line comes from."""
        ends = [match.end() for match in re.finditer("\n", self.text)]
        end = ends[line - 1] if 0 < line <= len(ends) else len(self.text)
        starts = [0, *(match.start() for match in _SCOPE.finditer(self.text, 0, end))]
        label = _PAGE.search(self.text, starts[-1])
        return label[1] if label else ""

    def pages_with(self, text: str) -> list[str]:
        """Return the docnames of the pages that hold a text; ``[""]`` if none does."""
        lines = self.text.split("\n")
        pages = [self.page_at(at) for at, line in enumerate(lines, 1) if text in line]
        return list(dict.fromkeys(pages)) or [""]


def read_log(log: str, tex: str) -> list[LatexProblem]:
    """Return the problems in a log; an error that stopped LaTeX is the only one.

    Args:
        log: The log of the last run, its lines not folded (``max_print_line``).
        tex: The LaTeX that Sphinx wrote.
    """
    source = _Source(text=tex)
    errors = list(_errors(log, source))
    return errors[:1] or [
        *_glyphs(log, source),
        *_wide(log, source),
        *_references(log, source),
        *_directions(source),
        *_addresses(source),
    ]


def _errors(log: str, source: _Source) -> Iterator[LatexProblem]:
    for match in _ERROR.finditer(log):
        near = _ERROR_LINE.search(log, match.end())
        line = int(match[1] or (near[1] if near else 0))
        message = match[2].removesuffix(".").strip()
        at = f", at “{near[2].strip()[-60:]}”" if near and near[2].strip() else ""
        cure = next((cure for pattern, cure in _CURES if pattern.search(message)), _OTHER_CURE)
        page = source.page_at(line) if line else ""
        yield LatexProblem(code=Code.TEX_ERROR, page=page, cause=f"{message}{at}", cure=cure)


def _glyphs(log: str, source: _Source) -> Iterator[LatexProblem]:
    cure = _LUALATEX_CURE if re.match(r"This is Lua", log) else _GLYPH_CURE
    for char in dict.fromkeys(_GLYPH.findall(log)):
        cause = f"no font has the character {char} (U+{ord(char):04X})"
        for page in source.pages_with(char):
            yield LatexProblem(code=Code.TEX_GLYPH, page=page, cause=cause, cure=cure)


def _wide(log: str, source: _Source) -> Iterator[LatexProblem]:
    """Report each page once, with its widest line."""
    # A wide table gives a message for each of its lines.
    widest: dict[str, float] = {}
    for points, line in _WIDE.findall(log):
        page, width = source.page_at(int(line)) if line else "", float(points) * MM_PER_POINT
        widest[page] = max(width, widest.get(page, 0))
    for page, width in widest.items():
        if width > TOO_WIDE:
            cause = f"something is {width:.0f} mm wider than the text"
            yield LatexProblem(code=Code.TEX_WIDE, page=page, cause=cause, cure=_WIDE_CURE)


def _directions(source: _Source) -> Iterator[LatexProblem]:
    """Report pages in a script from right to left, if nothing that turns it is loaded."""
    preamble, _, _ = source.text.partition("\\begin{document}")
    lines = source.text.split("\n") if not _TURNS.search(preamble) else []
    pages = [
        source.page_at(at) for at, line in enumerate(lines, 1) if _RIGHT_TO_LEFT.search(line)
    ]
    for page in dict.fromkeys(pages):
        cause = "Arabic, Hebrew or another script from right to left is printed in reverse"
        yield LatexProblem(
            code=Code.TEX_DIRECTION, page=page, cause=cause, cure=_DIRECTION_CURE
        )


def _addresses(source: _Source) -> Iterator[LatexProblem]:
    cause = "its form cannot be reached, since the address of the site is not set"
    pages = source.pages_with(_NO_ADDRESS) if _NO_ADDRESS in source.text else []
    for page in pages:
        yield LatexProblem(code=Code.BASE_URL, page=page, cause=cause, cure=_ADDRESS_CURE)


def _references(log: str, source: _Source) -> Iterator[LatexProblem]:
    for name, line in dict.fromkeys(_REFERENCE.findall(log)):
        cause = f"a link leads to “{name}”, which is not in the book"
        page = source.page_at(int(line))
        yield LatexProblem(
            code=Code.TEX_REFERENCE, page=page, cause=cause, cure=_REFERENCE_CURE
        )
