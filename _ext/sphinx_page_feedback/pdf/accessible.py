"""The builder of the accessible PDF: the site as one page of HTML, then PDF/UA-1."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import compact_paragraph, start_of_file
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.environment.adapters.toctree import TocTree
from sphinx.util.display import progress_message
from sphinx.util.nodes import inline_all_toctrees

from sphinx_page_feedback.problems import Code, Problem
from sphinx_page_feedback.render import build_day, date_in_words
from sphinx_page_feedback.titles import page_title

from .anchors import join_address
from .gate import stop_build
from .latex_style import FONT_PACKAGE
from .maths import draw_formulas
from .numbers import appendix_letter, figure_numbers
from .write_pdf import write_pdf

if TYPE_CHECKING:
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

    def assemble_doctree(self) -> nodes.document:
        """Return all pages in one document, ``latex_appendices`` last."""
        root = self.config.root_doc
        tree = self.env.get_doctree(root)
        tree = inline_all_toctrees(self, set(), root, tree, str, [root])
        tree["docname"] = root
        top: nodes.Element = next(iter(tree.findall(nodes.section)), tree)
        # No toctree lists them, and `resolve_references` below runs the post-transforms, which
        # number them and make their boxes: so they join the tree before it.
        for docname in self.config.latex_appendices:
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
        title = cover.title or self.config.html_title
        return {
            **super().get_doc_context(docname, body, metatags),
            "author": self.config.author,
            "cover": cover.model_copy(update={"logo": logo, "title": title}),
            "day": self.config.today or date_in_words(build_day(), self.config.language),
            "fonts": _fonts(),
            "toc": self._contents(),
        }

    def _contents(self) -> str:
        """Return the table of contents: chapters, and pages or sections below them."""
        root = self.config.root_doc
        contents = TocTree(self.env)  # the function below it differs from Sphinx 8.2 to 9
        tree = contents.get_toctree_for(
            root, self, collapse=False, maxdepth=2, includehidden=True
        )
        if tree is None:
            return ""
        self._add_appendices(tree)
        draw_formulas(tree, self.env, root)
        for link in tree.findall(nodes.reference):
            link["refuri"] = join_address(link["refuri"])
        return str(self.render_partial(tree)["fragment"])

    def _add_appendices(self, contents: nodes.Element) -> None:
        """Add to the contents what no ``toctree`` lists."""
        lists = list(contents.findall(nodes.bullet_list))
        for docname in self.config.latex_appendices if lists else ():
            letter = appendix_letter(self.config.latex_appendices, docname)
            title = f"{letter}. {page_title(self.env, docname)}"
            link = nodes.reference("", title, refuri=f"#document-{docname}", internal=True)
            entry = compact_paragraph("", "", link)
            lists[0] += nodes.list_item("", entry, classes=["toctree-l1"])

    def finish(self) -> None:
        """Write the HTML's files, then the PDF."""
        super().finish()
        logo = self.config.feedback_setup.options.pdf_cover.logo
        if logo:
            shutil.copy(Path(self.confdir, logo), self._static_dir)
        source = Path(self.outdir, f"{self.config.root_doc}{self.out_suffix}")
        with progress_message("writing the accessible PDF", nonl=False):
            target = Path(self.outdir, f"{_file_name(self.config)}.pdf")
            problems = write_pdf(source, target)
        # A PDF that lacks something could be handed out all the same, so it does not stay.
        if problems:
            target.unlink()
            for problem in problems:
                problem.place = problem.place or self._pages_with(problem.subject)
            stop_build(problems)

    def _pages_with(self, text: str) -> str:
        # A missing glyph is reported without its place, so each page that has the character is named.
        docnames = sorted(self.env.all_docs)
        pages = [name for name in docnames if text in self.env.get_doctree(name).astext()]
        return ", ".join(pages)


def _file_name(config: Any) -> str:
    """Return the name of the first LaTeX document, marked as accessible."""
    return f"{Path(config.latex_documents[0][1]).stem}-accessible"


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
