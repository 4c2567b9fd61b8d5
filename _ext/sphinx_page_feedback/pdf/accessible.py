"""The builder of the accessible PDF: the site as one page of HTML, then PDF/UA-1."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.util.display import progress_message
from sphinx.util.nodes import inline_all_toctrees

from sphinx_page_feedback.problems import Code, Problem
from sphinx_page_feedback.render import build_day, date_in_words
from sphinx_page_feedback.titles import page_title

from .contents import render_contents
from .documents import Document, only_toctrees, read_documents
from .gate import stop_build
from .latex_style import FONT_PACKAGE
from .numbers import figure_numbers
from .write_pdf import write_pdf

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx_page_feedback.config import SiteConfig

    from .numbers import Numbers

NAME, THEME = "feedback-pdf", "feedback-print"
THEME_FOLDER = Path(__file__).parent / "theme"
# The four cuts that the book by LaTeX has too; Semibold is the bold of both.
_CUTS = (
    ("Regular", 400, "normal"),
    ("It", 400, "italic"),
    ("Semibold", 700, "normal"),
    ("SemiboldIt", 700, "italic"),
)
_PACKAGE = Problem(
    Code.MISSING_PACKAGE,
    "the Python package weasyprint is not installed, and the accessible PDF needs it",
    "pip install 'sphinx-page-feedback[pdf]'",
)


class AccessiblePDFBuilder(SingleFileHTMLBuilder):
    """``sphinx-build -b feedback-pdf``."""

    name = NAME
    epilog = "The accessible PDF is in %(outdir)s."

    def init(self) -> None:
        """Use the print theme instead of the site's.

        Raises:
            SystemExit: WeasyPrint is not installed, and the error has been logged.
        """
        if find_spec("weasyprint") is None:
            stop_build([_PACKAGE])
        self.tags.add("accessible_pdf")  # the name has a hyphen, which "only" cannot read
        # The options and files of the site's theme mean nothing to the print theme, and scripts
        # do not run in a PDF.
        self.config.html_theme, self.config.html_theme_options = THEME, {}
        self.config.html_css_files = self.config.html_js_files = []
        super().init()

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Begin with the first document, once all pages have been read."""
        super().prepare_writing(docnames)
        self._site = (self.config.root_doc, self.env.toc_secnumbers, self.env.toc_fignumbers)
        first, *self._further = read_documents(self.config)
        self._written: list[Document] = []
        self._begin(first)

    def _begin(self, document: Document) -> None:
        # Sphinx's builder of a single page makes it of `root_doc`, and it loses the site's numbers.
        self._document = document
        self.config.root_doc = document.start
        _, self.env.toc_secnumbers, self.env.toc_fignumbers = self._site

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the HTML of a document, named as its PDF will be."""
        super().write_doc(docname, doctree)
        written = Path(self.outdir, f"{docname}{self.out_suffix}")
        written.replace(self._file(self._document, self.out_suffix))
        self._written.append(self._document)

    def _file(self, document: Document, suffix: str) -> Path:
        return Path(self.outdir, f"{document.name}-accessible{suffix}")

    def create_translator(self, *args: Any) -> nodes.NodeVisitor:
        """Return a translator that finds the images from the top folder."""
        # The first page of a document may be in a folder, and its HTML is not.
        self.imgpath, self.dlpath = "_images", "_downloads"
        return super().create_translator(*args)

    def assemble_doctree(self) -> nodes.document:
        """Return all pages of the document in one, its appendices last."""
        root = self.config.root_doc
        tree = self.env.get_doctree(root)
        if self._document.toctree_only:
            tree = only_toctrees(tree)
        tree = inline_all_toctrees(self, set(), root, tree, str, [root])
        tree["docname"] = root
        top: nodes.Element = next(iter(tree.findall(nodes.section)), tree)
        # No toctree lists them, and `resolve_references` below runs the post-transforms, which
        # number them and make their boxes: so they join the tree before it.
        for docname in self._document.appendices:
            # The nodes that Sphinx makes of an entry of a toctree, so that transforms see no difference.
            page = start_of_file(docname=docname)
            page += self.env.get_doctree(docname).children
            top.append(nodes.compound("", page, classes=["toctree-wrapper"]))
        self.env.resolve_references(tree, root, self)
        return tree

    def assemble_toc_fignumbers(self) -> dict[str, Numbers]:
        """Return the numbers of figures by the anchors that ``PrefixAnchors`` makes."""
        return {self.config.root_doc: figure_numbers(self.env)}

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Return the context of ``page.html``."""
        setup: SiteConfig = self.config.feedback_setup
        cover = setup.options.pdf_cover
        # `finish` copies the logo there.
        logo = f"_static/{Path(cover.logo).name}" if cover.logo else ""
        title, subtitle = cover.title, cover.subtitle
        if not self._document.is_first:
            title, subtitle = "", ""
        title = title or self._document.title or page_title(self.env, docname)
        texts = {"logo": logo, "title": title, "subtitle": subtitle}
        return {
            **super().get_doc_context(docname, body, metatags),
            "author": self._document.author,
            "cover": cover.model_copy(update=texts),
            "day": self.config.today or date_in_words(build_day(), self.config.language),
            "fonts": _fonts(),
            "toc": render_contents(self, self._document),
        }

    def finish(self) -> None:
        """Write the HTML of further documents and the files of all, then the PDFs."""
        try:
            for document in self._further:
                self._begin(document)
                tree = self.assemble_doctree()
                self.env.toc_secnumbers = self.assemble_toc_secnumbers()
                self.env.toc_fignumbers = self.assemble_toc_fignumbers()
                self.write_doc_serialized(document.start, tree)
                self.write_doc(document.start, tree)
        finally:
            self.config.root_doc = self._site[0]
        super().finish()
        logo = self.config.feedback_setup.options.pdf_cover.logo
        if logo:
            shutil.copy(Path(self.confdir, logo), Path(self.outdir, "_static"))
        with progress_message("writing the accessible PDF", nonl=False):
            problems = [
                problem for document in self._written for problem in self._write(document)
            ]
        if problems:
            stop_build(problems)

    def _write(self, document: Document) -> list[Problem]:
        """Write the PDF of a document; return what it lacks."""
        target = self._file(document, ".pdf")
        problems = write_pdf(self._file(document, self.out_suffix), target)
        # A PDF that lacks something could be handed out all the same, so it does not stay.
        if problems:
            target.unlink()
        for problem in problems:
            problem.place = problem.place or self._pages_with(problem.subject)
        return problems

    def _pages_with(self, text: str) -> str:
        # A missing glyph is reported without its place, so each page that has the character is named.
        docnames = sorted(self.env.all_docs)
        pages = [name for name in docnames if text in self.env.get_doctree(name).astext()]
        return ", ".join(pages)


def _fonts() -> list[dict[str, Any]]:
    font = find_spec(FONT_PACKAGE)
    if font is None or font.origin is None:
        return []
    folder = Path(font.origin).parent / "files"
    return [
        {
            "url": (folder / f"SourceSansPro-{cut}.otf").as_uri(),
            "weight": weight,
            "style": style,
        }
        for cut, weight, style in _CUTS
    ]
